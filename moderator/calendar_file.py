"""Loads the council's calendar and promises: bank holidays by rule, everything else from ``calendar.toml``."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import BeforeValidator, Field, model_validator

from moderator.config_file import ConfigError, Strict, load_toml
from moderator.domain.escalation import Escalation
from moderator.domain.obligation import OBLIGATION_KINDS
from moderator.domain.promises import Promises, Terms
from moderator.domain.working_time import WEEKDAYS, Closure, Hours, WorkingCalendar

FILE_NAME = "calendar.toml"
NATIONS = ("ENG", "WLS", "SCT", "NIR")
_HOURS = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


def _hours(value: object) -> Hours | None:
    if value == "closed":
        return None
    match = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('hours are written as "08:30-17:00", or "closed"')
    first, second, third, fourth = (int(part) for part in match.groups())
    return Hours(first * 60 + second, third * 60 + fourth)


def _minutes(value: object) -> int:
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('a time of day is written as "12:00"')
    return int(match[1]) * 60 + int(match[2])


DayHours = Annotated[Hours | None, BeforeValidator(_hours)]
Minutes = Annotated[int, BeforeValidator(_minutes)]


class HoursShape(Strict):
    monday: DayHours
    tuesday: DayHours
    wednesday: DayHours
    thursday: DayHours
    friday: DayHours
    saturday: DayHours
    sunday: DayHours


class ExtraShape(Strict):
    on: date
    name: str = Field(min_length=1)
    #: A holiday of another nation only: it counts for information requests, the council works.
    elsewhere_only: bool = False


class BankHolidaysShape(Strict):
    division: Literal["ENG", "WLS", "SCT", "NIR"] = "WLS"
    extra: tuple[ExtraShape, ...] = ()
    removed: tuple[date, ...] = ()


class ClosureShape(Strict):
    on: date
    name: str = Field(min_length=1)
    opens: Minutes | None = None
    closes: Minutes | None = None


class TermsShape(Strict):
    begins: date = Field(alias="from")
    working_days: int = Field(default=1, ge=1, le=20)
    reading: Literal["end_of_next_working_day", "deemed_receipt", "working_minutes"] = "end_of_next_working_day"
    target_minutes: int = Field(default=510, ge=1)
    action_days: int = Field(default=10, ge=1, le=60)
    appeal_days: int = Field(default=5, ge=1, le=60)


class WarningShape(Strict):
    minutes: int = Field(default=60, ge=0)
    minutes_of: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _kinds_are_known(self) -> "WarningShape":
        unknown = set(self.minutes_of) - set(OBLIGATION_KINDS)
        if unknown:
            raise ValueError(f"minutes_of names no promise of ours; use {', '.join(OBLIGATION_KINDS)}")
        return self


class EscalationShape(Strict):
    line_manager_days: int = Field(default=1, ge=0, le=60)
    head_of_communications_days: int = Field(default=2, ge=0, le=60)
    line_manager_minutes: int = Field(default=30, ge=0, le=1440)
    head_of_communications_minutes: int = Field(default=60, ge=0, le=1440)

    @model_validator(mode="after")
    def _goes_up_the_chain(self) -> "EscalationShape":
        for unit in ("days", "minutes"):
            if getattr(self, f"head_of_communications_{unit}") < getattr(self, f"line_manager_{unit}"):
                raise ValueError(
                    f"head_of_communications_{unit} is less than line_manager_{unit}: the line manager hears first"
                )
        return self


class CalendarShape(Strict):
    zone: str = "Europe/London"
    known_from: date
    known_until: date
    hours: HoursShape
    bank_holidays: BankHolidaysShape = BankHolidaysShape()
    closure: tuple[ClosureShape, ...] = ()
    promise: tuple[TermsShape, ...] = Field(min_length=1)
    warning: WarningShape = WarningShape()
    escalation: EscalationShape = EscalationShape()

    @model_validator(mode="after")
    def _makes_sense(self) -> "CalendarShape":
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError('zone is not a time zone; use "Europe/London"') from None
        if self.known_from > self.known_until:
            raise ValueError("known_until lies before known_from")
        _once("promise", "from", [terms.begins for terms in self.promise])
        _once("closure", "on", [closure.on for closure in self.closure])
        return self


def _once(table: str, key: str, days: list[date]) -> None:
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice is not None:
        raise ValueError(f"two [[{table}]] entries have {key} = {twice}; keep one")


def load_promises(config: Path) -> Promises:
    """The council's promises on its calendar, from ``calendar.toml`` in this folder. Raises ConfigError."""
    path = config / FILE_NAME
    shape = load_toml(path, CalendarShape)
    try:
        calendar = _calendar(shape)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}.") from None
    return Promises(
        calendar=calendar,
        terms=tuple(Terms(**terms.model_dump()) for terms in sorted(shape.promise, key=lambda terms: terms.begins)),
        warn_minutes=shape.warning.minutes,
        warn_minutes_of=shape.warning.minutes_of,
        escalation=Escalation(**shape.escalation.model_dump()),
    )


def _calendar(shape: CalendarShape) -> WorkingCalendar:
    week = tuple(getattr(shape.hours, name) for name in WEEKDAYS)
    ours = bank_holidays((shape.bank_holidays.division,), shape.known_from, shape.known_until)
    anywhere = bank_holidays(NATIONS, shape.known_from, shape.known_until)
    for extra in shape.bank_holidays.extra:
        anywhere[extra.on] = extra.name
        if not extra.elsewhere_only:
            ours[extra.on] = extra.name
    for day in shape.bank_holidays.removed:
        if ours.pop(day, None) is None:
            raise ValueError(f"bank_holidays.removed names {day}, which is no bank holiday here: take it out")
        anywhere.pop(day, None)
    return WorkingCalendar(
        week=week,
        begins=shape.known_from,
        ends=shape.known_until,
        holidays=ours,
        holidays_anywhere=anywhere,
        closures={closure.on: _closure(closure, week) for closure in shape.closure},
        zone=shape.zone,
    )


def bank_holidays(divisions: tuple[str, ...], begins: date, ends: date) -> dict[date, str]:
    """Statutory bank holidays of these nations, substitutes and proclaimed days included.

    A nation is always named: without one the library leaves out Easter Monday and the August holiday.
    """
    years = range(begins.year, ends.year + 1)
    found: dict[date, str] = {}
    for division in divisions:
        days = holidays.country_holidays("GB", subdiv=division, years=years, language="en_GB")
        found.update((day, name.replace("(observed)", "(substitute day)")) for day, name in days.items())
    return found


def _closure(closure: ClosureShape, week: tuple[Hours | None, ...]) -> Closure:
    if closure.opens is None and closure.closes is None:
        return Closure(closure.name)
    usual = week[closure.on.weekday()]
    opens = closure.opens if closure.opens is not None else usual.opens if usual else None
    closes = closure.closes if closure.closes is not None else usual.closes if usual else None
    if opens is None or closes is None or opens >= closes:
        raise ValueError(f"the closure on {closure.on} leaves no open hours: give opens and closes, or neither")
    return Closure(closure.name, Hours(opens, closes))
