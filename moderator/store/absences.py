"""Officers who are away, as their own mailbox said; whoever is heard of again is back."""

from datetime import datetime

from sqlalchemy import Connection, exists, func, insert, select, update

from moderator.store.mail_tables import absences
from moderator.store.tables import case_events


class Absences:
    """Absences within one transaction. Addresses are compared in small letters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, email: str, at: datetime) -> bool:
        """Somebody is away from now on; False when that is known."""
        if email.casefold() in self.current():
            return False
        self.end(email, at)
        self._connection.execute(insert(absences).values(email=email.casefold(), since=at))
        return True

    def end(self, email: str, at: datetime) -> bool:
        """Somebody was heard of; False when they were not away."""
        open_row = (absences.c.email == email.casefold()) & absences.c.ended_at.is_(None)
        return self._connection.execute(update(absences).where(open_row).values(ended_at=at)).rowcount > 0

    def current(self) -> dict[str, datetime]:
        """Who is away, and since when. Whoever has decided something since is back."""
        heard_of = exists().where(func.lower(case_events.c.by) == absences.c.email, case_events.c.at > absences.c.since)
        rows = self._connection.execute(select(absences).where(absences.c.ended_at.is_(None), ~heard_of))
        return {row.email: row.since for row in rows}
