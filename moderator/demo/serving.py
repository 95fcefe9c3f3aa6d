"""Keeps the demonstration up after the play, so that one can look around: the page, the review page, the platforms."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from moderator.demo.theatre import Theatre

#: The daemon looks again so often while one looks around.
PASS_EVERY_S = 5.0


@contextmanager
def page_on_loopback(page: str, port: int = 0) -> Iterator[str]:
    """Serve one page on this machine until the block ends; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(page.encode()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def keep_working(theatre: Theatre, stop: threading.Event) -> None:
    """Run the daemon's pass again and again until told to stop; the clock goes on at a real one's pace."""
    ended, started = theatre.clock(), time.monotonic()
    while not stop.wait(PASS_EVERY_S):
        theatre.clock.move_to(ended + timedelta(seconds=time.monotonic() - started))
        theatre.app.once()


def _handler_of(page: bytes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            del format, args  # the console is for the demonstration's own words

        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page) if self.path == "/" else 0))
            self.end_headers()
            if self.path == "/":
                self.wfile.write(page)

    return Handler
