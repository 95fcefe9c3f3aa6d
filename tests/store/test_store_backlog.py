"""A backlog is read from its beginning: what waits behind it, and what was judged before it, is not looked at."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_council import SmallCouncil
from sqlalchemy import event
from store_fixtures import fresh_database

from moderator.domain.comment import AccountRef, Author, CommentRef, Sighting
from moderator.store.engine import build_engine
from moderator.store.migrations import upgrade
from moderator.store.store import Store, Transaction

_ACCOUNT = AccountRef("memory", "1")
_AT = datetime(2026, 11, 11, tzinfo=UTC)
#: Enough that to read and sort them all would be tempting, and would show.
_BACKLOG = 3000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    upgrade(url, now=_AT)
    with closing(Store(build_engine(url))) as opened:
        yield opened


def test_the_next_comments_to_judge_come_from_the_index_of_those_that_wait(store: Store) -> None:
    plan = _plan(store, "failures", lambda tx: tx.comments.unassessed([_ACCOUNT], 64))

    assert "SCAN revisions USING INDEX ix_revisions_unassessed" in plan
    assert "TEMP B-TREE" not in plan


def test_postgresql_too_reads_a_backlog_from_its_beginning(postgres_url: str) -> None:
    with fresh_database(postgres_url) as url:
        upgrade(url, now=_AT)
        with closing(Store(build_engine(url))) as store:
            _keep_waiting(store)
            with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")  # a server does so by itself within a minute

            plans = _postgresql_plans(store, lambda tx: tx.comments.unassessed([_ACCOUNT], 16))

    assert "ix_revisions_unassessed" in plans[0]
    assert not [plan for plan in plans if "Sort" in plan or "Seq Scan" in plan]


def test_a_backlog_of_a_profile_that_is_not_ours_does_not_hide_what_waits_behind_it(store: Store) -> None:
    elsewhere = AccountRef("memory", "2")
    _keep_waiting(store, elsewhere)
    _keep_waiting(store)

    with store.reading() as tx:
        waiting = tx.comments.unassessed([_ACCOUNT], 64)

    assert [comment.ref.native_id for comment in waiting] == [str(number) for number in range(64)]
    assert {comment.ref.account for comment in waiting} == {_ACCOUNT}


def test_in_a_flood_the_newest_copies_are_found_without_reading_and_sorting_all_of_them(store: Store) -> None:
    council = SmallCouncil(store)
    ref = council.says("We the residents of the hill ask the council to keep the library open.")
    council.poll()

    def copies(tx: Transaction) -> None:
        comment = tx.comments.find(ref)
        assert comment is not None
        tx.likenesses.candidates(comment, ["a-mark"])

    plan = _plan(store, "likenesses.mark", copies)

    assert "COVERING INDEX ix_likenesses_mark_stored_at_comment_id" in plan
    assert "(stored_at,comment_id)<" in plan
    assert "TEMP B-TREE" not in plan


def _plan(store: Store, words: str, asks: Callable[[Transaction], object]) -> str:
    """How SQLite goes about the first statement with these words."""
    asked: list[tuple[str, object]] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    with store.reading() as tx:
        asks(tx)
    statement, values = next(one for one in asked if words in one[0])
    with store._engine.connect() as connection:
        return " ".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))  # type: ignore[arg-type]


def _keep_waiting(store: Store, account: AccountRef = _ACCOUNT) -> None:
    with store.transaction() as tx:
        for number in range(_BACKLOG):
            words = f"Comment {number}: the bins again."
            tx.comments.add(Sighting(CommentRef(account, str(number)), words, _AT, Author("a", "A"), "post"), _AT)


def _postgresql_plans(store: Store, asks: Callable[[Transaction], object]) -> list[str]:
    """How PostgreSQL goes about each question that is asked."""
    asked: list[tuple[str, object]] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    with store.reading() as tx:
        asks(tx)
    with store._engine.connect() as connection:
        return [
            " ".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values))  # type: ignore[arg-type]
            for statement, values in tuple(asked)
            if "revisions" in statement
        ]
