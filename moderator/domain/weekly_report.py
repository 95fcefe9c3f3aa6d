"""The weekly report to one manager, as a value: figures with those of the week before, and what needs attention."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from moderator.domain.register import Officer
from moderator.domain.week import Week
from moderator.domain.weekly_facts import Criticised, Incident, LastSeen, WeekFacts
from moderator.domain.weekly_figures import FEW, Figures


@dataclass(frozen=True, slots=True)
class Day:
    """One day's comments by what the daemon decided; profiles in shadow mode are left out."""

    day: date
    left_up: int
    queued: int
    hidden: int


@dataclass(frozen=True, slots=True)
class ProfileWeek:
    """One profile or group in the week."""

    title: str
    mode: str
    this: Figures
    #: The week before; None where the daemon did not run yet.
    before: Figures | None
    last_seen: LastSeen
    #: No program may read it: its comments are brought in by hand.
    is_unread: bool = False
    #: Why it is paused at the moment the report is made; "" when it is not.
    paused: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """To a manager, about every profile they answer for."""

    #: Unique name: "weekly:EMAIL:2026-W47".
    key: str
    to: Officer
    week: Week
    #: When it was counted; before the end of the week it is told as "so far".
    at: datetime
    is_whole: bool
    this: Figures
    before: Figures | None
    profiles: tuple[ProfileWeek, ...]
    days: tuple[Day, ...]
    criticised: Criticised = field(default_factory=Criticised)
    incidents: tuple[Incident, ...] = ()
    #: The guidance's other duties, in sentences.
    duties: tuple[str, ...] = ()
    #: False where the daemon had recorded nothing by the end of the week.
    ran: bool = True
    #: When the daemon began, where that was within the week.
    began_at: datetime | None = None
    zone: str = "Europe/London"

    @property
    def is_welsh_slower(self) -> bool:
        """Welsh acknowledgements took longer, told only where both languages have enough of them."""
        welsh, english = (self.this.took.get(language) for language in ("cy", "en"))
        if welsh is None or english is None or welsh.middle is None or english.middle is None:
            return False
        return welsh.middle > english.middle + timedelta(minutes=1)

    @property
    def languages(self) -> tuple[str, ...]:
        """English and Welsh always, so that a silence is seen; any other where there was one."""
        others = (one for one in self.this.by_language if one not in ("en", "cy"))
        return ("cy", "en", *others)


def days_of(facts: WeekFacts, week: Week, local_day: Callable[[datetime], date]) -> tuple[Day, ...]:
    """The week's days with what was decided on each."""
    decided = Counter((local_day(one.at), one.outcome) for one in facts.judged if not one.is_shadow)
    return tuple(Day(day, *(decided[day, word] for word in ("publish", "queue", "hide"))) for day in week.days)


def attention(report: WeeklyReport) -> Iterator[str]:
    """What a manager should act on, gravest first, in sentences; nothing when all is well."""
    now, urgent = report.this, report.this.urgent
    if not report.ran:
        yield "The daemon had not begun by the end of this week: there is nothing to report."
    if urgent.unanswered:
        yield f"{_count(urgent.unanswered, 'urgent page')} not answered: somebody may be in danger."
    if report.criticised.hidden_for_it:
        yield (
            f"{_count(report.criticised.hidden_for_it, 'comment')} hidden for nothing but criticism of the council. "
            "This must not happen: have them put back and tell whoever maintains the policy."
        )
    if now.acknowledged.broken:
        parts = ((now.acknowledged.late, "came late"), (now.acknowledged.unanswered, "had not come by the end"))
        how = ", ".join(f"{number} {what}" for number, what in parts if number)
        yield f"{_count(now.acknowledged.broken, 'acknowledgement')} not made in time: {how}."
    others = sum(one.broken for one in now.others.values())
    if others:
        yield f"{_count(others, 'other promise')} not kept in time (see Promises)."
    if report.is_welsh_slower:
        yield "Acknowledgements in Welsh took longer than in English: Welsh must not lead to delay."
    for profile in report.profiles:
        if profile.paused:
            yield f"{profile.title} is paused: {profile.paused}"
    if report.this.reviewed.overridden.whole >= 2 * FEW and not report.this.reviewed.overridden.part:
        yield (
            "People changed none of the machine's decisions that they looked at. That may be right, but a review in "
            "which nobody ever disagrees should itself be looked at."
        )


def _count(number: int, what: str) -> str:
    return f"1 {what} was" if number == 1 else f"{number} {what}s were"
