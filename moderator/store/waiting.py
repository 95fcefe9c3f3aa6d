"""Which comments wait to be judged, read from the beginning of however many there are."""

from collections.abc import Iterator

from sqlalchemy import Connection, select, tuple_

from moderator.store.tables import revisions


def waiting_comments(connection: Connection, at_once: int) -> Iterator[list[int]]:
    """Numbers of comments of which a revision waits, so many at a time, in the order of ix_revisions_unassessed.

    A question of its own, and no join with the comments: of that join PostgreSQL's planner guesses that hardly any row
    is left, and reads and sorts the whole backlog for every batch.
    """
    place = tuple_(revisions.c.failures, revisions.c.comment_id)
    first = (
        select(revisions.c.failures, revisions.c.comment_id)
        .where(revisions.c.assessed_at.is_(None))
        .order_by(revisions.c.failures, revisions.c.comment_id)
        .limit(at_once)
    )
    rows = connection.execute(first).all()
    while rows:
        yield list(dict.fromkeys(row.comment_id for row in rows))
        rows = connection.execute(first.where(place > (rows[-1].failures, rows[-1].comment_id))).all()
