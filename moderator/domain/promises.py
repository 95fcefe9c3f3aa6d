"""Which promise falls due when, and the reasoning line by line: one clock per promise, each with its own calendar."""

import calendar as gregorian
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from moderator.domain.comment import CommentRef
from moderator.domain.escalation import Escalation
from moderator.domain.obligation import OBLIGATION_KINDS, Obligation
from moderator.domain.working_time import CalendarEnds, WorkingCalendar

#: end_of_next_working_day: close of the first working day after the local date of receipt (the strict reading).
#: deemed_receipt: what arrives out of hours counts as received at the next opening.
#: working_minutes: ``target_minutes`` of working time after receipt.
READINGS = ("end_of_next_working_day", "deemed_receipt", "working_minutes")

SAFEGUARDING = timedelta(minutes=15)
NOTICE = timedelta(hours=48)
INFORMATION_REQUEST_DAYS = 20
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """What "one working day" means to the council from a day on."""

    begins: date
    working_days: int = 1
    reading: str = "end_of_next_working_day"
    #: Working minutes that the moderator is shown as the aim.
    target_minutes: int = 510
    #: Working days until a comment that needs action is answered, counted from the day a person said so.
    action_days: int = 10
    #: Working days until an appeal is decided, counted from the day it was made.
    appeal_days: int = 5


