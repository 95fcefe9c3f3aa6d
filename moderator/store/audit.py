"""What happened, in order: append-only, each event sealed with a hash over the one before."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from moderator.store.clauses import AnyRow, insert_unless_there
from moderator.store.codec import to_json
from moderator.store.columns import storable
from moderator.store.tables import audit_events, audit_head


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that happened; never any comment text."""

    at: datetime
    #: "comment.seen", "comment.edited", "decision", "case.decided", "errand.done", "outage.began" ...
    kind: str
    #: "daemon", "platform", "author" or a person's e-mail address.
    by: str
    #: What it is about: a comment's or an account's reference, an errand's key.
    subject: str
    detail: str = ""


class Audit:
    """The audit trail within one transaction.

    Events are kept back until the transaction ends: writing them locks the chain, and a lock that everybody takes
    last cannot close a circle.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[AuditEvent] = []

    def add(self, event: AuditEvent) -> None:
        self._waiting.append(event)

    def seal(self) -> None:
        """Write what waits; the store calls it just before it commits."""
        if not self._waiting:
            return
        insert_unless_there(self._connection, audit_head, id=1, number=0, hash="")
        head = self._connection.execute(select(audit_head).with_for_update()).one()
        number, digest = head.number, head.hash
        rows = []
        for event in self._waiting:
            number, digest = number + 1, _sealed(digest, event)
            rows.append({**_columns(event), "number": number, "hash": digest})
        self._connection.execute(insert(audit_events), rows)
        self._connection.execute(update(audit_head).values(number=number, hash=digest))
        self._waiting.clear()

    def events(self, *, after: int = 0, at_most: int = 10_000, subject: str = "") -> tuple[AuditEvent, ...]:
        """The time line, oldest first."""
        query = select(audit_events).where(audit_events.c.number > after)
        if subject:
            query = query.where(audit_events.c.subject == subject)
        rows = self._connection.execute(query.order_by(audit_events.c.number).limit(at_most))
        return tuple(_event(row) for row in rows)

    def first_broken(self) -> int | None:
        """Number of the first event that was changed, taken out or added by hand; None when the chain is whole."""
        digest, expected = "", 1
        for row in self._connection.execute(select(audit_events).order_by(audit_events.c.number)):
            digest = _sealed(digest, _event(row))
            if row.number != expected or row.hash != digest:
                return expected
            expected += 1
        head = self._connection.execute(select(audit_head)).one_or_none()
        is_whole = (head.number, head.hash) == (expected - 1, digest) if head else expected == 1
        return None if is_whole else expected


def _sealed(before: str, event: AuditEvent) -> str:
    # Sealed as it will be read back: in UTC, and without what the database would not keep.
    words = [event.at.astimezone(UTC).isoformat(), event.kind, event.by, event.subject, event.detail]
    return hashlib.sha256(to_json([before, *(storable(word) for word in words)]).encode()).hexdigest()


def _event(row: AnyRow) -> AuditEvent:
    return AuditEvent(row.at, row.kind, row.by, row.subject, row.detail)


def _columns(event: AuditEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "kind": event.kind,
        "by": event.by,
        "subject": event.subject,
        "detail": event.detail,
    }
