"""When each profile is asked next: from how busy it is, what asking costs, and what the budget still holds.

Asking twice as often halves the time a comment waits for us, and costs twice as much. Where a platform's budget has to
be shared, the mean wait over all comments is least when each profile is asked in proportion to the square root of its
comments over its cost. So one number, the same for every profile and every hour left of the day, turns expected
comments into a rate; it is set so that what these rates will cost until the budget begins anew is what is left. Nobody
is asked more often than the fastest pace, or less often than the worst, unless even that is more than is left: then
everybody slows evenly, and it is said.

The least mean wait alone would let a quiet profile wait very long. So nobody waits longer than a stretch, say a quarter
more, of the interval at which the whole day's budget would be spent evenly; what that needs is not spent before. Where
polls turn out dearer than was known, first this gives way, evenly, and only then the stated worst time.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import exp, inf, sqrt
from typing import Final, TypeVar

from moderator.domain.rhythm import HOURS, Rhythm

#: Why a profile is asked at its pace.
BUSY: Final = "as often as is allowed"
SHARED: Final = "its share of the budget"
WORST: Final = "its stated worst time"
EVEN: Final = "the longest wait that is planned"
SHORT: Final = "the budget is too small for its stated worst time"
SPENT: Final = "the budget is used up"

#: A post draws its comments within hours, a conversation within one.
_POST_FADES_H, _HEAT_FADES_H = 3.0, 1.0
#: Of the comments of the last hour, so many are expected again in the next.
_HEAT_STAYS = 0.5
#: From this share of one of the platform's own limits on, asking slows; at the limit only a quarter is left.
_STRAINED, _LEAST = 0.7, 0.25
_HALVINGS = 20
#: Paid for what answers hold: a poll of a busy hour costs more, in proportion to its comments.
PAID_BY_CONTENT: Final = frozenset({"usd"})
#: Even an hour without comments costs something: a post of the council's own, a repetition.
_LEAST_CONTENT = 1e-3

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Activity:
    """What is known of how busy a profile is."""

    rhythm: Rhythm
    #: Comments of the last hour at ``heat_at``, older ones counting less.
    heat: float
    heat_at: datetime
    #: When the council's posts of the last day were written.
    posts: tuple[datetime, ...] = ()

    def at(self, moment: datetime) -> float:
        """Comments to be expected in an hour at this moment."""
        ages = ((moment - post).total_seconds() / 3600 for post in self.posts)
        after_posts = sum(exp(-age / _POST_FADES_H) / _POST_FADES_H for age in ages if age >= 0)
        warm = _HEAT_STAYS * self.warmth(moment)
        return self.rhythm.at(moment) + self.rhythm.per_post * after_posts + warm

    def warmth(self, moment: datetime) -> float:
        """The comments of the last hour as they count at this moment."""
        return self.heat * exp(-max(0.0, (moment - self.heat_at).total_seconds()) / 3600 / _HEAT_FADES_H)


@dataclass(frozen=True, slots=True)
class Watched:
    """One profile, as far as its pace depends on it."""

    activity: Activity
    #: What asking once costs, of each kind that is counted.
    cost: Mapping[str, float]
    fastest: timedelta
    #: The stated worst time between two polls.
    worst: timedelta
    #: The largest share, 0 to 1, of any of the platform's own limits that is used up.
    strain: float = 0.0


@dataclass(frozen=True, slots=True)
class Purse:
    """What polls may still spend until the budget begins anew; a kind that is not named is not limited."""

    left: Mapping[str, float]
    until: datetime
    #: What polls may spend in a whole day. Without it nothing bounds a wait but the stated worst time.
    whole: Mapping[str, float] = field(default_factory=dict)
    #: How many times the interval of even spending a profile may wait.
    stretch: float = 1.0

    def affords(self, cost: Mapping[str, float]) -> bool:
        """Whether asking once more stays within the budget."""
        return all(cost.get(kind, 0.0) <= left for kind, left in self.left.items())


@dataclass(frozen=True, slots=True)
class Pace:
    """How long after being asked a profile is asked again, and why not sooner."""

    every: timedelta
    why: str


def paces(watched: Mapping[Name, Watched], purse: Purse, now: datetime) -> dict[Name, Pace]:
    """The pace of each profile of one platform, now."""
    hours = _hours(now, purse.until)
    costs = [one.cost for one in watched.values()]
    least = _evenly(costs, purse.whole) / purse.stretch
    least = 0.0 if least == inf else least
    demands = {name: _Demand.of(one, hours, least) for name, one in watched.items()}
    slowest: dict[Name, tuple[float, str]] = {name: (demand.cap, BUSY) for name, demand in demands.items()}
    for kind, left in purse.left.items():
        for name, rate in _shared(demands, kind, max(0.0, left), hours).items():
            slowest[name] = min(slowest[name], rate, key=lambda one: one[0])
    tomorrows = longest_wait(costs, purse.whole, purse.stretch)
    return {
        name: _until_tomorrow(_pace(one, *slowest[name], purse, now), one, purse.until - now, tomorrows)
        for name, one in watched.items()
    }


def longest_wait(costs: Collection[Mapping[str, float]], whole: Mapping[str, float], stretch: float) -> timedelta:
    """The longest wait that pacing plans while polls cost this much; a day at most, if nothing bounds it sooner.

    ``costs`` is what one poll of each profile costs, ``whole`` what polls may spend in a whole day.
    """
    rate = _evenly(costs, whole) / stretch
    return min(timedelta(days=1), timedelta(hours=1 / rate)) if 0 < rate < inf else timedelta(days=1)


def times_worst(watched: Sequence[Watched], budget: Mapping[str, float]) -> tuple[float, str]:
    """How many of its stated worst times a profile may have to wait, and for want of which kind.

    ``budget`` is what polls may spend in a whole day. 1 and "" where it keeps everybody's worst time.
    """
    day = timedelta(days=1)
    times, wanting = 1.0, ""
    for kind, most in budget.items():
        needed = sum(one.cost.get(kind, 0.0) * (day / one.worst) for one in watched)
        short = needed / most if most > 0 else float("inf") if needed else 0.0
        if short > times:
            times, wanting = short, kind
    return times, wanting


def reread_at_most(left: Mapping[str, float], each: Mapping[str, float], rounds: float, most: int) -> int:
    """How many known comments this round may read again, when so many rounds are left to share what is left."""
    shares = (left[kind] / max(1.0, rounds) / cost for kind, cost in each.items() if kind in left and cost > 0)
    return max(0, int(min([float(most), *shares])))


@dataclass(frozen=True, slots=True)
class _Demand:
    """Rates are polls an hour."""

    cost: Mapping[str, float]
    #: The stated worst time's rate, and the stretched one that is kept where it can be paid.
    stated: float
    floor: float
    cap: float
    #: The square root of the comments expected in each hour left; the first is the present one.
    pulls: tuple[float, ...]
    #: Comments of an hour as the week has them on average.
    usual: float

    @classmethod
    def of(cls, one: Watched, hours: Sequence[tuple[datetime, float]], least: float) -> "_Demand":
        cap = 3600 / max(1.0, one.fastest.total_seconds())
        stated = min(cap, 3600 / one.worst.total_seconds())
        pulls = tuple(sqrt(max(0.0, one.activity.at(middle))) for middle, _ in hours)
        return cls(one.cost, stated, max(stated, min(cap, least)), cap, pulls, sum(one.activity.rhythm.hours) / HOURS)

    def costs(self, kind: str) -> tuple[float, ...]:
        """What one poll costs in each hour left."""
        usual = self.cost[kind]
        if kind not in PAID_BY_CONTENT or self.usual <= 0:
            return (usual,) * len(self.pulls)
        return tuple(usual * max(_LEAST_CONTENT, pull**2 / self.usual) for pull in self.pulls)

    def rate(self, price: float, hour: int) -> float:
        return min(self.cap, max(self.floor, price * self.pulls[hour]))


def _shared(
    demands: Mapping[Name, _Demand], kind: str, left: float, hours: Sequence[tuple[datetime, float]]
) -> dict[Name, tuple[float, str]]:
    """The rate of every profile whose polls cost something of this kind, so that it lasts until the end."""
    paying = {name: demand for name, demand in demands.items() if demand.cost.get(kind, 0.0) > 0}
    weights = {name: tuple(1 / sqrt(cost) for cost in demand.costs(kind)) for name, demand in paying.items()}

    hourly = {
        name: sum(length / weight**2 for weight, (_, length) in zip(weights[name], hours, strict=True))
        for name in paying
    }
    # Asked for again and again: everything that does not depend on the number is reckoned before.
    terms = [
        (length / weight**2, weight * pull, demand.floor, demand.cap)
        for name, demand in paying.items()
        for pull, weight, (_, length) in zip(demand.pulls, weights[name], hours, strict=True)
    ]

    def cost_at(number: float) -> float:
        return sum(
            cost * (floor if (rate := number * pull) < floor else min(rate, cap)) for cost, pull, floor, cap in terms
        )

    at_stated, at_worst = sum(cost * paying[name].stated for name, cost in hourly.items()), cost_at(0.0)
    if at_stated > left:
        return {name: (demand.stated * left / at_stated, SHORT) for name, demand in paying.items()}
    # Rates are smooth and polls are not: one for each is kept back, so that the last of the day can be paid.
    smooth = left - sum(demand.cost[kind] for demand in paying.values())
    if at_worst > left:
        share = max(0.0, smooth - at_stated) / (at_worst - at_stated)
        return {name: _slow(one.stated + share * (one.floor - one.stated), one) for name, one in paying.items()}
    number = _largest(cost_at, max(at_worst, smooth), _enough(paying, weights))
    found: dict[Name, tuple[float, str]] = {}
    for name, demand in paying.items():
        rate = demand.rate(number * weights[name][0], 0)
        found[name] = _slow(rate, demand) if rate <= demand.floor else (rate, SHARED)
        if rate > 0.999 * demand.cap:
            found[name] = rate, BUSY
    return found


def _slow(rate: float, demand: _Demand) -> tuple[float, str]:
    """A rate that no comments quicken, and what keeps it from being slower still."""
    return rate, EVEN if rate > demand.stated else WORST


def _enough(paying: Mapping[Name, _Demand], weights: Mapping[Name, tuple[float, ...]]) -> float:
    """A number at which everybody is asked at the fastest pace in every hour."""
    least = [
        demand.cap / (weight * max(pull, 1e-6))
        for name, demand in paying.items()
        for pull, weight in zip(demand.pulls, weights[name], strict=True)
    ]
    return max(least, default=1.0)


def _largest(cost_at: Callable[[float], float], left: float, top: float) -> float:
    """The largest number that still costs no more than is left; found by halving, always on the safe side."""
    if cost_at(top) <= left:
        return top
    low, high = 0.0, top
    for _ in range(_HALVINGS):
        # Halved as ratios: the right number may be a millionth of the largest.
        middle = sqrt(max(low, top * 1e-12) * high)
        low, high = (middle, high) if cost_at(middle) <= left else (low, middle)
    return low


def _pace(one: Watched, rate: float, why: str, purse: Purse, now: datetime) -> Pace:
    # What is short now is whole again when the budget begins anew.
    anew = max(purse.until - now, one.fastest)
    if not purse.affords(one.cost) or rate <= 0:
        return Pace(anew, SPENT)
    if why == SHORT:
        return Pace(min(timedelta(hours=min(1 / rate, 1e4)), anew), SHORT)
    floor = min(rate, 3600 / one.worst.total_seconds())
    strained = min(1.0, max(0.0, (one.strain - _STRAINED) / (1 - _STRAINED)))
    slowed = max(floor, rate * (1 - (1 - _LEAST) * strained))
    return Pace(timedelta(hours=1 / slowed), why)


def _evenly(costs: Collection[Mapping[str, float]], whole: Mapping[str, float]) -> float:
    """The polls an hour at which everybody alike can be asked all day; infinite where nothing counts."""
    one_each = {kind: sum(cost.get(kind, 0.0) for cost in costs) for kind in whole}
    return min((whole[kind] / each / 24 for kind, each in one_each.items() if each > 0), default=inf)


def _until_tomorrow(pace: Pace, one: Watched, until: timedelta, tomorrows: timedelta) -> Pace:
    """What today is short of is no reason to wait long into a day that has its budget whole."""
    return replace(pace, every=min(pace.every, max(until, one.fastest, min(one.worst, tomorrows))))


def _hours(now: datetime, until: datetime) -> tuple[tuple[datetime, float], ...]:
    """The rest of the day in pieces of at most an hour: the middle of each, and its length in hours."""
    pieces: list[tuple[datetime, float]] = []
    begins = now
    while begins < until:
        whole = begins.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        ends = min(until, whole)
        pieces.append((begins + (ends - begins) / 2, (ends - begins).total_seconds() / 3600))
        begins = ends
    return tuple(pieces) or ((now, 0.0),)
