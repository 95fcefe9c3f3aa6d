"""What a connector's calls cost and what the platform says is left of its limits; told on the way, kept by the caller.

A connector keeps no state between calls, so it cannot count for a day. It tells what each request cost, and whoever
called it listens: ``with metered() as meter: connector.fetch(cursor)``. Without a listener nothing is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

#: Requests that reached for the platform.
CALLS: Final = "calls"
#: The platform's own measure where it has one: YouTube's quota units, Bluesky's points.
UNITS: Final = "units"
#: Money, in US dollars at the published prices.
USD: Final = "usd"


@dataclass(frozen=True, slots=True)
class Allowance:
    """One limit of the platform, as its own answer told it."""

    #: What is limited, in plain words: "calls in this hour", "posts read this month".
    name: str
    used: float
    #: 100 where the platform tells only per cent; None where it tells no limit.
    limit: float | None = None
    #: When counting starts again; None where the platform does not tell.
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Daily:
    """What all of a council's accounts on one platform may use together in one of the platform's days.

    The platform's published limit, or a sensible amount where it has none; ``[budget.PLATFORM]`` in the settings
    replaces each. None = nothing is published.
    """

    calls: float | None = None
    #: The platform's own measure: YouTube's quota units, Bluesky's points.
    units: float | None = None
    #: US dollars at the published prices.
    usd: float | None = None
    #: Reading costs none of those units, so that they say nothing of how often may be polled.
    only_acts_cost_units: bool = False
    #: Where the platform's day begins at midnight: YouTube counts in "America/Los_Angeles".
    zone: str = "UTC"


@dataclass(slots=True)
class Meter:
    """What was told while it listened."""

    #: CALLS, UNITS, USD -> how much.
    spent: dict[str, float] = field(default_factory=dict)
    #: Name -> the newest word on that limit.
    allowances: dict[str, Allowance] = field(default_factory=dict)


_listening: ContextVar[Meter | None] = ContextVar("listening", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Listens to every connector call of this thread inside the block; an inner block does not tell the outer one."""
    meter = Meter()
    before = _listening.set(meter)
    try:
        yield meter
    finally:
        _listening.reset(before)


def spend(kind: str, amount: float = 1) -> None:
    """Tell that a request cost this much."""
    if (meter := _listening.get()) is not None:
        meter.spent[kind] = meter.spent.get(kind, 0) + amount


def tell(allowance: Allowance) -> None:
    """Tell what the platform said of one of its limits; a newer word replaces an older one of the same name."""
    if (meter := _listening.get()) is not None:
        meter.allowances[allowance.name] = allowance
