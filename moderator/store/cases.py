"""Cases: the events of each, append-only, and where their fold stands."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from moderator.domain.case import Case, CaseEvent, fold
from moderator.domain.comment import CommentRef
from moderator.store.clauses import AnyRow, insert_unless_there, must_be_stored, number_of
from moderator.store.tables import case_events, cases

# Made once: making a statement anew takes as long as running it.
_THIS = cases.c.comment_id == bindparam("comment")
_LOCKED = select(cases.c.state).where(_THIS).with_for_update()
_COUNTED = update(cases).where(_THIS).values(events=cases.c.events + 1).returning(cases.c.events)
_STANDS = update(cases).where(_THIS).values(state=bindparam("now"))
_STORY = select(case_events).where(case_events.c.comment_id == bindparam("comment")).order_by(case_events.c.number)


class Cases:
    """Cases within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, ref: CommentRef, event: CaseEvent) -> int:
        """Append an event; its number within the case, which grows by one each time."""
        comment = must_be_stored(self._connection, ref)
        insert_unless_there(self._connection, cases, comment_id=comment, state="none", events=0)
        # Counting up locks the case's row: two people who decide at once come one after the other.
        number = self._connection.scalars(_COUNTED, {"comment": comment}).one()
        self._connection.execute(insert(case_events), {"comment_id": comment, "number": number, **_columns(event)})
        state = fold(self.events(ref)).state
        self._connection.execute(_STANDS, {"comment": comment, "now": state})
        return int(number)

    def held(self, ref: CommentRef) -> Case:
        """Where a case stands, with its row locked so that it stays so until the transaction ends."""
        comment = must_be_stored(self._connection, ref)
        if insert_unless_there(self._connection, cases, comment_id=comment, state="none", events=0):
            # Ours alone until the transaction ends, and nothing has happened in it.
            return fold(())
        self._connection.execute(_LOCKED, {"comment": comment})
        return fold(self.events(ref))

    def at(self, ref: CommentRef) -> Case:
        """Where a case stands; state "none" when there is none."""
        return fold(self.events(ref))

    def events(self, ref: CommentRef) -> tuple[CaseEvent, ...]:
        """The story of a case, oldest first."""
        comment = number_of(self._connection, ref)
        rows = self._connection.execute(_STORY, {"comment": comment}) if comment is not None else ()
        return tuple(_event(row) for row in rows)

    def of_comments(self, numbers: Sequence[int]) -> dict[int, Case]:
        """The cases of several comments by row number, in one query."""
        query = (
            select(case_events)
            .where(case_events.c.comment_id.in_(numbers))
            .order_by(case_events.c.comment_id, case_events.c.number)
        )
        events: dict[int, list[CaseEvent]] = {number: [] for number in numbers}
        for row in self._connection.execute(query):
            events[row.comment_id].append(_event(row))
        return {number: fold(story) for number, story in events.items()}


def _columns(event: CaseEvent) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "at": event.at,
        "by": event.by,
        "revision": event.revision,
        "choice": event.choice,
        "reason": event.reason,
        "note": event.note,
    }


def _event(row: AnyRow) -> CaseEvent:
    return CaseEvent(row.kind, row.at, row.by, row.revision, row.choice, row.reason, row.note)
