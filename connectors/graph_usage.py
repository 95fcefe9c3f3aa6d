"""What Facebook's two usage headers say is used up. They tell per cent; an unreadable header counts as none."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any

from connectors.metering import Allowance

_APP, _BUSINESS = "x-app-usage", "x-business-use-case-usage"
_COUNTED = {"call_count": "calls", "total_cputime": "processor time", "total_time": "time"}
_LONGEST_PAUSE = timedelta(days=1)


def allowances(headers: Mapping[str, str]) -> Iterator[Allowance]:
    """Every share of every limit the headers tell: "pages: calls", "app: processor time".

    When counting starts again is told only while Facebook keeps us away; reckoned from Facebook's own clock.
    """
    most: dict[str, tuple[int, datetime | None]] = {}
    for name, use in _named_uses(headers):
        for key, what in _COUNTED.items():
            if key in use:
                word = (number(use[key]), _regained_at(use, headers))
                most[f"{name}: {what}"] = max(most.get(f"{name}: {what}", word), word, key=lambda one: one[0])
    for name, (used, resets_at) in most.items():
        yield Allowance(name, used, 100, resets_at)


def uses(headers: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Every usage entry of the two headers."""
    return [use for _, use in _named_uses(headers)]


def number(value: object) -> int:
    """A number however it was written; 0 for anything else, and for what is less than nothing."""
    if isinstance(value, float):
        return max(0, int(value)) if isfinite(value) else 0
    if isinstance(value, str):
        return int(value) if value.isdecimal() and len(value) < 10 else 0
    return max(0, value) if isinstance(value, int) else 0


def _named_uses(headers: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from (("app", use) for use in [_parsed(headers, _APP)] if use)
    for group in _parsed(headers, _BUSINESS).values():
        for use in group if isinstance(group, list) else []:
            if isinstance(use, dict):
                kind = str(use.get("type") or "")
                yield kind if kind.isidentifier() and len(kind) < 30 else "business", use


def _parsed(headers: Mapping[str, str], name: str) -> dict[str, Any]:
    try:
        value = json.loads(headers.get(name) or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _regained_at(use: Mapping[str, Any], headers: Mapping[str, str]) -> datetime | None:
    minutes = min(number(use.get("estimated_time_to_regain_access")), 10_000)
    try:
        told_at = parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    if not minutes or told_at.tzinfo is None:
        return None
    return told_at.astimezone(UTC) + min(timedelta(minutes=minutes), _LONGEST_PAUSE)
