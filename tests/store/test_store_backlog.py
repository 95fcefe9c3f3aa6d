"""A backlog is read from its beginning: what waits behind it, and what was judged before it, is not looked at."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event

from moderator.domain.comment import AccountRef
from moderator.store.engine import build_engine
from moderator.store.migrations import upgrade
from moderator.store.store import Store

_ACCOUNT = AccountRef("memory", "1")


def test_the_next_comments_to_judge_come_from_the_index_of_those_that_wait(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    upgrade(url, now=datetime(2026, 11, 11, tzinfo=UTC))
    store = Store(build_engine(url))
    asked: list[tuple[str, object]] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))

    with store.reading() as tx:
        tx.comments.unassessed([_ACCOUNT], 64)

    statement, values = next(one for one in asked if "failures" in one[0])
    with store._engine.connect() as connection:
        plan = " ".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))  # type: ignore[arg-type]
    assert "SCAN revisions USING INDEX ix_revisions_unassessed" in plan
    assert "TEMP B-TREE" not in plan
    store.close()
