"""A subreddit on the stand-in, with the real connector to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from conformance import CANARY, SettableClock, World

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.reddit_api import RedditSandbox

SUB = "CyngorCouncil"


def connected(sandbox: RedditSandbox, clock: SettableClock, **settings: str) -> Connector:
    base = {"base_url": sandbox.base_url, "timeout_s": "10"}
    keys = {"client_id": "app", "client_secret": "app-secret", "refresh_token": CANARY}
    return load("reddit")(SUB, keys, base | settings, clock)


def _write_to(sandbox: RedditSandbox) -> Callable[[Connector, str], tuple[Callable[[], None], Callable[[Any], Any]]]:
    """Revealing signs in and reads before it writes: what goes wrong shall go wrong with the write."""

    def single_write(connector: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
        def prepare() -> None:
            connector.hide(native_id)
            sandbox.reads_pass = True

        return prepare, lambda other: other.reveal(native_id)

    return single_write


@contextmanager
def reddit_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with RedditSandbox(lambda: clock() + skew, SUB, CANARY) as sandbox:
        impatient = connected(sandbox, clock, timeout_s="0.3")
        yield World(connected(sandbox, clock), sandbox, clock, SUB, impatient, single_write=_write_to(sandbox))
