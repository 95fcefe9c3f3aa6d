"""Carries requests for the client libraries under one total deadline and one size limit, to a stand-in if asked.

A read time-out counts from byte to byte: a server that drips one byte a second never trips it. Here a watchdog cuts
the connection when the whole call has lasted too long, whatever the server does.
"""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import PoolManager

from connectors.contract import TryLater
from connectors.metering import CALLS, spend

DEADLINE_S = 20.0
CONNECT_S = 5.0
#: One connector call, however many requests it makes; shorter than the daemon's own limit for an errand.
CALL_S = 55.0
#: Reading everything new may take longer than one errand.
FETCH_S = 240.0
#: Whatever a server asks for: it is tried again the next day.
_LONGEST_PAUSE = timedelta(days=1)
BODY_CAP = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_TOO_SLOW = "no complete answer within {:.3g} seconds"


@contextmanager
def readable(platform: str) -> Iterator[None]:
    """An answer of an unexpected shape is the platform's fault, not a crash of ours; its content is not told."""
    try:
        yield
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        kind = type(error).__name__
        raise TryLater(f"{platform}'s answer had an unexpected shape ({kind}); it will be tried again") from None


def bind(session: requests.Session, home: str, adapter: "BoundedAdapter") -> None:
    """The session reaches ``home`` through the adapter, and nothing else.

    Redirects are not followed: no platform's API needs one, and another address would be asked without any limit.
    """
    session.adapters.clear()
    session.mount(home, adapter)
    session.max_redirects = 0


class BodyTooBig(requests.RequestException):
    """The answer was larger than any honest one."""


class WatchedAdapter(HTTPAdapter):
    """Knows every connection it opens, so that an alarm can cut them. Never retries anything."""

    def __init__(self) -> None:
        self.connections: list[HTTPConnection] = []
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _watched_pools(self.connections)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _watched_pools(self.connections)
        return manager


class BoundedAdapter(WatchedAdapter):
    """Sends one request within ``deadline_s`` seconds in all and reads at most BODY_CAP bytes.

    All requests of one adapter together get ``total_s`` seconds. Requests for ``home`` go to ``base_url`` when that is
    given. Never retries anything. One thread at a time: make a session per connector call.
    """

    def __init__(
        self, *, home: str, base_url: str = "", deadline_s: float = DEADLINE_S, total_s: float = CALL_S
    ) -> None:
        self._home = home.rstrip("/")
        self._base_url = base_url.rstrip("/")
        self._deadline_s = deadline_s
        self._ends = time.monotonic() + total_s
        super().__init__()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        if self._base_url and (request.url or "").startswith(self._home):
            request.url = self._base_url + (request.url or "")[len(self._home) :]
        left = min(self._deadline_s, self._ends - time.monotonic())
        if left <= 0:
            raise requests.ConnectTimeout("the time for this call was used up before the request was sent")
        alarm = Alarm(self.connections)
        timer = threading.Timer(left, alarm.ring)
        timer.daemon = True
        timer.start()
        limits = (min(CONNECT_S, left), left)
        spend(CALLS)
        try:
            response = super().send(request, True, limits, verify, cert, proxies)
            _read_body(response)
        except (requests.RequestException, HTTPError, OSError) as error:
            if alarm.has_rung:
                raise requests.ReadTimeout(_TOO_SLOW.format(left)) from None
            if isinstance(error, requests.RequestException):
                raise
            raise requests.ConnectionError("the connection broke while the answer was being read") from None
        finally:
            timer.cancel()
        if alarm.has_rung:  # a cut connection can look like the end of a body without a length
            raise requests.ReadTimeout(_TOO_SLOW.format(left))
        return response


class Alarm:
    """Cuts every open connection of one session, once."""

    def __init__(self, connections: list[HTTPConnection]) -> None:
        self._connections = connections
        self.has_rung = False

    def ring(self) -> None:
        self.has_rung = True
        for connection in tuple(self._connections):
            _cut(connection)


def _cut(connection: HTTPConnection) -> None:
    sock = getattr(connection, "sock", None)
    if sock is None:
        return
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not SSLSocket.shutdown: that one wants the TLS state
    except OSError:
        return  # closed in the same moment by the other side


def _watched_pools(connections: list[HTTPConnection]) -> dict[str, Any]:
    """Pool classes whose connections are listed from the moment they open."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            connections.append(self)

    class Tls(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            connections.append(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


def _read_body(response: requests.Response) -> None:
    """Reads the whole body now, so that no later access can block or grow without limit."""
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > BODY_CAP:
            response.close()
            raise BodyTooBig(f"the answer is larger than {BODY_CAP} bytes")
    response._content = bytes(body)  # what requests itself does in Response.content
    response._content_consumed = True  # type: ignore[attr-defined]


def never_sent(error: requests.RequestException) -> bool:
    """Whether the request certainly did not reach the platform (no connection was made)."""
    if isinstance(error, (requests.exceptions.ConnectTimeout, requests.exceptions.InvalidURL)):
        return True
    return "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long a server, or what stands in front of it, asks to be left alone, a day at most; None when it does not."""
    after = headers.get("Retry-After", "")
    if not (after.isdecimal() and len(after) < 7):
        return None
    return min(max(timedelta(seconds=int(after)), timedelta(seconds=1)), _LONGEST_PAUSE)
