"""Carries atproto's requests under one total deadline and one size limit; what transport.py is for requests, for httpx.

httpx counts its time-outs from byte to byte, too: here a watchdog cuts the connection when one request, or all of one
connector call, has lasted too long.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from connectors.metering import CALLS, spend
from connectors.transport import BODY_CAP, CALL_S, CONNECT_S, DEADLINE_S

_CHUNK = 64 * 1024
#: What httpx calls the moments when a connection stands and when a request begins to leave.
_OPENED = ("connect_tcp.complete", "start_tls.complete")
_SENDING = "send_request_headers.started"
#: About the bytes on the wire, which are unpacked here. Without a location nobody can follow a redirect: no call of the
#: platform needs one, and another address would be asked without any limit.
_DROPPED = frozenset({"content-encoding", "content-length", "transfer-encoding", "location"})


class BodyTooBig(httpx.TransportError):
    """The answer was larger than any honest one."""


class BoundedTransport(httpx.HTTPTransport):
    """Sends one request within ``deadline_s`` seconds in all, reads at most BODY_CAP bytes.

    Retries nothing, follows nothing. All requests of one transport together get ``total_s`` seconds. One thread at a
    time: make one per connector call.
    """

    def __init__(self, address: str, *, deadline_s: float = DEADLINE_S, total_s: float = CALL_S) -> None:
        super().__init__(retries=0, proxy=_way_out(address))
        self._deadline_s = deadline_s
        self._ends = time.monotonic() + total_s
        self._streams: list[Any] = []
        #: Whether the last request may have reached the platform.
        self.was_sent = False
        #: Of the last answer; 0 and empty when none came.
        self.status = 0
        self.headers: Mapping[str, str] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.was_sent, self.status, self.headers = False, 0, {}
        left = min(self._deadline_s, self._ends - time.monotonic())
        if left <= 0:
            raise httpx.ConnectTimeout("the time for this call was used up before the request was sent")
        limits = httpx.Timeout(left, connect=min(CONNECT_S, left)).as_dict()
        request.extensions = {**request.extensions, "trace": self._note, "timeout": limits}
        has_rung = threading.Event()
        timer = threading.Timer(left, self._ring, (has_rung,))
        timer.daemon = True
        timer.start()
        spend(CALLS)
        try:
            answer = self._read(super().handle_request(request))
        except (httpx.HTTPError, OSError):
            if has_rung.is_set():
                raise httpx.ReadTimeout("no complete answer in time") from None
            raise
        finally:
            timer.cancel()
        if has_rung.is_set():  # a cut connection can look like the end of a body without a length
            raise httpx.ReadTimeout("no complete answer in time")
        self.status, self.headers = answer.status_code, answer.headers
        return answer

    def _read(self, response: httpx.Response) -> httpx.Response:
        """The whole answer, now, so that no later access can block or grow without limit."""
        body = bytearray()
        try:
            for chunk in response.iter_bytes(_CHUNK):
                body += chunk
                if len(body) > BODY_CAP:
                    raise BodyTooBig(f"the answer is larger than {BODY_CAP} bytes")
        finally:
            response.close()
        headers = [(key, value) for key, value in response.headers.items() if key not in _DROPPED]
        return httpx.Response(response.status_code, headers=headers, content=bytes(body))

    def _note(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith(_OPENED):
            self._streams.append(info["return_value"])
        elif event.endswith(_SENDING):
            self.was_sent = True

    def _ring(self, has_rung: threading.Event) -> None:
        """Cuts every connection of this transport."""
        has_rung.set()
        for stream in tuple(self._streams):
            opened = stream.get_extra_info("socket")
            if opened is not None:
                with contextlib.suppress(OSError):  # closed in the same moment by the other side
                    socket.socket.shutdown(opened, socket.SHUT_RDWR)


def _way_out(address: str) -> str | None:
    """The proxy that the environment names for an address, as requests does for the other platforms; None for none."""
    parts = urlsplit(address)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
