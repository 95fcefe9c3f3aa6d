"""A Discourse board on the stand-in, with the real connector; every exchange is held against its description."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from conformance import CANARY, SettableClock, World
from described import watched
from discourse_described import DISCOURSE

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.discourse import DiscourseSandbox

BOARD = "forum.council.example"
US = "CouncilTeam"


def connected(sandbox: DiscourseSandbox, clock: SettableClock, **settings: str) -> Connector:
    base = {"base_url": sandbox.base_url, "timeout_s": "10"}
    return load("discourse")(BOARD, {"api_key": CANARY, "api_username": US}, base | settings, clock)


def _hide_once(
    sandbox: DiscourseSandbox,
) -> Callable[[Connector, str], tuple[Callable[[], None], Callable[[Any], Any]]]:
    """Hiding reads before it writes: what goes wrong shall go wrong with the write."""

    def single_write(connector: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
        def prepare() -> None:
            sandbox.reads_pass = True

        return prepare, lambda other: other.hide(native_id)

    return single_write


@contextmanager
def discourse_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with watched(DiscourseSandbox, DISCOURSE)(lambda: clock() + skew, US, CANARY) as sandbox:
        impatient = connected(sandbox, clock, timeout_s="0.3")
        yield World(
            connected(sandbox, clock),
            sandbox,
            clock,
            BOARD,
            impatient,
            an_edit_may_reveal=True,
            single_write=_hide_once(sandbox),
        )
        assert not sandbox.undescribed, sandbox.undescribed
