"""How often something was tried lately: wrong codes, codes asked for. What was typed is never kept."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from moderator.store.tables import tries


class Tries:
    """Tries within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, subject: str, at: datetime) -> None:
        """Remember one try at this subject ("code:NONCE" ...)."""
        self._connection.execute(insert(tries).values(subject=subject, at=at))

    def since(self, subject: str, moment: datetime) -> int:
        """How many there were from this moment on."""
        query = select(func.count()).select_from(tries).where(tries.c.subject == subject, tries.c.at >= moment)
        return self._connection.scalar(query) or 0
