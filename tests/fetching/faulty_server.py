"""A file server on loopback that can do everything wrong that servers and proxies do."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    range: str
    if_range: str


@dataclass
class FaultyServer:
    """Serves ``files``; ``faults`` holds, per path, what goes wrong with the next answers, one after the other."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Callable[["Handler", bytes], None]]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def fails(self, path: str, *faults: Callable[["Handler", bytes], None]) -> None:
        self.faults.setdefault(path, []).extend(faults)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faulty: FaultyServer

    def do_GET(self) -> None:
        self.faulty.asked.append(Asked(self.path, self.headers.get("Range") or "", self.headers.get("If-Range") or ""))
        body = self.faulty.files.get(self.path)
        queue = self.faulty.faults.get(self.path) or []
        if queue:
            queue.pop(0)(self, body or b"")
        elif body is None:
            self.answer(404, b"not here")
        else:
            self.serve(body)

    def serve(self, body: bytes) -> None:
        """As a good server does, resuming included."""
        start = self.start()
        etag = etag_of(body)
        if start is None or self.headers.get("If-Range") not in (None, etag):
            self.answer(200, body, ETag=etag)
        elif start >= len(body):
            self.answer(416, b"", **{"Content-Range": f"bytes */{len(body)}"})
        else:
            place = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[start:], **{"ETag": etag, "Content-Range": place})

    def start(self) -> int | None:
        wanted = self.headers.get("Range") or ""
        return int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else None

    def answer(self, status: int, body: bytes, *, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        headers = {"Content-Type": "application/octet-stream", **headers, **self.faulty.headers.get(self.path, {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent."""


def etag_of(body: bytes) -> str:
    return f'"{len(body)}-{sum(body) % 9973}"'


def dropped_after(count: int) -> Callable[[Handler, bytes], None]:
    """The whole length is announced, ``count`` bytes come, then the line is dead."""

    def fault(handler: Handler, body: bytes) -> None:
        start = handler.start() or 0
        etag = etag_of(body)
        rest = body[start:]
        place = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} if start else {}
        handler.answer(206 if start else 200, rest[:count], length=len(rest), ETag=etag, **place)
        handler.close_connection = True

    return fault


def status(code: int, body: bytes = b"", **headers: str) -> Callable[[Handler, bytes], None]:
    return lambda handler, _: handler.answer(code, body, **{name.replace("_", "-"): v for name, v in headers.items()})


def ignoring_range(handler: Handler, body: bytes) -> None:
    handler.answer(200, body)


def swapped(handler: Handler, body: bytes) -> None:
    """As long as the real one, one byte is another."""
    handler.answer(200, body[:-1] + bytes([body[-1] ^ 1]))


def dripping(handler: Handler, body: bytes) -> None:
    """One byte now and then: no read time-out ever trips."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    stopped = threading.Event()
    try:
        for byte in body:
            handler.wfile.write(bytes([byte]))
            stopped.wait(0.05)
    except OSError:
        handler.close_connection = True


@contextmanager
def serving() -> Iterator[FaultyServer]:
    faulty = FaultyServer()
    bound = type("Bound", (Handler,), {"faulty": faulty})
    server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
    server.daemon_threads = True
    faulty.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield faulty
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
