"""A YouTube channel on the stand-in, with the real connector; every exchange is held against the discovery document."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from conformance import CANARY, SettableClock, World
from discovery import Described, youtube_document

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.server import Answer, Asked
from connectors.sandbox.youtube import YouTubeSandbox

CHANNEL = "UCcouncil0123456789abcdef"
KEYS = {"client_id": "app.apps.googleusercontent.com", "client_secret": f"app-{CANARY}", "refresh_token": CANARY}


@cache
def _described() -> Described:
    return Described(youtube_document())


class WatchedSandbox(YouTubeSandbox):
    """Writes down what the published description does not know; the world fails when there is any."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.undescribed: list[str] = []

    def answer(self, asked: Asked) -> Answer:
        answer = super().answer(asked)
        try:
            _described().answer(_described().request(asked), answer)
        except AssertionError as error:
            self.undescribed.append(str(error))
        return answer


def connected(sandbox: YouTubeSandbox, clock: SettableClock, **settings: str) -> Connector:
    base = {"base_url": sandbox.base_url, "timeout_s": "10"}
    return load("youtube")(CHANNEL, KEYS, base | settings, clock)


def _answer_beneath(sandbox: YouTubeSandbox) -> Callable[[Connector, str], tuple[Callable[[], None], Any]]:
    """An answer is the write whose own answer has a body that can be spoilt: a change of state has none."""

    def single_write(connector: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
        def prepare() -> None:
            sandbox.reads_pass = True

        return prepare, lambda other: other.reply(native_id, "Diolch.")

    return single_write


@contextmanager
def youtube_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with WatchedSandbox(lambda: clock() + skew, CHANNEL, CANARY) as sandbox:
        impatient = connected(sandbox, clock, timeout_s="0.3")
        single_write = _answer_beneath(sandbox)
        yield World(connected(sandbox, clock), sandbox, clock, CHANNEL, impatient, single_write=single_write)
        assert sandbox.undescribed == []
