"""How busy a profile is at which hour of the week, learned from its own past; a new one is guessed to be quiet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HOURS = 168
#: So much of the past is looked at.
LOOK_BACK = timedelta(days=28)
#: Comments an hour where nothing is known, and how many weeks of knowledge that guess is worth.
_GUESS, _GUESS_WEEKS = 0.05, 1.0
#: Comments that a post draws where no post was seen yet, and how many posts that guess is worth.
_PER_POST, _GUESS_POSTS = 3.0, 3.0
#: The hours beside one tell something of it: the last, the same, the next.
_NEIGHBOURS = ((-1, 0.25), (0, 0.5), (1, 0.25))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The week of one profile."""

    #: Comments an hour, from Monday 00:00 UTC on.
    hours: tuple[float, ...]
    #: Comments that a post of the council draws.
    per_post: float

    def at(self, moment: datetime) -> float:
        """Comments an hour that the week lets expect at this moment."""
        return self.hours[_slot(moment)]


QUIET = Rhythm((_GUESS,) * HOURS, _PER_POST)


def rhythm_of(written: Iterable[datetime], posts: int, since: datetime, until: datetime) -> Rhythm:
    """What the comments written from one moment to another, beneath so many posts, tell of the week.

    One hour of one week says little, so each leans on its neighbours and on the same hour of the other days.
    """
    counts = [0.0] * HOURS
    for moment in written:
        counts[_slot(moment)] += 1
    weeks = max(1.0, (until - since) / timedelta(weeks=1))
    smooth = [sum(share * counts[(hour + step) % HOURS] for step, share in _NEIGHBOURS) for hour in range(HOURS)]
    daily = [(sum(smooth[hour::24]) / 7 + _GUESS_WEEKS * _GUESS) / (weeks + _GUESS_WEEKS) for hour in range(24)]
    hours = tuple((smooth[hour] + _GUESS_WEEKS * daily[hour % 24]) / (weeks + _GUESS_WEEKS) for hour in range(HOURS))
    per_post = (sum(counts) + _GUESS_POSTS * _PER_POST) / (posts + _GUESS_POSTS)
    return Rhythm(hours, per_post)


def _slot(moment: datetime) -> int:
    moment = moment.astimezone(UTC)
    return moment.weekday() * 24 + moment.hour
