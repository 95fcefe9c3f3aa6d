"""The database itself: no lost update, all or nothing, moments and text that come back as they went in."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_council import MONDAY, SmallCouncil
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from store_fixtures import without_waiting_for_the_disk

from moderator.domain.comment import Sighting
from moderator.store.audit import AuditEvent
from moderator.store.columns import storable
from moderator.store.engine import BadAddress, build_engine
from moderator.store.store import Store, Transaction
from moderator.store.tables import audit_events, audit_head, comments, cursors


def test_no_update_is_lost_between_four_workers(store: Store) -> None:
    """SQLite's default mode loses more than half of these without an error.

    Each worker has a store of its own, as processes have: within one store they would simply take turns.
    """
    workers = [Store(build_engine(store._engine.url.render_as_string(hide_password=False))) for _ in range(4)]
    for worker in workers:
        without_waiting_for_the_disk(worker)
    with store.transaction() as tx:
        tx._connection.execute(insert(cursors).values(platform="p", account_id="a", cursor="0"))
    errors: list[Exception] = []

    def count(own: Store) -> None:
        try:
            for _ in range(100):
                with own.transaction() as tx:
                    before = int(tx._connection.scalars(select(cursors.c.cursor).with_for_update()).one())
                    tx._connection.execute(update(cursors).values(cursor=str(before + 1)))
        except Exception as error:  # noqa: BLE001 - whatever happens in a thread is looked at below
            errors.append(error)

    threads = [threading.Thread(target=count, args=[own]) for own in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for own in workers:
        own.close()

    assert errors == []
    with store.reading() as tx:
        assert tx._connection.scalars(select(cursors.c.cursor)).one() == "400"


def _add_and_fail(tx: Transaction, sighting: Sighting) -> None:
    assert tx.comments.add(sighting, MONDAY)
    assert not tx.comments.add(sighting, MONDAY)
    raise RuntimeError


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    council = SmallCouncil(store)
    ref = council.says("Hello")
    sighting = council.connector.standing(ref.native_id).sighting
    assert sighting is not None

    with pytest.raises(RuntimeError), store.transaction() as tx:
        _add_and_fail(tx, sighting)

    with store.reading() as tx:
        assert tx.comments.known(ref) is None


def test_a_naive_moment_is_refused(store: Store) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001

    with pytest.raises(StatementError, match="without a time zone"), store.transaction() as tx:
        tx._connection.execute(insert(cursors).values(platform="p", account_id="a", cursor="", polled_at=naive))


def test_a_moment_comes_back_in_utc_to_the_microsecond(store: Store) -> None:
    moment = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    with store.transaction() as tx:
        tx._connection.execute(insert(cursors).values(platform="p", account_id="a", cursor="", polled_at=moment))

    with store.reading() as tx:
        back = tx._connection.scalars(select(cursors.c.polled_at)).one()

    assert back == moment
    assert back.tzinfo == UTC


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters()))
def test_any_text_can_be_stored_and_comes_back_without_nul_and_surrogates(store: Store, words: str) -> None:
    with store.transaction() as tx:
        tx._connection.execute(cursors.delete())
        tx._connection.execute(insert(cursors).values(platform="p", account_id="a", cursor=words))
        back = tx._connection.scalars(select(cursors.c.cursor)).one()

    assert back == storable(words)
    assert storable(back) == back


def test_a_dangling_reference_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError), store.transaction() as tx:
        tx._connection.execute(text("INSERT INTO cases (comment_id, state, events) VALUES (99, 'open', 0)"))


def test_a_word_the_program_does_not_know_is_refused(store: Store) -> None:
    council = SmallCouncil(store)
    council.says("Hello")
    council.poll()

    with pytest.raises(IntegrityError), store.transaction() as tx:
        tx._connection.execute(update(comments).values(standing="deleted"))


def test_reading_waits_for_no_writer(store: Store) -> None:
    with store.transaction() as writing:
        writing.cursors.move(SmallCouncil(store).profile.account, before="", after="1")

        with store.reading() as looking:
            assert looking.views.readings() == ()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://u:secret@h/d", "what is this"])
def test_an_address_that_cannot_work_is_refused_with_the_cure_and_without_its_password(url: str) -> None:
    with pytest.raises(BadAddress, match="write sqlite:///") as caught:
        build_engine(url)

    assert "secret" not in str(caught.value)


def test_sqlite_connections_are_prepared(tmp_path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path / 'new' / 'm.db'}")

    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
        }
    engine.dispose()

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30000,
        "trusted_schema": 0,
    }


def an_event(number: int) -> AuditEvent:
    return AuditEvent(MONDAY + timedelta(minutes=number), "comment.seen", "daemon", f"memory:council/{number}\0", "x")


def test_the_audit_trail_is_whole_and_in_order(store: Store) -> None:
    for number in range(3):
        with store.transaction() as tx:
            tx.audit.add(an_event(number))
            tx.audit.add(an_event(number + 10))

    with store.reading() as tx:
        assert [event.at.minute for event in tx.audit.events()] == [0, 10, 1, 11, 2, 12]
        assert tx.audit.first_broken() is None


def test_audit_events_are_never_changed_or_removed(store: Store) -> None:
    with store.transaction() as tx:
        tx.audit.add(an_event(1))

    for deed in (update(audit_events).values(by="somebody"), audit_events.delete()):
        with pytest.raises(DBAPIError, match="never changed or removed"), store.transaction() as tx:
            tx._connection.execute(deed)


def test_a_cut_off_or_forged_trail_is_noticed(store: Store) -> None:
    for number in range(3):
        with store.transaction() as tx:
            tx.audit.add(an_event(number))
    with store.transaction() as tx:
        tx._connection.execute(update(audit_head).values(number=2))

    with store.reading() as tx:
        assert tx.audit.first_broken() == 4


def test_two_writers_do_not_fork_the_audit_trail(store: Store) -> None:
    def write() -> None:
        for number in range(25):
            with store.transaction() as tx:
                tx.audit.add(an_event(number))

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with store.reading() as tx:
        assert len(tx.audit.events()) == 75
        assert tx.audit.first_broken() is None


def test_on_sqlite_writers_take_turns_and_readers_wait_for_nobody(store: Store) -> None:
    if store._engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's writers wait for nobody but those who want the same row")
    writing, order = threading.Event(), []

    def second() -> None:
        writing.wait(5)
        with store.transaction():
            order.append("second")

    other = threading.Thread(target=second)
    other.start()
    with store.transaction() as tx:
        tx.spent.spend("nonce", MONDAY)
        writing.set()
        other.join(0.05)
        with store.reading() as looking:
            order.append(f"{len(looking.outbox.mails())} mails")
        order.append("first")
    other.join(5)

    assert order == ["0 mails", "first", "second"]
