"""Reads a moment as people and files write it; a moment without its zone is refused, never guessed."""

from datetime import UTC, datetime


def moment(value: str) -> datetime:
    """An ISO moment with its zone, as UTC. Raises ValueError with the end of a sentence that begins with its name."""
    try:
        written = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("is not a date and time: write it as 2026-11-27T16:59:00Z") from None
    if written.tzinfo is None:
        raise ValueError("has no time zone: end it with Z for UTC, or with +01:00")
    try:
        return written.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside the years that can be reckoned with") from None
