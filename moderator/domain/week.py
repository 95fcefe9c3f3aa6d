"""A council's week, Monday to Sunday, by the number that calendars print: 2026-W47."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from moderator.domain.spoken import MONTHS_EN

_NAME = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
DAYS = 7


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week of the ISO calendar, named by its year and number."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=one) for one in range(DAYS))

    @property
    def before(self) -> "Week":
        return week_of(self.monday - timedelta(days=DAYS))

    @property
    def after(self) -> "Week":
        return week_of(self.monday + timedelta(days=DAYS))

    @property
    def in_words(self) -> str:
        """ "Monday 16 to Sunday 22 November 2026"."""
        first, last = self.days[0], self.days[-1]
        month = "" if first.month == last.month else f" {MONTHS_EN[first.month - 1]}"
        year = "" if first.year == last.year else f" {first.year}"
        return f"Monday {first.day}{month}{year} to Sunday {last.day} {MONTHS_EN[last.month - 1]} {last.year}"


def week_of(day: date) -> Week:
    year, number, _ = day.isocalendar()
    return Week(year, number)


def week_named(name: str) -> Week:
    """The week called "2026-W47". Raises ValueError with the cure."""
    match = _NAME.fullmatch(name.strip())
    try:
        if match is None:
            raise ValueError
        return Week(int(match[1]), int(match[2]))
    except ValueError:
        raise ValueError(f'"{name[:20]}" is no week: write year and number, like 2026-W47') from None
