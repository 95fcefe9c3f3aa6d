"""A platform's real server behind a wire that can be told to misbehave, for the fault promises."""

import http.client
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from connectors.sandbox.server import Answer, Asked, StandIn

#: Of one hop only; the stand-in writes its own.
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})


class FaultProxy(StandIn):
    """Passes every request on to a real server; ``own_answers`` gives the platform's own error bodies by fault name.

    The real server must write addresses of its own that lead back here (a site address, a public URL), where it writes
    any.
    """

    def __init__(self, upstream: str, own_answers: Mapping[str, Callable[[Asked], Answer]]) -> None:
        super().__init__()
        self._upstream = urlsplit(upstream)
        self._own_answers = own_answers
        self.own_faults = frozenset(own_answers)

    def fault(self, kind: str, asked: Asked) -> Answer:
        return self._own_answers[kind](asked)

    def answer(self, asked: Asked) -> Answer:
        connection = http.client.HTTPConnection(str(self._upstream.hostname), self._upstream.port, timeout=60)
        headers = {key: value for key, value in asked.headers.items() if key not in _HOP | {"accept-encoding"}}
        try:
            connection.request(asked.method, asked.target, asked.body or None, headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        kept: dict[str, str] = {}
        for key, value in response.getheaders():
            if key.lower() not in _HOP | {"content-type"}:
                kept[key] = f"{kept[key]}\n{value}" if key in kept else value
        return Answer(response.status, body, kept, response.getheader("Content-Type") or "application/json")
