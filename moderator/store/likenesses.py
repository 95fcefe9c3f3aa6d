"""Finds earlier comments that may hold nearly the same words, by marks; bounded however often they were copied."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, Integer, Table, delete, or_, select

from moderator.domain.comment import Comment
from moderator.domain.likeness import MOST_COPIES, WINDOW, Copy
from moderator.store.clauses import insert_unless_there, of_comment
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
    Index(None, "mark", "stored_at"),
    Index(None, "stored_at"),
)

#: A mark outlives the time in which it counts, so that clocks of several workers need not agree.
KEPT = WINDOW + timedelta(days=1)


class Likenesses:
    """Marks of texts within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, comment: Comment, marks: Iterable[str]) -> None:
        """Remember what a revision can be found by; a second time changes nothing."""
        number = self._connection.scalar(select(comments.c.id).where(of_comment(comment.ref)))
        for mark in marks:
            insert_unless_there(
                self._connection,
                likenesses,
                comment_id=number,
                revision=comment.revision,
                mark=mark,
                stored_at=comment.stored_at,
            )

    def forget(self, now: datetime) -> None:
        """Drop marks that no longer count."""
        self._connection.execute(delete(likenesses).where(likenesses.c.stored_at < now - KEPT))

    def candidates(self, comment: Comment, marks: Sequence[str]) -> tuple[Copy, ...]:
        """Other comments stored before this revision, in the days that count, that share a mark; newest first."""
        number = self._connection.scalar(select(comments.c.id).where(of_comment(comment.ref))) or 0
        # Of two stored at one moment the one with the lower number counts as the earlier: one of them must be first.
        is_earlier = or_(
            likenesses.c.stored_at < comment.stored_at,
            (likenesses.c.stored_at == comment.stored_at) & (likenesses.c.comment_id < number),
        )
        found: dict[int, datetime] = {}
        for mark in marks:
            rows = self._connection.execute(
                select(likenesses.c.comment_id, likenesses.c.stored_at)
                .where(
                    likenesses.c.mark == mark,
                    likenesses.c.stored_at >= comment.stored_at - WINDOW,
                    likenesses.c.comment_id != number,
                    is_earlier,
                )
                .order_by(likenesses.c.stored_at.desc(), likenesses.c.comment_id.desc())
                .limit(MOST_COPIES)
            )
            found |= {row.comment_id: row.stored_at for row in rows}
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
