"""One platform's budget for one of its days, and what of it polls, rereading and acts may still use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Final
from zoneinfo import ZoneInfo

#: Counts polls themselves, where a platform limits nothing that could be counted instead.
ROUNDS: Final = "rounds"
#: What a kind is called before people: one, and several.
KIND_WORDS: Final = {
    "calls": ("call", "calls"),
    "units": ("unit", "units"),
    "usd": ("US dollar", "US dollars"),
    ROUNDS: ("poll", "polls"),
}


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent in one day, of each kind."""

    on_everything: Mapping[str, float] = field(default_factory=dict)
    on_acts: Mapping[str, float] = field(default_factory=dict)
    on_rereading: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Budget:
    """What all accounts on one platform may spend together in one of its days.

    Acts are never held back: what is kept for them is only what polls and rereading leave alone.
    """

    #: Kind -> the most of it.
    most: Mapping[str, float]
    #: Where the platform's day begins at midnight.
    zone: str = "UTC"
    #: Shares, 0 to 1, that are kept for acts and for rereading.
    for_acts: float = 0.15
    for_rereading: float = 0.20

    def polls_in_a_day(self) -> dict[str, float]:
        """What polls may spend in a whole day."""
        return {kind: most * self._polls_share(kind) for kind, most in self.most.items()}

    def left_for_polls(self, spent: Spent) -> dict[str, float]:
        """What polls may still spend today."""
        return {
            kind: max(0.0, self._left_beside_acts(kind, spent) - self._kept_for_rereading(kind, spent))
            for kind in self.most
        }

    def left_for_rereading(self, spent: Spent) -> dict[str, float]:
        """What rereading may still spend today."""
        return {
            kind: max(0.0, min(self._kept_for_rereading(kind, spent), self._left_beside_acts(kind, spent)))
            for kind in self.most
            if kind != ROUNDS
        }

    def day(self, at: datetime) -> date:
        """The platform's own day at a moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def ends(self, at: datetime) -> datetime:
        """When the budget begins anew."""
        tomorrow = self.day(at) + timedelta(days=1)
        return datetime.combine(tomorrow, clock.min, ZoneInfo(self.zone)).astimezone(at.tzinfo)

    def _polls_share(self, kind: str) -> float:
        return 1.0 if kind == ROUNDS else 1.0 - self.for_acts - self.for_rereading

    def _left_beside_acts(self, kind: str, spent: Spent) -> float:
        left = self.most[kind] - spent.on_everything.get(kind, 0.0)
        if kind == ROUNDS:
            return left
        return left - max(0.0, self.for_acts * self.most[kind] - spent.on_acts.get(kind, 0.0))

    def _kept_for_rereading(self, kind: str, spent: Spent) -> float:
        if kind == ROUNDS:
            return 0.0
        return max(0.0, self.for_rereading * self.most[kind] - spent.on_rereading.get(kind, 0.0))


def amount_words(kind: str, amount: float) -> str:
    """An amount as people read it: "1 call", "1,200 units", "$0.42"."""
    if kind == "usd":
        return f"${amount:,.2f}" if amount >= 0.1 or not amount else f"${amount:.3f}"
    one, several = KIND_WORDS.get(kind, (kind, kind))
    number = f"{amount:,.0f}"
    return f"{number} {one if number == '1' else several}"
