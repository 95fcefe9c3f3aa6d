"""An account on the stand-in for a Mastodon server, with the real connector; exchanges are held to the description."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from conformance import CANARY, SettableClock, World
from described import watched
from mastodon_described import MASTODON

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.mastodon_api import MastodonSandbox

US = "109302436954721982"


def connected(sandbox: Any, clock: SettableClock, account_id: str = US, token: str = CANARY, **settings: str) -> Any:
    base = {"server": "https://toot.example", "base_url": sandbox.base_url, "timeout_s": "10"}
    return load("mastodon")(account_id, {"token": token}, base | settings, clock)


@contextmanager
def mastodon_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with watched(MastodonSandbox, MASTODON)(lambda: clock() + skew, US, CANARY) as sandbox:

        def single_write(ours: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
            """Reporting reads whose words they are, then writes once."""
            del ours

            def prepare() -> None:
                sandbox.reads_pass = True

            return prepare, lambda other: other.report(native_id, "threat")

        impatient = connected(sandbox, clock, timeout_s="0.3")
        yield World(connected(sandbox, clock), sandbox, clock, US, impatient, longest=450, single_write=single_write)
        assert not sandbox.undescribed, sandbox.undescribed
