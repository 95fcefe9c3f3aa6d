"""What reminders are reckoned from: when the council was last seen to write, and what a person ticked off."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from moderator.domain.comment import AccountRef
from moderator.store.clauses import of_account
from moderator.store.comments import ASKED_AT_ONCE
from moderator.store.tables import audit_events, own_replies

DONE = "duty.done"
_SUBJECT = "duty:"


class Duties:
    """Questions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest(self, account: AccountRef) -> datetime | None:
        """When something of the council's own was last written there, as far as was seen."""
        query = select(func.max(own_replies.c.created_at)).where(of_account(own_replies, account))
        newest: datetime | None = self._connection.scalar(query)
        return newest

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
