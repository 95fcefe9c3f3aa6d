"""Private messages that went out: what their authors may still answer."""

from datetime import datetime

from sqlalchemy import Connection, select

from moderator.domain.comment import AccountRef
from moderator.store.clauses import of_account
from moderator.store.errand import ERRAND_COLUMNS, Errand, errand_of
from moderator.store.tables import comments, outbox


class SentMessages:
    """Delivered private messages within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, account: AccountRef, moment: datetime) -> tuple[Errand, ...]:
        """Messages about comments of an account that were delivered after a moment, oldest first."""
        query = (
            select(*ERRAND_COLUMNS)
            .join_from(outbox, comments, outbox.c.comment_id == comments.c.id)
            .where(
                of_account(comments, account),
                outbox.c.kind == "message",
                outbox.c.state == "done",
                outbox.c.finished_at > moment,
            )
            .order_by(outbox.c.finished_at, outbox.c.id)
        )
        return tuple(errand_of(row) for row in self._connection.execute(query))
