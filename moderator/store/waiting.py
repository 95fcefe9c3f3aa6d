"""Which comments wait to be judged, read from the beginning of however many there are."""

from collections.abc import Iterator

from sqlalchemy import Connection, select, tuple_

from moderator.store.tables import revisions

#: Those that nobody wants are passed over in larger steps: a profile that was given up may have left many.
_STEP = 500


def waiting_comments(connection: Connection, at_first: int) -> Iterator[list[int]]:
    """Numbers of comments of which a revision waits, so many at first, in the order of ix_revisions_unassessed.

    A question of its own, and no join with the comments: of that join PostgreSQL's planner guesses that hardly any row
    is left, and reads and sorts the whole backlog for every batch.
    """
    place = tuple_(revisions.c.failures, revisions.c.comment_id)
    waiting = (
        select(revisions.c.failures, revisions.c.comment_id)
        .where(revisions.c.assessed_at.is_(None))
        .order_by(revisions.c.failures, revisions.c.comment_id)
    )
    rows = connection.execute(waiting.limit(at_first)).all()
    while rows:
        yield list(dict.fromkeys(row.comment_id for row in rows))
        behind = waiting.where(place > (rows[-1].failures, rows[-1].comment_id))
        rows = connection.execute(behind.limit(max(at_first, _STEP))).all()
