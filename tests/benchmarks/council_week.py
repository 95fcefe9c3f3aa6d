"""A made-up council of 60 profiles: who writes when over five weeks, and what a poll of each platform costs."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: The week that is measured begins here; the four weeks before it are the past that is known.
BEGINS = datetime(2026, 11, 2, tzinfo=UTC)
HISTORY, WEEK = timedelta(weeks=4), timedelta(weeks=1)

#: Comments by the hour of a weekday, as shares of the day: quiet nights, lunch, the evening.
_DAY = (1, 1, 0.5, 0.5, 0.5, 1, 2, 4, 5, 5, 5, 5, 7, 6, 5, 5, 5, 6, 8, 9, 9, 7, 4, 2)
_WEEKEND = 0.7
#: As the connector reads X: lists begin so long before the last poll, and conversations that began in the last
#: days are searched so often, so many in one call, from so long before the last search on.
_OVERLAP_S, _SEARCHED_S, _SEARCHED_DAYS, _IN_ONE_SEARCH = 300.0, 1_800.0, 7, 12
#: A post draws comments: half of them within this many hours at first, the rest over a day.
_QUICK_H, _SLOW_H = 1.5, 12.0
#: One post in so many draws many times its share.
_LOUD_ONE_IN, _LOUD_TIMES = 25, 12


@dataclass(frozen=True, slots=True)
class Kind:
    """How many profiles a platform has here, how busy they are, and what asking costs."""

    platform: str
    profiles: int
    #: Comments a day of the middle profile, posts on a weekday.
    comments: float
    posts: float
    #: A poll always makes so many calls, and one for each post of the last two days.
    calls: float
    per_recent_post: float = 0.0
    units: float = 0.0
    #: US dollars for each mention and own post in an answer, and for each reply that a search finds.
    usd_each: float = 0.0
    usd_found: float = 0.0


#: The mix of the places that the guidance names; a Facebook group, Nextdoor and LinkedIn are read by nobody.
KINDS = (
    Kind("facebook", 16, 12, 1.5, calls=1, per_recent_post=1),
    Kind("instagram", 8, 5, 0.7, calls=1, per_recent_post=1),
    Kind("threads", 3, 2, 0.5, calls=1, per_recent_post=1),
    Kind("x", 8, 8, 2.0, calls=2, usd_each=0.001, usd_found=0.005),
    Kind("youtube", 4, 2, 0.2, calls=3, units=3),
    Kind("wordpress", 5, 3, 0.5, calls=1),
    Kind("mastodon", 3, 1, 1.0, calls=1),
    Kind("bluesky", 3, 2, 1.0, calls=2),
    Kind("discourse", 3, 10, 0.2, calls=1),
    Kind("mediawiki", 2, 2, 0.0, calls=1),
    Kind("reddit", 1, 6, 0.3, calls=1),
)
UNREAD = 4


@dataclass(frozen=True, slots=True)
class Place:
    """One profile with its five weeks; moments in seconds since BEGINS, the past before 0."""

    name: str
    kind: Kind
    comments: tuple[float, ...]
    posts: tuple[float, ...]
    #: Those of the comments that stand in conversations the council began.
    beneath: tuple[float, ...]

    def arrived(self, since: float, until: float) -> tuple[float, ...]:
        """Comments that a poll at ``until`` finds when the last was at ``since``."""
        return _between(self.comments, since, until)


class Reader:
    """A connector at one place: what it remembers between polls, and so what each of them costs."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.last = 0.0
        self._searched = -_SEARCHED_S

    def poll(self, now: float) -> tuple[tuple[float, ...], Mapping[str, float]]:
        """The comments that a poll brings for the first time, and its cost."""
        place, kind = self.place, self.place.kind
        recent = bisect_right(place.posts, now) - bisect_left(place.posts, now - 2 * 86_400)
        calls = kind.calls + kind.per_recent_post * recent
        usd = kind.usd_each * (self._told(place.comments, now) + self._told(place.posts, now))
        if kind.usd_found and now - self._searched >= _SEARCHED_S:
            begun = bisect_right(place.posts, now) - bisect_left(place.posts, now - _SEARCHED_DAYS * 86_400)
            calls += -(-begun // _IN_ONE_SEARCH)
            usd += kind.usd_found * len(_between(place.beneath, self._searched - _OVERLAP_S, now))
            self._searched = now
        new, self.last = place.arrived(self.last, now), now
        return new, {"calls": calls, "units": kind.units, "usd": usd, "rounds": 1.0}

    def _told(self, written: tuple[float, ...], now: float) -> int:
        """What an answer holds of a list: what is new, and again what is hardly older than the last poll."""
        return len(_between(written, self.last - _OVERLAP_S, now))


def council(seed: int = 20261102, kinds: tuple[Kind, ...] = KINDS) -> tuple[Place, ...]:
    """The same council for the same seed."""
    return tuple(
        _place(kind, number, random.Random(f"{seed}:{kind.platform}:{number}"))
        for kind in kinds
        for number in range(kind.profiles)
    )


def moment(second: float) -> datetime:
    return BEGINS + timedelta(seconds=second)


def _place(kind: Kind, number: int, chance: random.Random) -> Place:
    # A few profiles have most of the comments.
    busy = chance.lognormvariate(0, 1.1)
    posts = sorted(_posts(kind.posts * chance.uniform(0.4, 1.6), chance))
    a_post = kind.comments * busy * 0.5 / max(kind.posts, 0.1)
    written = [*_background(kind.comments * busy * (0.5 if posts else 1.0), chance)]
    beneath = [one for post in posts for one in _beneath(post, a_post, chance)]
    within, answers = (
        tuple(sorted(one for one in some if one < WEEK.total_seconds())) for some in (written + beneath, beneath)
    )
    return Place(f"{kind.platform}-{number}", kind, within, tuple(posts), answers)


def _between(moments: tuple[float, ...], since: float, until: float) -> tuple[float, ...]:
    return moments[bisect_right(moments, since) : bisect_right(moments, until)]


def _days() -> Iterator[tuple[float, bool]]:
    begins = -int(HISTORY.total_seconds())
    for midnight in range(begins, int(WEEK.total_seconds()), 86_400):
        yield float(midnight), moment(midnight).weekday() < 5


def _posts(a_weekday: float, chance: random.Random) -> Iterator[float]:
    for midnight, is_weekday in _days():
        for _ in range(_poisson(a_weekday if is_weekday else a_weekday / 5, chance)):
            yield midnight + chance.uniform(8.5, 18) * 3600


def _background(a_day: float, chance: random.Random) -> Iterator[float]:
    for midnight, is_weekday in _days():
        for hour, share in enumerate(_DAY):
            expected = a_day * share / sum(_DAY) * (1 if is_weekday else _WEEKEND)
            for _ in range(_poisson(expected, chance)):
                yield midnight + (hour + chance.random()) * 3600


def _beneath(post: float, expected: float, chance: random.Random) -> Iterator[float]:
    loud = _LOUD_TIMES if chance.random() < 1 / _LOUD_ONE_IN else 1
    for _ in range(_poisson(expected * loud, chance)):
        hours = chance.expovariate(1 / (_QUICK_H if chance.random() < 0.5 else _SLOW_H))
        at = moment(post + hours * 3600)
        # People sleep: who would write at night writes in the morning.
        late = at.hour < 6
        yield post + (hours + (chance.uniform(6, 8) - at.hour if late else 0)) * 3600


def _poisson(expected: float, chance: random.Random) -> int:
    """Knuth's way; large expectations in parts."""
    count, left = 0, expected
    while left > 0:
        product, limit = 1.0, 2.718281828459045 ** -min(left, 20.0)
        left -= 20.0
        while (product := product * chance.random()) > limit:
            count += 1
    return count
