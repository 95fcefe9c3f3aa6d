"""A Page on the stand-in, with the real connector to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from conformance import CANARY, SettableClock, World

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.graph import GraphSandbox

PAGE = "100200300"


def connected(sandbox: GraphSandbox, clock: SettableClock, **settings: str) -> Connector:
    base = {"base_url": sandbox.base_url, "timeout_s": "10"}
    return load("facebook")(PAGE, {"token": CANARY}, base | settings, clock)


@contextmanager
def facebook_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with GraphSandbox(lambda: clock() + skew, PAGE, CANARY) as sandbox:
        impatient = connected(sandbox, clock, timeout_s="0.3")
        yield World(connected(sandbox, clock), sandbox, clock, PAGE, impatient)
