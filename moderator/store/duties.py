"""What reminders are reckoned from: when the council was last seen to write, and what a person ticked off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from moderator.domain.comment import AccountRef
from moderator.store.clauses import insert_unless_there, of_account
from moderator.store.comments import ASKED_AT_ONCE
from moderator.store.post_tables import own_posts
from moderator.store.tables import audit_events, own_replies

DONE = "duty.done"
_SUBJECT = "duty:"


@dataclass(frozen=True, slots=True)
class PostSeen:
    """A post of the council's own."""

    native_id: str
    created_at: datetime
    has_pictures: bool
    permalink: str


class Duties:
    """Questions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def posted(self, account: AccountRef, post: PostSeen) -> bool:
        """Remember a post of the council's own; False when it is known."""
        return insert_unless_there(
            self._connection,
            own_posts,
            platform=account.platform,
            account_id=account.account_id,
            native_id=post.native_id,
            created_at=post.created_at,
            has_pictures=post.has_pictures,
            permalink=post.permalink,
        )

    def newest(self, account: AccountRef) -> datetime | None:
        """When something of the council's own, a post or an answer, was last written there, as far as was seen."""
        queries = (
            select(func.max(table.c.created_at)).where(of_account(table, account)) for table in (own_posts, own_replies)
        )
        return max(filter(None, (self._connection.scalar(query) for query in queries)), default=None)

    def pictured(self, account: AccountRef, since: datetime) -> tuple[PostSeen, ...]:
        """The council's posts since then that carry pictures, oldest first."""
        query = (
            select(own_posts)
            .where(of_account(own_posts, account), own_posts.c.created_at >= since, own_posts.c.has_pictures)
            .order_by(own_posts.c.created_at)
        )
        return tuple(
            PostSeen(row.native_id, row.created_at, row.has_pictures, row.permalink)
            for row in self._connection.execute(query)
        )

    def done(self, names: Sequence[str]) -> dict[str, datetime]:
        """When each of these reminders was last ticked off; those that never were are left out."""
        found: dict[str, datetime] = {}
        for start in range(0, len(names), ASKED_AT_ONCE):
            subjects = [subject_of(name) for name in names[start : start + ASKED_AT_ONCE]]
            query = (
                select(audit_events.c.subject, func.max(audit_events.c.at).label("latest"))
                .where(audit_events.c.subject.in_(subjects), audit_events.c.kind == DONE)
                .group_by(audit_events.c.subject)
            )
            for row in self._connection.execute(query):
                found[row.subject.removeprefix(_SUBJECT)] = row.latest
        return found


def subject_of(name: str) -> str:
    """What the audit trail calls a reminder."""
    return f"{_SUBJECT}{name}"
