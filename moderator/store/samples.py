"""What a digest asks beside its items: comments in which nothing was found, and what an author wrote before."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, case, func, or_, select

from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.store.clauses import among, of_account
from moderator.store.comments import ref_of
from moderator.store.tables import cases, comments, decisions


class Samples:
    """Such questions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def untroubled_since(self, moment: datetime, accounts: Sequence[AccountRef]) -> tuple[CommentRef, ...]:
        """Comments judged after a moment that no rule caught, nobody need answer and everybody sees."""
        query = (
            select(comments.c.platform, comments.c.account_id, comments.c.native_id)
            .join_from(comments, decisions, decisions.c.comment_id == comments.c.id)
            .outerjoin(cases, cases.c.comment_id == comments.c.id)
            .where(
                decisions.c.revision == comments.c.revision,
                decisions.c.decided_at > moment,
                decisions.c.unbounded == "publish",
                decisions.c.needs_response.is_(False),
                comments.c.standing == "visible",
                or_(cases.c.state.is_(None), cases.c.state == "none"),
                *among(accounts),
            )
        )
        return tuple(ref_of(row) for row in self._connection.execute(query))

    def earlier_by_author(self, comment: Comment) -> tuple[int, int]:
        """How many comments the same author wrote on the account before this one, and how many of them were hidden."""
        author = comment.seen.author.native_id
        is_hidden = (comments.c.standing == "hidden") | (decisions.c.outcome == "hide")
        query = (
            select(func.count(comments.c.id.distinct()), func.count(case((is_hidden, comments.c.id)).distinct()))
            .select_from(comments)
            .outerjoin(decisions, decisions.c.comment_id == comments.c.id)
            .where(
                of_account(comments, comment.ref.account),
                comments.c.author_id == author,
                comments.c.author_id != "",
                comments.c.created_at < comment.seen.created_at,
            )
        )
        count, hidden = self._connection.execute(query).one()
        return int(count), int(hidden)
