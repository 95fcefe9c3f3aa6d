"""Who hears that a promise was not kept, and when: the manager at once, then up the chain, each in their turn."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from moderator.domain.register import Officer, Profile
from moderator.domain.working_time import CalendarEnds, WorkingCalendar

MANAGER = "manager"
LINE_MANAGER = "line manager"
HEAD_OF_COMMUNICATIONS = "Head of Communications"
#: Lowest rung first.
CHAIN = (MANAGER, LINE_MANAGER, HEAD_OF_COMMUNICATIONS)


@dataclass(frozen=True, slots=True)
class Escalation:
    """How long each rung above the manager is spared; a rung for which nobody is named is left out."""

    #: Whole working days that pass after the local day on which the promise fell due; 0 = none.
    line_manager_days: int = 1
    head_of_communications_days: int = 2
    #: The same where somebody may be in danger: minutes of any hour after the promise was missed.
    line_manager_minutes: int = 30
    head_of_communications_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody on the chain of one promise."""

    officer: Officer
    #: One of CHAIN.
    role: str
    #: From when they are to hear of it, UTC: the manager when it falls due, everybody above at an hour of work.
    since: datetime


def hearers(
    profile: Profile,
    head: Officer | None,
    due_at: datetime,
    *,
    escalation: Escalation,
    calendar: WorkingCalendar,
    away: Collection[str] = (),
) -> tuple[Hearer, ...]:
    """The chain of a promise that fell due at this moment, lowest rung first, each person once.

    Where everybody below is away (``away`` holds addresses in small letters) the next is not spared any day, for nobody
    else would read it.
    """
    found: dict[str, Hearer] = {}
    someone_is_there = False
    for officer, role, days in _rungs(profile, head, escalation):
        spared = days if someone_is_there else 0
        since = due_at.astimezone(UTC) if role == MANAGER else _opening_after(due_at, spared, calendar)
        found.setdefault(officer.email.casefold(), Hearer(officer, role, since))
        someone_is_there = someone_is_there or officer.email.casefold() not in away
    return tuple(found.values())


def above(profile: Profile, head: Officer | None, late_by: timedelta, escalation: Escalation) -> tuple[Officer, ...]:
    """Who above the manager is paged because nobody has looked for so long at a comment that may show a danger."""
    rungs = (
        (profile.line_manager, escalation.line_manager_minutes),
        (head, escalation.head_of_communications_minutes),
    )
    return tuple(one for one, minutes in rungs if one is not None and late_by >= timedelta(minutes=minutes))


def next_above(profile: Profile, head: Officer | None, email: str) -> Officer | None:
    """The next on the chain after whoever has this address; None where they are not on it, or nobody is above."""
    chain = [one for one, _, _ in _rungs(profile, head, Escalation())]
    reached = [rung for rung, one in enumerate(chain) if one.email.casefold() == email.casefold()]
    return chain[reached[-1] + 1] if reached and reached[-1] + 1 < len(chain) else None


def _rungs(profile: Profile, head: Officer | None, escalation: Escalation) -> Iterator[tuple[Officer, str, int]]:
    if profile.manager is not None:
        yield profile.manager, MANAGER, 0
    if profile.line_manager is not None:
        yield profile.line_manager, LINE_MANAGER, escalation.line_manager_days
    if head is not None:
        yield head, HEAD_OF_COMMUNICATIONS, escalation.head_of_communications_days


def _opening_after(due_at: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """The first moment of work after so many whole working days have passed since the day on which it fell due."""
    try:
        return calendar.next_opening(calendar.end_of_next_working_day(due_at, days))
    except CalendarEnds:
        # A calendar that has ended silences nobody: rather too early than never.
        return due_at.astimezone(UTC)
