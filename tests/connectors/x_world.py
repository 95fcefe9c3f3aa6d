"""An X account on the stand-in, with the real connector to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from conformance import CANARY, SettableClock, World

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.x_api import XSandbox

US = "2244994945"
KEYS = {
    "consumer_key": "app",
    "consumer_secret": CANARY,
    "access_token": "us",
    "access_token_secret": CANARY,
}


def connected(sandbox: XSandbox, clock: SettableClock, **settings: str) -> Connector:
    base = {"base_url": sandbox.base_url, "timeout_s": "10"}
    return load("x")(US, KEYS, base | settings, clock)


@contextmanager
def x_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with XSandbox(lambda: clock() + skew, US, "CyngorCouncil") as sandbox:
        impatient = connected(sandbox, clock, timeout_s="0.3")
        yield World(connected(sandbox, clock), sandbox, clock, US, impatient)
