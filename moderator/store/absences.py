"""Officers who are away, as their own mailbox said; whoever is heard of again is back."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from moderator.store.mail_tables import absences


class Absences:
    """Absences within one transaction. Addresses are compared in small letters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, email: str, at: datetime) -> bool:
        """Somebody is away from now on; False when that is known."""
        if email.casefold() in self.current():
            return False
        self._connection.execute(insert(absences).values(email=email.casefold(), since=at))
        return True

    def end(self, email: str, at: datetime) -> bool:
        """Somebody was heard of; False when they were not away."""
        open_row = (absences.c.email == email.casefold()) & absences.c.ended_at.is_(None)
        return self._connection.execute(update(absences).where(open_row).values(ended_at=at)).rowcount > 0

    def current(self) -> dict[str, datetime]:
        """Who is away, and since when."""
        rows = self._connection.execute(select(absences).where(absences.c.ended_at.is_(None)))
        return {row.email: row.since for row in rows}
