"""Comments and their revisions: what was seen, when, and how it stands."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from moderator.domain.comment import AccountRef, Author, Comment, CommentRef, Sighting
from moderator.store.clauses import (
    AnyRow,
    AnySelect,
    insert_unless_there,
    look_up,
    must_be_stored,
    of_account,
    of_comment,
)
from moderator.store.codec import attachments_from_json, attachments_to_json, to_json
from moderator.store.columns import Moment, storable
from moderator.store.tables import comments, revisions
from moderator.store.waiting import waiting_comments

#: Everything that makes a Comment; every query that returns comments selects these.
COMMENT_COLUMNS = (
    comments.c.id,
    comments.c.platform,
    comments.c.account_id,
    comments.c.native_id,
    comments.c.author_id,
    comments.c.author_name,
    comments.c.post_id,
    comments.c.created_at,
    comments.c.standing,
    comments.c.hidden_by,
    comments.c.revision.label("latest"),
    revisions.c.revision,
    revisions.c.text,
    revisions.c.parent_id,
    revisions.c.parent_text,
    revisions.c.permalink,
    revisions.c.attachments,
    revisions.c.was_hidden,
    revisions.c.edited_at,
    revisions.c.raw,
    revisions.c.stored_at,
)

#: A database takes only so many values in one question.
ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KnownComment:
    """What the store already knows of a comment."""

    id: int
    ref: CommentRef
    revision: int
    #: "visible", "hidden" or "gone".
    standing: str
    hidden_by: str
    standing_at: datetime
    content_hash: str


def content_hash(sighting: Sighting) -> str:
    """Names what was written: another hash is another revision."""
    words = to_json([storable(sighting.text), attachments_to_json(sighting.attachments)])
    return hashlib.sha256(words.encode()).hexdigest()


def _known(row: AnyRow, account: AccountRef) -> KnownComment:
    ref = CommentRef(account, row.native_id)
    return KnownComment(row.id, ref, row.revision, row.standing, row.hidden_by, row.standing_at, row.content_hash)


#: Made once, as it is said of every comment. It asks nothing of ``assessed_at``: PostgreSQL would be tempted to look in
#: the index of all that wait for this one.
_ASSESSED = (
    update(revisions)
    .where(revisions.c.comment_id == bindparam("number"), revisions.c.revision <= bindparam("latest"))
    .values(assessed_at=func.coalesce(revisions.c.assessed_at, bindparam("at", type_=Moment())))
)


class Comments:
    """Comments within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, ref: CommentRef) -> KnownComment | None:
        return self.known_among([ref]).get(ref)

    def known_among(self, refs: Collection[CommentRef]) -> dict[CommentRef, KnownComment]:
        """Those of these comments that were stored, in one question for each few hundred of them."""
        found: dict[CommentRef, KnownComment] = {}
        query = select(comments, revisions.c.content_hash).join(revisions, _latest())
        for account in {ref.account for ref in refs}:
            ids = [ref.native_id for ref in refs if ref.account == account]
            for start in range(0, len(ids), ASKED_AT_ONCE):
                part = comments.c.native_id.in_(ids[start : start + ASKED_AT_ONCE])
                for row in self._connection.execute(query.where(of_account(comments, account), part)):
                    known = _known(row, account)
                    found[known.ref] = known
        return found

    def number_of(self, ref: CommentRef) -> int:
        """The row number of a stored comment. Raises LookupError when it was never stored."""
        return must_be_stored(self._connection, ref)

    def look_up(self, refs: Collection[CommentRef]) -> None:
        """Ask for the numbers of a batch of comments at once, before each is dealt with in this transaction."""
        look_up(self._connection, refs)

    def add(self, sighting: Sighting, at: datetime) -> bool:
        """Store a comment nobody has seen before; False when another worker stored it meanwhile."""
        row = {
            "platform": sighting.ref.account.platform,
            "account_id": sighting.ref.account.account_id,
            "native_id": sighting.ref.native_id,
            "author_id": sighting.author.native_id,
            "author_name": sighting.author.name,
            "post_id": sighting.post_id,
            "created_at": sighting.created_at,
            "first_seen_at": at,
            "revision": 1,
            "standing": "hidden" if sighting.is_hidden else "visible",
            "hidden_by": "platform" if sighting.is_hidden else "",
            "standing_at": at,
            "checked_at": at,
        }
        if not insert_unless_there(self._connection, comments, **row):
            return False
        self._add_revision(self.number_of(sighting.ref), 1, sighting, at)
        return True

    def revise(self, known: KnownComment, sighting: Sighting, at: datetime) -> int:
        """Store an edit; the number of the new revision."""
        revision = known.revision + 1
        self._connection.execute(update(comments).where(comments.c.id == known.id).values(revision=revision))
        self._add_revision(known.id, revision, sighting, at)
        return revision

    def stands(self, comment: int, standing: str, at: datetime, *, hidden_by: str = "") -> None:
        """Record how a comment stood at a moment; an answer older than what is known changes nothing."""
        self._connection.execute(
            update(comments)
            .where(comments.c.id == comment, comments.c.standing_at <= at)
            .values(standing=standing, hidden_by=hidden_by, standing_at=at)
        )

    def checked(self, numbers: Iterable[int], at: datetime) -> None:
        self._connection.execute(update(comments).where(comments.c.id.in_(list(numbers))).values(checked_at=at))

    def unassessed(self, accounts: Sequence[AccountRef], at_most: int) -> tuple[Comment, ...]:
        """The latest revisions that nobody assessed yet, those that never failed first."""
        found: dict[int, Comment] = {}
        for numbers in waiting_comments(self._connection, at_most):
            query = _comments().where(
                comments.c.id.in_(numbers), revisions.c.assessed_at.is_(None), comments.c.standing != "gone"
            )
            latest = {row.id: comment_of(row) for row in self._connection.execute(query)}
            here = {number: latest[number] for number in numbers if number in latest}
            found |= {number: comment for number, comment in here.items() if comment.ref.account in accounts}
            if len(found) >= at_most:
                break
        return tuple(found.values())[:at_most]

    def assessed(self, comment: Comment, at: datetime) -> None:
        """The revision, and those before it, need no assessment any more."""
        known = {"number": self.number_of(comment.ref), "latest": comment.revision, "at": at}
        self._connection.execute(_ASSESSED, known)

    def failed(self, comment: Comment) -> int:
        """Count a failed assessment; how many there were."""
        failures = self._connection.scalar(
            update(revisions)
            .where(revisions.c.comment_id == self.number_of(comment.ref), revisions.c.revision == comment.revision)
            .values(failures=revisions.c.failures + 1)
            .returning(revisions.c.failures)
        )
        return int(failures or 0)

    def find(self, ref: CommentRef, revision: int | None = None) -> Comment | None:
        """A comment at one revision, the latest unless told."""
        query = _comments(latest=revision is None).where(of_comment(ref))
        if revision is not None:
            query = query.where(revisions.c.revision == revision)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else comment_of(row)

    def history(self, ref: CommentRef) -> tuple[Comment, ...]:
        """Every revision of a comment, oldest first."""
        query = _comments(latest=False).where(of_comment(ref)).order_by(revisions.c.revision)
        return tuple(comment_of(row) for row in self._connection.execute(query))

    def least_recently_checked(self, account: AccountRef, since: datetime, at_most: int) -> tuple[str, ...]:
        """Native ids of comments that are still there, those not looked at for longest first."""
        query = (
            select(comments.c.native_id)
            .where(
                of_account(comments, account),
                comments.c.standing != "gone",
                or_(comments.c.created_at >= since, comments.c.hidden_by == "council"),
            )
            .order_by(comments.c.checked_at, comments.c.id)
            .limit(at_most)
        )
        return tuple(self._connection.scalars(query))

    def hidden_of(self, account: AccountRef, author_id: str, post_id: str) -> tuple[tuple[CommentRef, int], ...]:
        """What we hid of an author beneath a post, with its latest revision; newest first."""
        query = (
            select(comments.c.native_id, comments.c.revision)
            .where(
                of_account(comments, account),
                comments.c.author_id == author_id,
                comments.c.post_id == post_id,
                comments.c.standing == "hidden",
                comments.c.hidden_by == "council",
            )
            .order_by(comments.c.created_at.desc(), comments.c.id.desc())
        )
        return tuple((CommentRef(account, row.native_id), row.revision) for row in self._connection.execute(query))

    def _add_revision(self, comment: int, revision: int, sighting: Sighting, at: datetime) -> None:
        self._connection.execute(
            insert(revisions).values(
                comment_id=comment,
                revision=revision,
                text=sighting.text,
                content_hash=content_hash(sighting),
                parent_id=sighting.parent_id,
                parent_text=sighting.parent_text,
                permalink=sighting.permalink,
                attachments=attachments_to_json(sighting.attachments),
                was_hidden=sighting.is_hidden,
                edited_at=sighting.edited_at,
                raw=sighting.raw,
                stored_at=at,
                failures=0,
            )
        )


