"""Digests that were sent: what each number in them stands for, so that a reply can name an item by its number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from moderator.domain.comment import CommentRef
from moderator.store.clauses import insert_unless_there, of_comment
from moderator.store.comments import ref_of
from moderator.store.mail_tables import digest_items, digests
from moderator.store.tables import comments


@dataclass(frozen=True, slots=True)
class Shown:
    """One comment as a digest showed it."""

    ref: CommentRef
    revision: int


@dataclass(frozen=True, slots=True)
class SentDigest:
    """One digest and what its numbers stand for."""

    name: str
    recipient: str
    written_at: datetime
    expires_at: datetime
    items: Mapping[int, Shown]


class Digests:
    """Sent digests within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, digest: SentDigest) -> bool:
        """Remember a digest and its numbers; False when it is known already."""
        if not insert_unless_there(
            self._connection,
            digests,
            name=digest.name,
            recipient=digest.recipient,
            written_at=digest.written_at,
            expires_at=digest.expires_at,
        ):
            return False
        rows = [
            {"digest": digest.name, "number": number, "comment_id": self._number(shown.ref), "revision": shown.revision}
            for number, shown in digest.items.items()
        ]
        if rows:
            self._connection.execute(insert(digest_items), rows)
        return True

    def find(self, name: str) -> SentDigest | None:
        row = self._connection.execute(select(digests).where(digests.c.name == name)).one_or_none()
        if row is None:
            return None
        query = (
            select(
                digest_items.c.number,
                digest_items.c.revision,
                comments.c.platform,
                comments.c.account_id,
                comments.c.native_id,
            )
            .join_from(digest_items, comments, digest_items.c.comment_id == comments.c.id)
            .where(digest_items.c.digest == name)
            .order_by(digest_items.c.number)
        )
        items = {one.number: Shown(ref_of(one), one.revision) for one in self._connection.execute(query)}
        return SentDigest(row.name, row.recipient, row.written_at, row.expires_at, items)

    def _number(self, ref: CommentRef) -> int:
        return int(self._connection.scalars(select(comments.c.id).where(of_comment(ref))).one())
