"""The council's working time: when it is open, and how to count days and minutes in it. UTC in, UTC out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES_IN_A_DAY = 24 * 60
#: The daemon refuses to start when the calendar's data ends sooner than this.
NOTICE_BEFORE_THE_END = timedelta(days=90)
_ONE_DAY = timedelta(days=1)


class CalendarEnds(Exception):
    """The calendar holds no data for a day that a promise needs: extend it after checking the bank holidays."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of one day in minutes after local midnight; opening is inclusive, closing exclusive."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MINUTES_IN_A_DAY:
            raise ValueError("hours must open before they close, between 00:00 and 24:00")

    def __str__(self) -> str:
        return f"{_wall(self.opens)}-{_wall(self.closes)}"


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which the council departs from its week: closed, or open for other hours."""

    name: str
    #: None = closed all day.
    hours: Hours | None = None


@dataclass(frozen=True)
class WorkingCalendar:
    """When the council works. Every moment that enters or leaves is aware UTC; only days are local."""

    #: Seven entries, Monday first; None = closed on that weekday.
    week: tuple[Hours | None, ...]
    #: First and last local day for which the holidays are known.
    begins: date
    ends: date
    #: Bank holidays that close this council (England and Wales), with their names.
    holidays: Mapping[date, str] = field(default_factory=dict)
    #: Bank holidays anywhere in the United Kingdom: information requests skip them all.
    holidays_anywhere: Mapping[date, str] = field(default_factory=dict)
    closures: Mapping[date, Closure] = field(default_factory=dict)
    zone: str = "Europe/London"

    def __post_init__(self) -> None:
        if len(self.week) != len(WEEKDAYS):
            raise ValueError("a week has seven entries, Monday first")
        if not any(self.week):
            raise ValueError("the council is never open: give at least one weekday its hours")

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def check(self, at: datetime) -> None:
        """Raise CalendarEnds when fewer than 90 days of data are left after ``at``."""
        if self.ends_soon(at):
            raise CalendarEnds(
                f"the calendar is known only until {self.ends}, less than {NOTICE_BEFORE_THE_END.days} days ahead: "
                "check the bank holidays and closures of the next year, then move known_until in calendar.toml"
            )

    def ends_soon(self, at: datetime) -> bool:
        return self.local(at).date() + NOTICE_BEFORE_THE_END > self.ends

    def local(self, at: datetime) -> datetime:
        """The same moment on the council's clock. Refuses a moment without a zone."""
        if at.tzinfo is None:
            raise ValueError("a moment without a time zone: give it one, UTC inside the daemon")
        try:
            return at.astimezone(self._zone)
        except OverflowError:
            raise CalendarEnds("the calendar does not reach a moment at the very edge of recorded time") from None

    def midnight(self, day: date) -> datetime:
        """The moment at which this local day begins."""
        return self._moment(day, 0)

    def hours_of(self, day: date) -> Hours | None:
        """Opening hours of a local day; None when closed. Raises CalendarEnds outside the known days."""
        self._known(day)
        if day in self.holidays:
            return None
        if day in self.closures:
            return self.closures[day].hours
        return self.week[day.weekday()]

    def why_closed(self, day: date) -> str:
        """What closes this day, in words; "" on a working day."""
        if self.hours_of(day) is not None:
            return ""
        if day in self.holidays:
            return f"bank holiday, {self.holidays[day]}"
        if day in self.closures:
            return f"closed, {self.closures[day].name}"
        return f"closed on {WEEKDAYS[day.weekday()].capitalize()}s"

    def is_working_day(self, day: date) -> bool:
        return self._opening(day) is not None

    def is_open(self, at: datetime) -> bool:
        opening = self._opening(self.local(at).date())
        return opening is not None and opening[0] <= at < opening[1]

    def next_opening(self, at: datetime) -> datetime:
        """``at`` itself while the council is open, else the moment it next opens."""
        opens, _ = next(self._openings_from(at))
        return max(_utc(at), opens)

    def end_of_next_working_day(self, at: datetime, days: int = 1) -> datetime:
        """Close of the ``days``-th working day after the local date of ``at``, whatever the hour of ``at``."""
        day = self.local(at).date()
        closes = at
        for _ in range(days):
            day, closes = self._next_working_day(day)
        return _utc(closes)

    def after_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """The moment at which this much working time has passed since ``at``; it may be a closing time."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._openings_from(at):
            begin = max(_utc(at), opens)
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        raise AssertionError("the openings never end: they raise CalendarEnds")

    def before_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """The moment from which this much working time remains until ``at``, counted back through the calendar."""
        left = timedelta(minutes=minutes)
        day = self.local(at).date()
        while True:
            opening = self._opening(day)
            if opening is not None and opening[0] < at:
                end = min(_utc(at), opening[1])
                if left <= end - opening[0]:
                    return end - left
                left -= end - opening[0]
            day -= _ONE_DAY

    def worked_between(self, since: datetime, until: datetime) -> timedelta:
        """How much working time lies between two moments; none when ``until`` is not later."""
        total = timedelta(0)
        if until <= since:
            return total
        for opens, closes in self._openings_from(since):
            if opens >= until:
                break
            total += min(_utc(until), closes) - max(_utc(since), opens)
        return total

    def _openings_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self.local(at).date()
        while True:
            opening = self._opening(day)
            if opening is not None and at < opening[1]:
                yield opening
            day += _ONE_DAY

    def _next_working_day(self, day: date) -> tuple[date, datetime]:
        while True:
            day += _ONE_DAY
            opening = self._opening(day)
            if opening is not None:
                return day, opening[1]

    def _opening(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self.hours_of(day)
        if hours is None:
            return None
        opens, closes = self._moment(day, hours.opens), self._moment(day, hours.closes)
        # Hours that lie wholly in the hour the spring change leaves out do not exist on that day.
        return (opens, closes) if opens < closes else None

    def _moment(self, day: date, minutes: int) -> datetime:
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=self._zone).astimezone(UTC)

    def _known(self, day: date) -> None:
        if not self.begins <= day <= self.ends:
            raise CalendarEnds(
                f"the calendar knows the days from {self.begins} to {self.ends}, and {day} is needed: "
                "check that year's bank holidays and closures, then move known_from or known_until in calendar.toml"
            )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
