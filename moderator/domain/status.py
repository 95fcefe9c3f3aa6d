"""How the daemon and each profile fare, as values; what ``moderator status`` shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

#: Without a finished round for so long, the daemon does not run. Its quickest loops finish several in this time.
LIFELESS_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Lag:
    """From a comment being written to its decision."""

    median: timedelta
    worst: timedelta
    comments: int


@dataclass(frozen=True, slots=True)
class LimitTold:
    """One limit of the platform's own, in its newest words."""

    name: str
    used: float
    most: float | None
    resets_at: datetime | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class OutageSeen:
    """What stands in the way of reading ("poll") or acting ("deliver")."""

    lane: str
    reason: str
    since: datetime
    paused_until: datetime


@dataclass(frozen=True, slots=True)
class ProfileStatus:
    """One profile."""

    id: str
    title: str
    platform: str
    #: A program may read it.
    is_read: bool
    polled_at: datetime | None = None
    #: None until it was polled once, and where no program reads it.
    next_at: datetime | None = None
    every: timedelta | None = None
    why: str = ""
    #: None while nothing was decided within the last week.
    lag: Lag | None = None
    #: The worst time from comment to decision that settings and budget promise.
    predicted: timedelta | None = None
    spent: Mapping[str, float] | None = None
    limits: tuple[LimitTold, ...] = ()
    outages: tuple[OutageSeen, ...] = ()
    #: None where the platform sets no end or nobody was told.
    access_ends_at: datetime | None = None
    is_access_known: bool = False
    #: What is wrong or soon will be, in sentences.
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlatformStatus:
    """What all profiles of one platform have spent together on the platform's present day."""

    name: str
    spent: Mapping[str, float]
    budget: Mapping[str, float]
    begins_anew_at: datetime


@dataclass(frozen=True, slots=True)
class LoopStatus:
    name: str
    finished_at: datetime
    is_failing: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Everything at one moment."""

    at: datetime
    loops: tuple[LoopStatus, ...]
    #: Comments that wait to be judged, and errands that only a person can finish.
    unjudged: int
    for_a_person: int
    platforms: tuple[PlatformStatus, ...]
    profiles: tuple[ProfileStatus, ...]

    @property
    def last_sign(self) -> datetime | None:
        """When the daemon last finished anything; None when it never ran."""
        return max((loop.finished_at for loop in self.loops), default=None)

    @property
    def is_running(self) -> bool:
        return self.last_sign is not None and self.at - self.last_sign <= LIFELESS_AFTER

    def problems(self) -> tuple[str, ...]:
        """Everything that somebody should look at, in sentences."""
        own = [] if self.is_running else ["The daemon does not run."]
        own += [f"The last round of {loop.name} failed: see the journal." for loop in self.loops if loop.is_failing]
        return (*own, *(problem for profile in self.profiles for problem in profile.problems))


def lag_of(waits: Sequence[timedelta]) -> Lag | None:
    """The middle and the worst of several waits; None of none."""
    if not waits:
        return None
    return Lag(timedelta(seconds=median(wait.total_seconds() for wait in waits)), max(waits), len(waits))
