"""How far each account was read, and when a poll last went through."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from moderator.domain.comment import AccountRef
from moderator.store.clauses import insert_unless_there, of_account
from moderator.store.tables import cursors


class Cursors:
    """Cursors within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def at(self, account: AccountRef) -> str:
        """Where to read on; "" for an account that was never read."""
        query = select(cursors.c.cursor).where(of_account(cursors, account))
        return self._connection.scalar(query) or ""

    def move(self, account: AccountRef, *, before: str, after: str) -> bool:
        """Move a cursor on; False, and nothing changes, when another worker moved it since ``before`` was read."""
        insert_unless_there(
            self._connection, cursors, platform=account.platform, account_id=account.account_id, cursor=""
        )
        moved = self._connection.execute(
            update(cursors).where(of_account(cursors, account), cursors.c.cursor == before).values(cursor=after)
        )
        return moved.rowcount == 1

    def polled(self, account: AccountRef, at: datetime) -> None:
        """A poll went through to its end."""
        self._connection.execute(update(cursors).where(of_account(cursors, account)).values(polled_at=at))

    def last_polled(self, account: AccountRef) -> datetime | None:
        """When a poll last went through; None for never."""
        moment: datetime | None = self._connection.scalar(
            select(cursors.c.polled_at).where(of_account(cursors, account))
        )
        return moment
