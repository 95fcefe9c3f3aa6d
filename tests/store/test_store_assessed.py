"""When a comment was judged is stored as a moment, and every revision keeps its first."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from moderator.domain.comment import AccountRef, Author, CommentRef, Sighting
from moderator.store.store import Store, Transaction
from moderator.store.tables import revisions

ACCOUNT = AccountRef("memory", "1")
REF = CommentRef(ACCOUNT, "a")
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)  # summer: a lost zone would show


def _said(tx: Transaction, words: str) -> None:
    sighting = Sighting(REF, words, AT, Author("w", "W"), "post")
    known = tx.comments.known(REF)
    if known is None:
        tx.comments.add(sighting, AT)
    else:
        tx.comments.revise(known, sighting, AT)


def _judged(store: Store, at: datetime) -> None:
    with store.transaction() as tx:
        (comment,) = tx.comments.unassessed([ACCOUNT], 8)
        tx.comments.assessed(comment, at)


def test_each_revision_keeps_the_moment_at_which_it_was_first_judged(store: Store) -> None:
    for hour, words in enumerate(("The bins again.", "The bins again!")):
        with store.transaction() as tx:
            _said(tx, words)
        _judged(store, AT + timedelta(hours=hour))

    with store.reading() as tx:
        found = tx.comments._connection.scalars(select(revisions.c.assessed_at).order_by(revisions.c.revision)).all()

    assert found == [AT, AT + timedelta(hours=1)]


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with store.transaction() as tx:
        _said(tx, "The bins again.")

    with pytest.raises(Exception, match="without a time zone"):
        _judged(store, AT.replace(tzinfo=None))
