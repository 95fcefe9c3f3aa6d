"""Mails that did not arrive: one that was sent and came back waits for a person again."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from moderator.store.errand import ERRAND_COLUMNS, Errand, errand_of
from moderator.store.tables import comments, outbox


class Returned:
    """Undelivered mails within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sent_since(self, moment: datetime) -> tuple[Errand, ...]:
        """Mails that were sent after a moment, oldest first."""
        return self._mails(outbox.c.state == "done", outbox.c.finished_at > moment)

    def undelivered_since(self, moment: datetime) -> tuple[Errand, ...]:
        """Mails that were refused, given up or came back after a moment and wait for a person."""
        return self._mails(outbox.c.state.in_(("task", "aside")), outbox.c.finished_at > moment)

    def came_back(self, errand: Errand, why: str, at: datetime) -> bool:
        """A mail that was handed over came back; False when that is known."""
        sent = (outbox.c.id == errand.id) & (outbox.c.kind == "mail") & (outbox.c.state == "done")
        changed = update(outbox).where(sent).values(state="task", outcome=why, finished_at=at)
        return self._connection.execute(changed).rowcount == 1

    def _mails(self, *conditions: ColumnElement[bool]) -> tuple[Errand, ...]:
        query = (
            select(*ERRAND_COLUMNS)
            .outerjoin_from(outbox, comments, outbox.c.comment_id == comments.c.id)
            .where(outbox.c.kind == "mail", *conditions)
            .order_by(outbox.c.id)
        )
        return tuple(errand_of(row) for row in self._connection.execute(query))