def comment_of(row: AnyRow) -> Comment:
    """The comment in a row that selected COMMENT_COLUMNS."""
    seen = Sighting(
        ref=ref_of(row),
        text=row.text,
        created_at=row.created_at,
        author=Author(row.author_id, row.author_name),
        post_id=row.post_id,
        parent_id=row.parent_id,
        parent_text=row.parent_text,
        permalink=row.permalink,
        attachments=attachments_from_json(row.attachments),
        is_hidden=row.was_hidden,
        edited_at=row.edited_at,
        raw=row.raw,
    )
    return Comment(seen, row.revision, row.stored_at)


def ref_of(row: AnyRow, native_id: str = "") -> CommentRef:
    return CommentRef(AccountRef(row.platform, row.account_id), native_id or row.native_id)


def with_text(comment: Comment, text: str) -> Sighting:
    """The same comment with other words, where a platform told no more than that."""
    return replace(comment.seen, text=text, raw="")


def _comments(*, latest: bool = True) -> AnySelect:
    link = _latest() if latest else revisions.c.comment_id == comments.c.id
    return select(*COMMENT_COLUMNS).join_from(comments, revisions, link)


def _latest() -> Any:
    return (revisions.c.comment_id == comments.c.id) & (revisions.c.revision == comments.c.revision)
