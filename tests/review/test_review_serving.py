"""The page's server stops with the daemon, whatever it was waiting for."""

import errno
from threading import Event

from moderator.page import served


class Waiting:
    """A server whose wait for a request ends with an error when its socket is closed."""

    def __init__(self) -> None:
        self.is_closed = Event()
        self.has_ended = Event()

    def run(self) -> None:
        self.is_closed.wait(5)
        self.has_ended.set()
        raise OSError(errno.EBADF, "Bad file descriptor")

    def close(self) -> None:
        self.is_closed.set()


def test_a_server_that_is_closed_while_it_waits_ends_without_an_error() -> None:
    server = Waiting()

    with served(server):
        assert not server.has_ended.is_set()

    assert server.has_ended.is_set()  # an error that nobody caught in its thread would fail this test
