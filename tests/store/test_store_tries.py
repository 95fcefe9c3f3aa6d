"""Tries are counted within a window, on both databases."""

from datetime import UTC, datetime, timedelta

from moderator.store.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_tries_at_a_subject_are_counted_within_a_window(store: Store) -> None:
    with store.transaction() as tx:
        for minutes in (0, 10, 90):
            tx.tries.add("code:abc", NOW - timedelta(minutes=minutes))
        tx.tries.add("code:other", NOW)

    with store.reading() as tx:
        assert tx.tries.since("code:abc", NOW - timedelta(hours=1)) == 2
        assert tx.tries.since("code:none", NOW - timedelta(hours=1)) == 0