@dataclass(frozen=True, slots=True)
class Reckoning:
    """When a promise falls due, and why."""

    target: datetime
    due: datetime
    warn: datetime
    #: One plain sentence per step, in council time.
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promises:
    """Every promise the council makes to a resident, reckoned on one calendar."""

    calendar: WorkingCalendar
    #: Oldest first; the last one that began on or before the local day of receipt applies.
    terms: tuple[Terms, ...]
    #: Working minutes before the due moment at which somebody is warned.
    warn_minutes: int = 60
    #: Other warning lengths per kind of promise.
    warn_minutes_of: Mapping[str, int] = field(default_factory=dict)
    #: Who hears after how long that a promise was not kept.
    escalation: Escalation = field(default_factory=Escalation)

    def promise(self, kind: str, ref: CommentRef, revision: int, received_at: datetime) -> Obligation:
        """The obligation that a comment received at this moment gives rise to. Raises CalendarEnds."""
        reckoning = self.reckon(kind, received_at)
        return Obligation(
            ref=ref,
            revision=revision,
            kind=kind,
            received_at=received_at.astimezone(UTC),
            target_at=reckoning.target,
            due_at=reckoning.due,
            warn_at=reckoning.warn,
        )

    def recomputed(self, obligation: Obligation) -> Obligation:
        """An open obligation on the present calendar; the first due moment stays in ``due_original``."""
        reckoning = self.reckon(obligation.kind, obligation.received_at)
        if not obligation.is_open or reckoning.due == obligation.due_at:
            return obligation
        return replace(
            obligation,
            target_at=reckoning.target,
            due_at=reckoning.due,
            warn_at=reckoning.warn,
            due_original=obligation.due_original or obligation.due_at,
        )

    def explain(self, kind: str, received_at: datetime) -> tuple[str, ...]:
        """The reasoning behind the due moment, line by line, in council time."""
        return self.reckon(kind, received_at).lines

    def reckon(self, kind: str, received_at: datetime) -> Reckoning:
        """Due, target and warning of one kind of promise. Raises CalendarEnds, or ValueError for an unknown kind."""
        ways: Mapping[str, Callable[[datetime], Reckoning]] = {
            "acknowledge": self._within_working_days,
            "review": self._within_working_days,
            "information_request": self._information_request,
            "defamation_notice": self._defamation_notice,
            "subject_access": self._subject_access,
            "safeguarding": self._safeguarding,
            "action": lambda at: self._by_close("answer what needs action", at, self.terms_at(at).action_days),
            "appeal": lambda at: self._by_close("decide an appeal", at, self.terms_at(at).appeal_days),
        }
        if kind not in ways:
            raise ValueError(f"no such promise: choose one of {', '.join(OBLIGATION_KINDS)}")
        self.calendar.hours_of(self.calendar.local(received_at).date())  # refuses a receipt outside the known days
        reckoning = ways[kind](received_at)
        warn = reckoning.warn
        if kind != "safeguarding":
            minutes = self.warn_minutes_of.get(kind, self.warn_minutes)
            warn = max(received_at.astimezone(UTC), self.calendar.before_working_minutes(reckoning.due, minutes))
        received = f"Received {self.say(received_at)}."
        last = f"Warning from {self.say(warn)}."
        return replace(reckoning, warn=warn, lines=(received, *reckoning.lines, last))

    def say(self, at: datetime) -> str:
        """A moment in council time: "Monday 30 November 2026 17:00 GMT"."""
        local = self.calendar.local(at)
        return f"{say_day(local.date())} {local:%H:%M} {local.tzname()}"

    def terms_at(self, received_at: datetime) -> Terms:
        """The terms in force on the local day of receipt. Raises CalendarEnds when there are none yet."""
        day = self.calendar.local(received_at).date()
        in_force = [terms for terms in self.terms if terms.begins <= day]
        if not in_force:
            raise CalendarEnds(f"no [[promise]] in calendar.toml is in force on {day}: give one an earlier from")
        return max(in_force, key=lambda terms: terms.begins)

    def _within_working_days(self, received_at: datetime) -> Reckoning:
        terms = self.terms_at(received_at)
        start = received_at
        lines = [f"The promise: {terms.working_days} working day(s), in force since {terms.begins}."]
        if terms.reading == "deemed_receipt":
            start = self.calendar.next_opening(received_at)
            lines.append(f"Read from the deemed receipt, the next moment the council is open: {self.say(start)}.")
        aim = self.calendar.after_working_minutes(received_at, terms.target_minutes)
        if terms.reading == "working_minutes":
            due = aim
            lines.append(f"Read as {terms.target_minutes} minutes of working time after receipt.")
        else:
            due = self.calendar.end_of_next_working_day(start, terms.working_days)
            lines.append("Read as the close of the working day, counted from the day after the local date of receipt.")
        lines += self._council_days(start, due)
        target = min(aim, due)
        lines.append(f"Due {self.say(due)}: a breach is measured against this.")
        lines.append(f"Target {self.say(target)}: the earlier of that and {terms.target_minutes} working minutes.")
        return Reckoning(target, due, target, tuple(lines))

    def _by_close(self, what: str, received_at: datetime, days: int) -> Reckoning:
        due = self.calendar.end_of_next_working_day(received_at, days)
        lines = (
            f"The promise to {what}: {days} working day(s), counted from the day after the local date.",
            *self._council_days(received_at, due),
            f"Due {self.say(due)}.",
        )
        return Reckoning(due, due, due, lines)

    def _council_days(self, start: datetime, due: datetime) -> list[str]:
        lines, count = [], 0
        day, last = self.calendar.local(start).date() + _ONE_DAY, self.calendar.local(due).date()
        while day <= last:
            closed = self.calendar.why_closed(day)
            count += not closed
            hours = self.calendar.hours_of(day)
            lines.append(f"{say_day(day)}: {closed or f'working day {count}, open {hours}'}.")
            day += _ONE_DAY
        return lines

    def _information_request(self, received_at: datetime) -> Reckoning:
        anywhere, council = self.calendar.holidays_anywhere, self.calendar.holidays
        last, skipped = self._twentieth_day(received_at, anywhere)
        aim, _ = self._twentieth_day(received_at, council)
        due = self.calendar.midnight(last + _ONE_DAY)
        lines = (
            "The twentieth working day after receipt (Freedom of Information Act, section 10; the EIR alike); "
            "the day of receipt is day 0.",
            "Skipped: Saturdays, Sundays and bank holidays anywhere in the United Kingdom; council closures are not.",
            *skipped,
            f"Day {INFORMATION_REQUEST_DAYS}, the last day: {say_day(last)} ({last}), until midnight.",
            f"Due {self.say(due)}, the end of that day.",
            f"Target: the end of {say_day(aim)}, counting only the bank holidays of England and Wales.",
        )
        return Reckoning(min(due, self.calendar.midnight(aim + _ONE_DAY)), due, due, lines)

    def _twentieth_day(self, received_at: datetime, holidays: Mapping[date, str]) -> tuple[date, list[str]]:
        day, count, skipped = self.calendar.local(received_at).date(), 0, []
        while count < INFORMATION_REQUEST_DAYS:
            day += _ONE_DAY
            self.calendar.hours_of(day)  # raises where the calendar's data ends
            if day.weekday() >= _SATURDAY:
                continue
            if day in holidays:
                skipped.append(f"{say_day(day)}: bank holiday, {holidays[day]}.")
                continue
            count += 1
        return day, skipped

    def _defamation_notice(self, received_at: datetime) -> Reckoning:
        left, at, lines = NOTICE, received_at.astimezone(UTC), []
        day = self.calendar.local(at).date()
        while left:
            end = self.calendar.midnight(day + _ONE_DAY)
            ignored = self._ignored_by_the_notice(day)
            if ignored:
                lines.append(f"{say_day(day)}: ignored, {ignored}.")
            else:
                counted = min(left, end - at)
                left -= counted
                at += counted
                lines.append(f"{say_day(day)}: {_hours(counted)} counted, {_hours(left)} left.")
            if left:
                at, day = end, day + _ONE_DAY
        law = (
            "48 hours under regulation 1(3) of the Defamation (Operators of Websites) Regulations 2013: Saturdays, "
            "Sundays, Good Friday, Christmas Day and bank holidays of England and Wales are ignored."
        )
        return Reckoning(at, at, at, (law, *lines, f"Due {self.say(at)}."))

    def _ignored_by_the_notice(self, day: date) -> str:
        self.calendar.hours_of(day)  # raises where the calendar's data ends
        if day.weekday() >= _SATURDAY:
            return "a weekend"
        return self.calendar.holidays.get(day, "")

    def _subject_access(self, received_at: datetime) -> Reckoning:
        aim = _a_month_after(self.calendar.local(received_at).date())
        last, lines = aim, []
        while ignored := self._ignored_by_the_notice(last):
            lines.append(f"{say_day(last)}: {ignored}, so the last day moves on.")
            last += _ONE_DAY
        due = self.calendar.midnight(last + _ONE_DAY)
        rule = f"One calendar month after the day of receipt: {say_day(aim)}; a non-working last day moves to the next."
        due_line = f"Due {self.say(due)}, the end of {say_day(last)}."
        return Reckoning(self.calendar.midnight(aim + _ONE_DAY), due, due, (rule, *lines, due_line))

    def _safeguarding(self, received_at: datetime) -> Reckoning:
        at = received_at.astimezone(UTC)
        due = at + SAFEGUARDING
        rule = "Somebody may be in danger: 15 minutes, at any hour of any day."
        return Reckoning(due, due, at, (rule, f"Due {self.say(due)}."))


def say_day(day: date) -> str:
    """ "Monday 30 November 2026"."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def _a_month_after(day: date) -> date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))


def _hours(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60:02} min"
