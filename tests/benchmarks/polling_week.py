"""Simulates a week of a council of 60 profiles: our pacing against fixed intervals, by cost and by waiting comments.

Run it from the project's folder: ``.venv/bin/python tests/benchmarks/polling_week.py``. It asks nobody, takes a few
minutes, and prints the same for the same seed.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from statistics import mean, median

from council_week import BEGINS, HISTORY, KINDS, UNREAD, WEEK, Kind, Place, Reader, council, moment

from moderator.domain.budget import Budget, Spent
from moderator.domain.polling import PAID_BY_CONTENT, Activity, Purse, Watched, paces
from moderator.domain.rhythm import rhythm_of
from moderator.polling_settings import PollingSettings
from moderator.tasks.pacing import GUESS, Limits

DEFAULT_S = 120.0
LIMITS = Limits(timedelta(seconds=60), timedelta(minutes=30))
#: What the daemon's settings give these platforms by themselves: YouTube's published quota, a sum on X, else as many
#: polls as the default interval makes.
PUBLISHED: Mapping[str, Mapping[str, float]] = {"youtube": {"units": 10_000}, "x": {"usd": 5.0}}
#: A council that wants to ask far less: a fifth of that everywhere.
FRUGAL = 0.2
STRETCH = PollingSettings().stretch
#: The daemon looks so often whose poll is due.
_TICK_S = 15.0
#: As in moderator.tasks.pacing.
_LAST = 0.2
_END = WEEK.total_seconds()


@dataclass
class Outcome:
    """What a way of polling cost in the week, and how long each comment waited to be seen."""

    name: str
    spent: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    #: US dollars of each day.
    of_days: list[float] = field(default_factory=lambda: [0.0] * 7)

    def asked(self, reader: Reader, now: float) -> tuple[int, Mapping[str, float]]:
        """A poll takes place: how many comments it brings, which have waited until now, and what it costs."""
        platform = reader.place.kind.platform
        new, cost = reader.poll(now)
        for kind, amount in cost.items():
            self.spent[platform][kind] += amount
        self.of_days[int(now // 86_400)] += cost["usd"]
        self.waits[platform] += [now - one for one in new]
        return len(new), cost

    def total(self, kind: str) -> float:
        return sum(spent[kind] for spent in self.spent.values())

    def line(self, platform: str = "") -> str:
        waits = self.waits[platform] if platform else [one for waits in self.waits.values() for one in waits]
        of = (lambda kind: self.spent[platform][kind]) if platform else self.total
        ordered = sorted(waits) or [0.0]
        late, latest = (ordered[int(share * (len(ordered) - 1))] for share in (0.95, 0.99))
        measured = (mean(ordered), median(ordered), late, latest, ordered[-1])
        told = " ".join(f"{seconds / 60:8.2f}" for seconds in measured)
        return f"{self.name:28}{of('rounds'):9,.0f}{of('calls'):10,.0f}{of('units'):9,.0f}{of('usd'):8.2f} {told}"


def fixed(places: Sequence[Place], every: Callable[[str], float], name: str) -> Outcome:
    """Every profile of a platform at one interval, each at a phase of its own."""
    outcome = Outcome(name)
    for number, place in enumerate(places):
        step = every(place.kind.platform)
        reader, at = Reader(place), step * ((number * 0.618034) % 1)
        while at < _END:
            outcome.asked(reader, at)
            at += step
    return outcome


def paced(places: Sequence[Place], share: float, name: str) -> Outcome:
    """Our pacing, as moderator.tasks.pacing lives it, without its database."""
    outcome = Outcome(name)
    for platform in dict.fromkeys(place.kind.platform for place in places):
        here = [place for place in places if place.kind.platform == platform]
        published = PUBLISHED.get(platform, {"rounds": len(here) * 86_400 / DEFAULT_S})
        _Platform(here, Budget({kind: most * share for kind, most in published.items()}), outcome).live()
    return outcome


class _Platform:
    """The profiles of one platform and what is known of them on the way."""

    def __init__(self, places: Sequence[Place], budget: Budget, outcome: Outcome) -> None:
        self._places = {place.name: place for place in places}
        self._budget = budget
        self._outcome = outcome
        self._readers = {place.name: Reader(place) for place in places}
        self._activity = {name: Activity(self._learned(name, 0.0), 0.0, BEGINS) for name in self._places}
        self._learned_on = dict.fromkeys(self._places, 0)
        #: Cost of all polls and their number, of each profile.
        self._costs: dict[str, dict[str, float]] = {name: defaultdict(float) for name in self._places}
        self._todays: dict[str, dict[str, float]] = {}
        self._recent: dict[str, dict[str, float]] = {name: {} for name in self._places}
        self._today, self._spent = -1, defaultdict[str, float](float)

    def live(self) -> None:
        due = [(0.0, name) for name in self._places]
        heapq.heapify(due)
        now = 0.0
        while now < _END:
            asked: list[str] = []
            while due and due[0][0] <= now:
                _, name = heapq.heappop(due)
                self._ask(name, now)
                asked.append(name)
            if asked:
                for name, wait in self._waits(asked, now).items():
                    heapq.heappush(due, (now + wait, name))
            now = max(now + _TICK_S, -(-due[0][0] // _TICK_S) * _TICK_S)

    def _ask(self, name: str, now: float) -> None:
        day = int(now // 86_400)
        if day != self._today:
            self._today, self._spent = day, defaultdict(float)
            self._todays = {one: defaultdict(float) for one in self._places}
        if not self._purse(now).affords(self._mean_cost(name)):
            return
        place, reader = self._places[name], self._readers[name]
        is_first = not reader.last
        new, cost = self._outcome.asked(reader, now)
        for kind, amount in cost.items():
            self._spent[kind] += amount
            self._costs[name][kind] += amount
            self._todays[name][kind] += amount
            self._recent[name][kind] = self._recent[name].get(kind, amount) * (1 - _LAST) + amount * _LAST
        known = self._activity[name]
        if self._learned_on[name] != day:
            self._learned_on[name] = day
            known = replace(known, rhythm=self._learned(name, now))
        posts = tuple(moment(post) for post in place.posts if now - 86_400 <= post <= now)
        heat = known.warmth(moment(now)) + (0 if is_first else new)
        self._activity[name] = replace(known, heat=heat, heat_at=moment(now), posts=posts)

    def _waits(self, asked: Sequence[str], now: float) -> dict[str, float]:
        watched = {
            name: Watched(self._activity[name], self._mean_cost(name), LIMITS.fastest, LIMITS.worst)
            for name in self._places
        }
        found = paces(watched, self._purse(now), moment(now))
        return {name: found[name].every.total_seconds() for name in asked}

    def _purse(self, now: float) -> Purse:
        left = self._budget.left_for_polls(Spent(self._spent))
        return Purse(left, self._budget.ends(moment(now)), self._budget.polls_in_a_day(), STRETCH)

    def _mean_cost(self, name: str) -> dict[str, float]:
        known = self._costs[name]
        if not known["rounds"]:
            return {kind: GUESS[kind] for kind in self._budget.most}
        means = [one for one in (known, self._todays[name]) if one["rounds"]]
        recent = self._recent[name]
        return {
            kind: known[kind] / known["rounds"]
            if kind in PAID_BY_CONTENT
            else max(recent[kind], *(one[kind] / one["rounds"] for one in means))
            for kind in self._budget.most
        }

    def _learned(self, name: str, now: float):  # type: ignore[no-untyped-def]
        place = self._places[name]
        since = now - HISTORY.total_seconds()
        posts = sum(since <= post <= now for post in place.posts)
        return rhythm_of((moment(one) for one in place.arrived(since, now)), posts, moment(since), moment(now))


def same_cost(ours: Outcome, default: Outcome, places: Sequence[Place]) -> Callable[[str], float]:
    """The interval at which each platform costs in the week what ours did, in the kind that its budget counts."""

    def interval(platform: str) -> float:
        kind = next(iter(PUBLISHED.get(platform, {"calls": 0})))
        target = ours.spent[platform][kind]
        if kind != "usd":
            return DEFAULT_S * default.spent[platform][kind] / target
        # Money is for what an answer holds and does not follow the interval in proportion: looked for by halving.
        here = [place for place in places if place.kind.platform == platform]
        quick, slow = 15.0, 4 * 3600.0
        for _ in range(14):
            middle = (quick * slow) ** 0.5
            is_dear = fixed(here, lambda _: middle, "").spent[platform][kind] > target  # noqa: B023 - asked at once
            quick, slow = (middle, slow) if is_dear else (quick, middle)
        return slow

    return cache(interval)


def within_the_day(places: Sequence[Place], usd: float) -> list[Outcome]:
    """X at the shortest fixed interval that in no day spends more than polls may, if any; known only afterwards."""
    here = [place for place in places if place.kind.platform == "x"]
    most = Budget({"usd": usd}).polls_in_a_day()["usd"]
    for step in range(30, 4 * 3600, 30):
        outcome = fixed(here, lambda _: step, "fixed, within each day")  # noqa: B023 - asked at once
        if max(outcome.of_days) <= most:
            return [outcome]
    return []


def compare(kinds: tuple[Kind, ...] = KINDS, platforms: Sequence[str] = ("facebook", "x", "youtube")) -> list[str]:
    """The whole comparison as lines."""
    places = council(kinds=kinds)
    written = sum(sum(one >= 0 for one in place.comments) for place in places)
    default = fixed(places, lambda _: DEFAULT_S, "every 2 minutes")
    lines = [f"{len(places) + UNREAD} profiles, {UNREAD} of them read by nobody; {written:,} comments in the week", ""]
    head = f"{'':28}{'polls':>9}{'calls':>10}{'units':>9}{'USD':>8}"
    head += "".join(f" {word:>8}" for word in ("mean", "median", "p95", "p99", "worst")) + "  minutes"
    for share, ours_name in ((1.0, "ours, default budgets"), (FRUGAL, "ours, a fifth of them")):
        ours = paced(places, share, ours_name)
        equal = fixed(places, same_cost(ours, default, places), "fixed, at the same cost")
        for platform in ("", *platforms):
            lines += [platform or "all platforms", head]
            lines += [one.line(platform) for one in (ours, equal, default)]
            if platform == "x":
                lines += [one.line("x") for one in within_the_day(places, PUBLISHED["x"]["usd"] * share)]
            lines.append("")
    return lines


if __name__ == "__main__":
    print("\n".join(compare()))
