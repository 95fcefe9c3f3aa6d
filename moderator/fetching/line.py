"""The way to the files: one session under one total deadline, whatever the servers in between do."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from connectors.transport import Alarm, WatchedAdapter
from moderator.fetching.trouble import Unfetched

#: Nothing arriving for this long is a stall, and the connection is given up.
STALL_S = 30.0
_CONNECT_S = 15.0
_MOST_HOPS = 6
#: A busy server may ask for this much patience; asked for more, we stop and say so.
LONGEST_WAIT_S = 120.0
CARRY = "fetch it on a machine that reaches the internet and use --from"


class Dropped(Exception):
    """The connection broke on the way: asking for the rest may help."""


class Busy(Exception):
    """The server asked to be left alone for a while."""

    def __init__(self, status: int, seconds: float) -> None:
        super().__init__(f"the server answered {status}")
        self.status, self.seconds = status, seconds


class Line:
    """Sends requests until the deadline; one thread at a time."""

    def __init__(
        self,
        deadline_s: float,
        *,
        stall_s: float = STALL_S,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._deadline_s = deadline_s
        self._ends = monotonic() + deadline_s
        self._stall_s = stall_s
        self._monotonic = monotonic
        self._sleep = sleep
        adapter = WatchedAdapter()
        self._alarm = Alarm(adapter.connections)
        self._session = requests.Session()
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        # Public files need no password: without this one from a netrc file would be sent along.
        self._session.auth = _as_it_is

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Cuts every connection when the deadline comes; a server that drips trips no read time-out."""
        timer = threading.Timer(max(0.0, self._left()), self._alarm.ring)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self._session.close()

    def ask(self, url: str, headers: Mapping[str, str]) -> tuple[requests.Response, Mapping[str, str]]:
        """The answer, unread, after redirections; and the headers of all answers on the way together.

        Raises Dropped, or Unfetched where asking again cannot help.
        """
        started = url
        passed: dict[str, str] = {}
        for _ in range(_MOST_HOPS):
            response = self._send(url, headers)
            passed |= {name.lower(): value for name, value in response.headers.items()}
            if not response.is_redirect:
                return response, passed
            response.close()
            url = urljoin(url, response.headers["location"])
            if _is_plain(url) and not _is_plain(started):
                raise Unfetched(f"{_host(started)} led to an address without https", CARRY)
        raise Unfetched(f"{_host(started)} led from address to address {_MOST_HOPS} times", CARRY)

    def _send(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        left = self.demand_time()
        limits = (min(_CONNECT_S, left), min(self._stall_s, left))
        try:
            return self._session.get(url, headers=headers, stream=True, timeout=limits, allow_redirects=False)
        except requests.exceptions.SSLError:
            raise Unfetched(
                f"{_host(url)} showed a certificate that this machine does not trust",
                "if a proxy of the council opens encrypted traffic, name its certificate in REQUESTS_CA_BUNDLE; "
                f"otherwise {CARRY}",
            ) from None
        except requests.exceptions.ProxyError:
            raise Unfetched(
                f"the proxy did not let us through to {_host(url)}", f"check HTTPS_PROXY, or {CARRY}"
            ) from None
        except (requests.RequestException, HTTPError, OSError) as error:
            self.demand_time()
            if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
                raise Unfetched(f"{url} is not an address", "write https://HOST/FOLDER") from None
            raise Dropped(f"no answer from {_host(url)}") from None

    def blocks(self, response: requests.Response) -> Iterator[bytes]:
        """The body as it arrives, never decoded. Raises Dropped when it breaks off."""
        while True:
            self.demand_time()
            try:
                block = response.raw.read1(1 << 18, decode_content=False)
            except (HTTPError, OSError, ValueError):
                self.demand_time()
                raise Dropped("the connection broke off") from None
            if not block:
                return
            yield block

    def wait(self, seconds: float) -> None:
        """Wait, but never past the deadline."""
        if seconds >= self.demand_time():
            raise self._late()
        self._sleep(seconds)

    def demand_time(self) -> float:
        """The seconds left. Raises Unfetched when there are none."""
        if self._alarm.has_rung or self._left() <= 0:
            raise self._late()
        return self._left()

    def _left(self) -> float:
        return self._ends - self._monotonic()

    def _late(self) -> Unfetched:
        return Unfetched(
            f"the files did not arrive within {self._deadline_s / 60:.3g} minutes",
            "run the same command again: it goes on where it stopped (--deadline gives it longer)",
        )


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _is_plain(url: str) -> bool:
    return urlsplit(url).scheme != "https"
