"""What every stand-in platform shares: a real HTTP server on loopback that can be told to misbehave."""

import contextlib
import json
import socket
import struct
import threading
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

#: Faults of the wire, the same for every platform; each platform adds its own documented error bodies.
WIRE_FAULTS = frozenset({"truncated", "html", "timeout", "slow_drip", "reset", "lost_answer", "redirect", "bottomless"})
#: A page of rows in another order, and one with every row twice: an honest answer that a client must bear.
ROW_FAULTS = frozenset({"out_of_order", "doubled"})
#: Where the fault "redirect" leads.
ELSEWHERE = "/elsewhere"
_DRIP_S = 0.05


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the platform sees it."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str]
    #: Path and query as they came: a name may stand in the query more than once.
    target: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status, a JSON value or a picture's bytes, and headers."""

    status: int
    value: Any
    #: One that stands there several times has its values on lines of their own.
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class CommentView:
    """How one comment stands on the stand-in, for demonstrations and tests."""

    id: str
    text: str
    is_hidden: bool
    is_deleted: bool
    author_name: str
    created_at: datetime


class StandIn:
    """A platform's server on 127.0.0.1. Subclasses answer; this class listens, counts and misbehaves on request."""

    #: Names of the platform's own faults.
    own_faults: frozenset[str] = frozenset()
    #: What its answers say the time is; None = this machine's.
    told_time: Callable[[], datetime] | None = None

    def __init__(self) -> None:
        self.lock = threading.RLock()
        #: "METHOD /path" of every request, without parameters and so without tokens.
        self.calls: list[str] = []
        #: Faults wait for a write: for connectors that read before they write.
        self.reads_pass = False
        self._faults: deque[str] = deque()
        self._server: ThreadingHTTPServer | None = None
        self._stopping = threading.Event()

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """The honest answer."""

    @abstractmethod
    def fault(self, kind: str, asked: Asked) -> Answer:
        """The documented error body for one of ``own_faults``."""

    def changes(self, asked: Asked) -> bool:
        """Whether a request is about changing something; a platform where one signs in by POST says otherwise there."""
        return asked.method != "GET"

    def fail_next(self, kind: str, times: int = 1) -> None:
        """The next ``times`` requests go wrong in this way."""
        known = WIRE_FAULTS | ROW_FAULTS | self.own_faults
        if kind not in known:
            raise ValueError(f"this stand-in knows no fault {kind!r}; use one of: {', '.join(sorted(known))}")
        with self.lock:
            self._faults.extend([kind] * times)

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        with self.lock:
            self._faults.clear()

    def start(self) -> str:
        """Listens on a free port; returns the base address."""
        self._stopping.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self.base_url

    @property
    def base_url(self) -> str:
        if self._server is None:
            raise RuntimeError("the stand-in is not running; call start() first")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._stopping.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def serve(self, asked: Asked, handler: "BaseHTTPRequestHandler") -> None:
        """Answers one request, honestly or as told."""
        with self.lock:
            self.calls.append(f"{asked.method} {asked.path}")
            # A lost answer is about a write, and rows are read: what comes before passes.
            is_read = not self.changes(asked)
            waits = self._faults and (self._faults[0] == "lost_answer") is is_read
            waits = waits and self._faults[0] in ROW_FAULTS | {"lost_answer"}
            waits = waits or (self.reads_pass and is_read)
            kind = self._faults.popleft() if self._faults and not waits else ""
        if kind in self.own_faults:
            return _send(handler, self.fault(kind, asked))
        match kind:
            case "reset":
                return _reset(handler)
            case "timeout":
                self._stopping.wait(60)
                return None
            case "html":
                return _send_raw(handler, 503, b"<html><body>Sorry, something went wrong.</body></html>", "text/html")
            case "redirect":
                return _send_raw(handler, 307, b"{}", "application/json", {"Location": f"{self.base_url}{ELSEWHERE}"})
            case _:
                return self._serve_honestly(asked, handler, kind)

    def _serve_honestly(self, asked: Asked, handler: "BaseHTTPRequestHandler", kind: str) -> None:
        """It does what is asked; what may go wrong is the answer's way back."""
        if asked.path == ELSEWHERE:
            return _send_raw(handler, 200, b'{"success": true, "data": {"hidden": false}}', "application/json")
        with self.lock:
            answer = self.answer(asked)
        if kind in ROW_FAULTS:
            return _send(handler, replace(answer, value=_disordered(answer.value, kind)))
        match kind:
            case "lost_answer":
                return _reset(handler)
            case "bottomless":
                return _send_raw(handler, answer.status, b"[" * 100_000 + b"]" * 100_000, "application/json")
            case "truncated":
                body = _body_of(answer)
                return _send_raw(handler, answer.status, body[: max(1, len(body) // 2)], "application/json")
            case "slow_drip":
                return self._drip(handler, _body_of(answer))
            case _:
                return _send(handler, answer)

    def _drip(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body) + 100_000))
        handler.end_headers()
        with contextlib.suppress(OSError):
            for byte in body + b" " * 100_000:
                if self._stopping.wait(_DRIP_S):
                    return
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()


def _disordered(value: Any, kind: str) -> Any:
    """The same value with every list of rows turned round, or every row twice."""
    if isinstance(value, Mapping):
        return {key: _disordered(item, kind) for key, item in value.items()}
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        return value
    rows = [_disordered(item, kind) for item in value]
    return rows[::-1] if kind == "out_of_order" else [row for row in rows for _ in range(2)]


def _handler_for(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        timeout = 60

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            del format, args  # requests carry tokens and comments

        def date_time_string(self, timestamp: float | None = None) -> str:
            told = stand_in.told_time
            return super().date_time_string(timestamp if told is None else told().timestamp())

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_PUT(self) -> None:
            self._serve()

        def do_PATCH(self) -> None:
            self._serve()

        def do_DELETE(self) -> None:
            self._serve()

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {key.lower(): value for key, value in self.headers.items()}
            try:
                stand_in.serve(Asked(self.command, parts.path, query, body, headers, self.path), self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    return Handler


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    _send_raw(handler, answer.status, _body_of(answer), answer.content_type, answer.headers)


def _body_of(answer: Answer) -> bytes:
    """A picture goes out as it is, everything else as JSON."""
    return answer.value if isinstance(answer.value, bytes) else json.dumps(answer.value).encode()


def _send_raw(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    content_type: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(body)))
    if handler.close_connection:
        handler.send_header("Connection", "close")
    for name, values in (headers or {}).items():
        for value in values.split("\n"):
            handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def _reset(handler: BaseHTTPRequestHandler) -> None:
    """Drops the connection without a word, so that the client sees a reset."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        handler.connection.shutdown(socket.SHUT_RDWR)
