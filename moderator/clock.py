"""The one place that reads the time."""

from collections.abc import Callable
from datetime import UTC, datetime

#: Anything that tells the present moment as an aware UTC datetime.
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The machine's wall clock, UTC."""
    return datetime.now(UTC)
