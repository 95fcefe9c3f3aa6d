"""Column types that keep bad values out: moments are aware, text can be stored by every database."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator

_UNSTORABLE = re.compile("[\0\ud800-\udfff]+")
#: A row's own number. SQLite only numbers rows by itself in a column of type INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive values: SQLite would lose their zone and be an hour wrong in summer."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone was about to be stored: give it UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """Text without NUL and lone surrogates, which JSON may carry and databases refuse. The one door for text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(value)


def storable(text: str) -> str:
    """The text as it will be read back: NUL and lone surrogates taken out, nothing else touched."""
    return _UNSTORABLE.sub("", text)
