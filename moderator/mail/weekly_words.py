"""Figures in words: few are told one by one, many with a percentage, lengths of time as people say them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from moderator.domain.spoken import DAYS_EN, MONTHS_EN
from moderator.domain.weekly_figures import Kept, Share, Times

LANGUAGES = {"en": "English", "cy": "Welsh", "mixed": "Welsh and English", "other": "another language"}
PROMISES = {
    "acknowledge": "Acknowledge",
    "review": "Look at what was hidden or queued",
    "information_request": "Answer an information request",
    "defamation_notice": "Act on a notice of defamation",
    "subject_access": "Answer a subject access request",
    "action": "Answer what needed action",
    "appeal": "Decide an appeal",
}
MODES = {"shadow": "shadow", "queue": "people hide", "hide": "hides by itself"}
NONE = "none"


def language(code: str) -> str:
    return LANGUAGES.get(code, "language not known")


def share(found: Share) -> str:
    """ "38 of 40 (95%)", "2 of 3", "none to count"."""
    if not found.whole:
        return NONE
    percent = found.percent
    return f"{found.part} of {found.whole}" + ("" if percent is None else f" ({percent}%)")


def in_time(found: Kept) -> str:
    return share(found.share)


def length(time: timedelta) -> str:
    """ "12 min", "3 h 05 min", "2 days 4 h": never finer than people need."""
    minutes = round(time.total_seconds() / 60)
    if minutes < 1:
        return "under 1 min"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"
    return f"{hours // 24} days {hours % 24} h" if hours % 24 else f"{hours // 24} days"


def times(found: Times) -> str:
    """The usual and the longest; where there are few, the shortest and the longest."""
    if not found.count:
        return NONE
    if found.middle is not None:
        return f"{length(found.middle)} in the middle, {length(found.all[-1])} at most"
    least, most = length(found.all[0]), length(found.all[-1])
    return least if least == most else f"{least} to {most}"


def ago(at: datetime | None, now: datetime, zone: str) -> str:
    """ "Thu 19 Nov, 3 days before"; "never seen" when there was none."""
    if at is None:
        return "never seen"
    local = at.astimezone(ZoneInfo(zone))
    return f"{DAYS_EN[local.weekday()][:3]} {local.day} {MONTHS_EN[local.month - 1][:3]}, {_about(now - at)} before"


def _about(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    if hours < 1:
        return "under an hour"
    if hours < 48:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{hours // 24} days"
