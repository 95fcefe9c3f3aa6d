"""The transport under both client libraries: one deadline in all, whatever the server does."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import requests

from connectors.transport import BoundedAdapter, never_sent, retry_after

HOME = "https://platform.example"


@contextmanager
def server(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """A raw socket server for one connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        try:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                talk(connection, done)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        done.set()
        listener.close()
        thread.join(5)


@contextmanager
def session(base_url: str, **limits: float) -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.mount(HOME, BoundedAdapter(home=HOME, base_url=base_url, **limits))
        yield made


def drip(connection: socket.socket, done: threading.Event, data: bytes) -> None:
    for byte in data:
        if done.wait(0.03):
            return
        connection.sendall(bytes([byte]))


HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "data",
    [
        HEADERS + b"X-Filler: " + b"a" * 1000,
        HEADERS + b"Content-Length: 5000\r\n\r\n" + b" " * 5000,
        HEADERS + b"\r\n" + b" " * 5000,
        HEADERS + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 1000,
    ],
    ids=["headers", "body", "body without a length", "chunks"],
)
def test_a_server_that_drips_is_cut_off_when_the_time_is_up(data: bytes) -> None:
    with (
        server(lambda connection, done: drip(connection, done, data)) as base_url,
        session(base_url, deadline_s=0.3) as web,
    ):
        began = time.monotonic()

        with pytest.raises(requests.ReadTimeout, match="no complete answer"):
            web.get(f"{HOME}/page")

        assert time.monotonic() - began < 2


def test_all_requests_of_one_call_share_its_time() -> None:
    with session("http://127.0.0.1:1", total_s=0) as web, pytest.raises(requests.ConnectTimeout) as caught:
        web.post(f"{HOME}/page")

    assert never_sent(caught.value)


def test_nobody_listening_means_never_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with session(f"http://127.0.0.1:{port}") as web, pytest.raises(requests.ConnectionError) as caught:
        web.post(f"{HOME}/page")

    assert never_sent(caught.value)


def test_a_connection_cut_in_the_middle_may_have_been_sent() -> None:
    def cut(connection: socket.socket, done: threading.Event) -> None:
        connection.sendall(HEADERS + b"Content-Length: 50\r\n\r\n{")

    with server(cut) as base_url, session(base_url) as web, pytest.raises(requests.RequestException) as caught:
        web.post(f"{HOME}/page")

    assert not never_sent(caught.value)


def test_an_ordinary_answer_passes_through() -> None:
    def answer(connection: socket.socket, done: threading.Event) -> None:
        connection.sendall(HEADERS + b'Content-Length: 9\r\n\r\n{"a": 12}')

    with server(answer) as base_url, session(base_url) as web:
        response = web.get(f"{HOME}/page?b=c")

    assert response.json() == {"a": 12}
    assert response.content == b'{"a": 12}'


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        ("90", timedelta(seconds=90)),
        ("0", timedelta(seconds=1)),
        ("999999", timedelta(days=1)),
        ("9999999999999999999", None),
        ("-5", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("", None),
    ],
)
def test_how_long_a_server_asks_to_be_left_alone_is_bounded(asked: str, pause: timedelta | None) -> None:
    assert retry_after({"Retry-After": asked}) == pause


def test_a_server_that_asks_for_nothing_sets_no_pause() -> None:
    assert retry_after({}) is None
