"""Mails that came in: each is finished once, and one that cannot be read does not come back for ever."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from moderator.store.clauses import insert_unless_there
from moderator.store.mail_tables import letters


class Letters:
    """Mails that came in, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tried(self, key: str, at: datetime) -> int:
        """Count one more try at this mail; how many there were, this one among them."""
        insert_unless_there(self._connection, letters, key=key, first_at=at, tries=0, outcome="")
        changed = update(letters).where(letters.c.key == key).values(tries=letters.c.tries + 1)
        return int(self._connection.scalars(changed.returning(letters.c.tries)).one())

    def finish(self, key: str, outcome: str, at: datetime) -> bool:
        """Remember what became of it; False when it was finished before, and then nothing changes."""
        insert_unless_there(self._connection, letters, key=key, first_at=at, tries=0, outcome="")
        changed = update(letters).where(letters.c.key == key, letters.c.outcome == "").values(outcome=outcome)
        return self._connection.execute(changed).rowcount == 1

    def outcome(self, key: str) -> str:
        """What became of it; "" while it is not finished or not known."""
        return self._connection.scalar(select(letters.c.outcome).where(letters.c.key == key)) or ""

    def with_outcome(self, outcome: str, since: datetime) -> int:
        """How many ended so since a moment."""
        query = select(letters.c.key).where(letters.c.outcome == outcome, letters.c.first_at >= since)
        return len(self._connection.scalars(query).all())
