"""Days and moments as people say them, in Welsh and in English."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Monday first. Written out because the machine's locale decides what strftime says, and Welsh is rarely installed.
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_CY = ("Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn", "Dydd Sul")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTHS_CY = (
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in both languages."""

    en: str
    cy: str

    def __getitem__(self, language: str) -> str:
        return self.cy if language == "cy" else self.en


def both(text: str) -> Words:
    """What reads the same in both languages: an address, a reference."""
    return Words(text, text)


def moment(at: datetime, zone: str = "Europe/London") -> Words:
    """ "Monday 30 November 17:00" and "Dydd Llun 30 Tachwedd 17:00", on the council's clock."""
    local = _local(at, zone)
    return Words(
        f"{DAYS_EN[local.weekday()]} {local.day} {MONTHS_EN[local.month - 1]} {local:%H:%M}",
        f"{DAYS_CY[local.weekday()]} {local.day} {MONTHS_CY[local.month - 1]} {local:%H:%M}",
    )


def clock_time(at: datetime, now: datetime, zone: str = "Europe/London") -> str:
    """The nearest way to name a moment: "17:00 today", "17:00 tomorrow" or "17:00 Mon 30 Nov"."""
    local = _local(at, zone)
    return f"{local:%H:%M} {_day(local.date(), _local(now, zone).date())}"


def due_time(at: datetime, now: datetime, zone: str = "Europe/London") -> str:
    """The same for a deadline: one at midnight is "end of Wed 30 Dec", not 00:00 of the day after."""
    local = _local(at, zone)
    if local.time() != time.min:
        return clock_time(at, now, zone)
    return f"end of {_day(local.date() - timedelta(days=1), _local(now, zone).date())}"


def _day(day: date, today: date) -> str:
    match (day - today).days:
        case 0:
            return "today"
        case 1:
            return "tomorrow"
        case _:
            return f"{DAYS_EN[day.weekday()][:3]} {day.day} {MONTHS_EN[day.month - 1][:3]}"


def _local(at: datetime, zone: str) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be told to people")
    return at.astimezone(ZoneInfo(zone))
