"""Promises to residents: opened with a decision, met by a reply or a person, withdrawn with the comment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update
from sqlalchemy.sql import ColumnElement

from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.obligation import Obligation
from moderator.store.clauses import AnyRow, AnySelect, insert_unless_there, must_be_stored, of_account, of_comment
from moderator.store.comments import ref_of
from moderator.store.tables import comments, obligations, own_replies

ACKNOWLEDGE = "acknowledge"

#: Everything that makes an Obligation.
OBLIGATION_COLUMNS = (
    comments.c.platform,
    comments.c.account_id,
    comments.c.native_id,
    obligations.c.revision,
    obligations.c.kind,
    obligations.c.received_at,
    obligations.c.target_at,
    obligations.c.due_at,
    obligations.c.warn_at,
    obligations.c.due_original,
    obligations.c.met_at,
    obligations.c.met_by,
    obligations.c.withdrawn_at,
)


def _obligations() -> AnySelect:
    return (
        select(*OBLIGATION_COLUMNS)
        .join_from(obligations, comments, obligations.c.comment_id == comments.c.id)
        .order_by(obligations.c.due_at, obligations.c.comment_id, obligations.c.kind)
    )


def _is_open() -> ColumnElement[bool]:
    return and_(obligations.c.met_at.is_(None), obligations.c.withdrawn_at.is_(None))


# Made once: making a statement anew takes as long as running it.
#: Without a limit: PostgreSQL would then walk through all open promises by their due times until it meets this one.
_OPEN_OF_COMMENT = _obligations().where(
    obligations.c.comment_id == bindparam("comment"), obligations.c.kind == bindparam("kind"), _is_open()
)
_FIRST_REPLY = (
    select(own_replies)
    .where(
        own_replies.c.platform == bindparam("platform"),
        own_replies.c.account_id == bindparam("account"),
        own_replies.c.in_reply_to == bindparam("comment"),
        own_replies.c.created_at >= bindparam("since"),
    )
    .order_by(own_replies.c.created_at)
    .limit(1)
)


class Obligations:
    """Obligations within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def promise(self, obligation: Obligation) -> Obligation:
        """Open a promise unless one of its kind is open already; the one that stands.

        An edit before the acknowledgement therefore keeps the first clock. A reply of ours that was seen before the
        promise was written down meets it at once.
        """
        comment = must_be_stored(self._connection, obligation.ref)
        row = self._connection.execute(_OPEN_OF_COMMENT, {"comment": comment, "kind": obligation.kind}).first()
        if row is not None:
            return obligation_of(row)
        if obligation.kind == ACKNOWLEDGE:
            obligation = self._answered_before(obligation)
        insert_unless_there(self._connection, obligations, comment_id=comment, **_columns(obligation))
        return obligation

    def replied(self, account: AccountRef, native_id: str, in_reply_to: str, at: datetime) -> tuple[Obligation, ...]:
        """Remember a reply of our own and meet the acknowledgements it answers; those that it met.

        A reply given before an edit does not answer what was asked by the edit.
        """
        is_new = insert_unless_there(
            self._connection,
            own_replies,
            platform=account.platform,
            account_id=account.account_id,
            native_id=native_id,
            in_reply_to=in_reply_to,
            created_at=at,
        )
        if not is_new:
            return ()
        ref = CommentRef(account, in_reply_to)
        met = [found for found in self.open_for(ref) if found.kind == ACKNOWLEDGE and found.received_at <= at]
        for obligation in met:
            self.change(obligation.met(at, f"reply:{native_id}"))
        return tuple(met)

    def change(self, obligation: Obligation) -> None:
        """Store a promise as it stands now."""
        columns = {name: value for name, value in _columns(obligation).items() if name not in ("revision", "kind")}
        self._connection.execute(update(obligations).where(*_this(obligation)).values(**columns))

    def forget(self, obligation: Obligation) -> None:
        """A promise that a person made by mistake and took back: it was never owed."""
        self._connection.execute(delete(obligations).where(*_this(obligation)))

    def meet(self, ref: CommentRef, kind: str, at: datetime, by: str) -> tuple[Obligation, ...]:
        """Meet every open promise of a kind about a comment; those that were met."""
        met = tuple(found.met(at, by) for found in self.open_for(ref) if found.kind == kind)
        for obligation in met:
            self.change(obligation)
        return met

    def withdraw(self, ref: CommentRef, at: datetime) -> tuple[Obligation, ...]:
        """The comment is gone: its open promises are neither broken nor kept."""
        withdrawn = tuple(found.withdrawn(at) for found in self.open_for(ref))
        for obligation in withdrawn:
            self.change(obligation)
        return withdrawn

    def reinstate(self, ref: CommentRef) -> None:
        """The comment is back: promises that were withdrawn run again from where they began."""
        for obligation in self._where(of_comment(ref), obligations.c.withdrawn_at.is_not(None)):
            self.change(replace(obligation, withdrawn_at=None))

    def open_for(self, ref: CommentRef) -> tuple[Obligation, ...]:
        return self._where(of_comment(ref), _is_open())

    def all_for(self, ref: CommentRef) -> tuple[Obligation, ...]:
        return self._where(of_comment(ref))

    def open(self, accounts: Sequence[AccountRef] | None = None) -> tuple[Obligation, ...]:
        """Every open promise, those due first first; of these accounts only, when they are named."""
        if accounts is None:
            return self._where(_is_open())
        return self._where(_is_open(), or_(*(of_account(comments, account) for account in accounts)))

    def _answered_before(self, obligation: Obligation) -> Obligation:
        account = obligation.ref.account
        asked = {"platform": account.platform, "account": account.account_id, "comment": obligation.ref.native_id}
        reply = self._connection.execute(_FIRST_REPLY, {**asked, "since": obligation.received_at}).one_or_none()
        return obligation if reply is None else obligation.met(reply.created_at, f"reply:{reply.native_id}")

    def _where(self, *conditions: ColumnElement[bool]) -> tuple[Obligation, ...]:
        return tuple(obligation_of(row) for row in self._connection.execute(_obligations().where(*conditions)))


def obligation_of(row: AnyRow) -> Obligation:
    """The obligation in a row that selected OBLIGATION_COLUMNS."""
    return Obligation(
        ref=ref_of(row),
        revision=row.revision,
        kind=row.kind,
        received_at=row.received_at,
        target_at=row.target_at,
        due_at=row.due_at,
        warn_at=row.warn_at,
        due_original=row.due_original,
        met_at=row.met_at,
        met_by=row.met_by,
        withdrawn_at=row.withdrawn_at,
    )


def _this(obligation: Obligation) -> tuple[ColumnElement[bool], ...]:
    return (
        obligations.c.comment_id.in_(select(comments.c.id).where(of_comment(obligation.ref))),
        obligations.c.revision == obligation.revision,
        obligations.c.kind == obligation.kind,
    )


def _columns(obligation: Obligation) -> dict[str, Any]:
    return {
        "revision": obligation.revision,
        "kind": obligation.kind,
        "received_at": obligation.received_at,
        "target_at": obligation.target_at,
        "due_at": obligation.due_at,
        "warn_at": obligation.warn_at,
        "due_original": obligation.due_original,
        "met_at": obligation.met_at,
        "met_by": obligation.met_by,
        "withdrawn_at": obligation.withdrawn_at,
    }
