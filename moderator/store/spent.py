"""Links of the review page that have acted: a link acts once, whoever holds it and however its text was altered."""

from datetime import datetime

from sqlalchemy import Connection

from moderator.store.clauses import insert_unless_there
from moderator.store.tables import spent_links


class SpentLinks:
    """Spent links within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def spend(self, nonce: str, at: datetime) -> bool:
        """Remember for good that the link with this nonce has acted; False when it already had."""
        return insert_unless_there(self._connection, spent_links, nonce=nonce, spent_at=at)
