"""Finds earlier comments that may hold nearly the same words, by marks; bounded however often they were copied."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    bindparam,
    delete,
    select,
    tuple_,
)

from moderator.domain.comment import Comment
from moderator.domain.likeness import MOST_COPIES, WINDOW, Copy
from moderator.store.clauses import insert_all_unless_there, must_be_stored
from moderator.store.columns import CleanText, Moment, RowNumber
from moderator.store.tables import comments, metadata, revisions

#: What to look nearly the same words up by; kept for the days in which repeats count, then forgotten.
likenesses = Table(
    "likenesses",
    metadata,
    Column("comment_id", RowNumber, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("mark", CleanText, primary_key=True),
    Column("stored_at", Moment, nullable=False),
    ForeignKeyConstraint(
        ["comment_id", "revision"], ["revisions.comment_id", "revisions.revision"], ondelete="CASCADE"
    ),
    Index(None, "mark", "stored_at", "comment_id"),
    Index(None, "stored_at"),
)

#: A mark outlives the time in which it counts, so that clocks of several workers need not agree.
KEPT = WINDOW + timedelta(days=1)

#: Made once, as it is asked several times for every comment. Of two stored at one moment the one with the lower number
#: counts as the earlier: one of them must be first. It walks the index and stops: a flood makes no comment dearer.
_SHARING = (
    select(likenesses.c.comment_id, likenesses.c.stored_at)
    .where(
        likenesses.c.mark == bindparam("mark"),
        likenesses.c.stored_at >= bindparam("since"),
        likenesses.c.comment_id != bindparam("number"),
        tuple_(likenesses.c.stored_at, likenesses.c.comment_id)
        < tuple_(bindparam("stored_at", type_=Moment), bindparam("number")),
    )
    .order_by(likenesses.c.stored_at.desc(), likenesses.c.comment_id.desc())
    .limit(MOST_COPIES)
)


class Likenesses:
    """Marks of texts within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, comment: Comment, marks: Iterable[str]) -> None:
        """Remember what a revision can be found by; a second time changes nothing."""
        number = must_be_stored(self._connection, comment.ref)
        row = {"comment_id": number, "revision": comment.revision, "stored_at": comment.stored_at}
        insert_all_unless_there(self._connection, likenesses, [{**row, "mark": mark} for mark in sorted(set(marks))])

    def forget(self, now: datetime) -> None:
        """Drop marks that no longer count."""
        self._connection.execute(delete(likenesses).where(likenesses.c.stored_at < now - KEPT))

    def candidates(self, comment: Comment, marks: Sequence[str]) -> tuple[Copy, ...]:
        """Other comments stored before this revision, in the days that count, that share a mark; newest first."""
        number = must_be_stored(self._connection, comment.ref)
        stored = {"number": number, "stored_at": comment.stored_at, "since": comment.stored_at - WINDOW}
        found: dict[int, datetime] = {}
        for mark in marks:
            rows = self._connection.execute(_SHARING, {"mark": mark, **stored})
            found |= {row.comment_id: row.stored_at for row in rows}
        if not found:
            return ()
        newest = sorted(found, key=lambda one: (found[one], one), reverse=True)[:MOST_COPIES]
        return self._copies(newest)

    def _copies(self, numbers: Sequence[int]) -> tuple[Copy, ...]:
        """The words that stand in these comments now."""
        query = (
            select(comments.c.platform, comments.c.account_id, comments.c.post_id, revisions.c.text)
            .join_from(
                comments,
                revisions,
                (revisions.c.comment_id == comments.c.id) & (revisions.c.revision == comments.c.revision),
            )
            .where(comments.c.id.in_(numbers))
        )
        return tuple(
            Copy(row.text, f"{row.platform}:{row.account_id}/{row.post_id}", f"{row.platform}:{row.account_id}")
            for row in self._connection.execute(query)
        )
