"""What the store remembers about mail that people answer."""

from datetime import UTC, datetime, timedelta

from small_council import SmallCouncil

from moderator.store.digests import SentDigest, Shown
from moderator.store.store import Store

AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def test_a_digest_keeps_what_its_numbers_stand_for(store: Store) -> None:
    council = SmallCouncil(store)
    first, second = council.says("One"), council.says("Two")
    council.poll()
    sent = SentDigest(
        "abc", "nia@council.example", AT, AT + timedelta(days=7), {1: Shown(second, 1), 2: Shown(first, 1)}
    )

    with store.transaction() as tx:
        written, again = tx.digests.add(sent), tx.digests.add(sent)

    assert (written, again) == (True, False)
    with store.reading() as tx:
        assert tx.digests.find("abc") == sent
        assert tx.digests.find("abd") is None


def test_a_mail_is_finished_once_and_its_tries_are_counted(store: Store) -> None:
    with store.transaction() as tx:
        tries = [tx.letters.tried("k", AT), tx.letters.tried("k", AT)]
        before = tx.letters.outcome("k")
        finished = [tx.letters.finish("k", "acted", AT), tx.letters.finish("k", "refused", AT)]

    assert (tries, before, finished) == ([1, 2], "", [True, False])
    with store.reading() as tx:
        assert tx.letters.outcome("k") == "acted"
        assert tx.letters.with_outcome("acted", AT) == 1
        assert tx.letters.with_outcome("acted", AT + timedelta(seconds=1)) == 0


def test_somebody_is_away_until_they_are_heard_of(store: Store) -> None:
    with store.transaction() as tx:
        begun = [tx.absences.begin("Nia@council.example", AT), tx.absences.begin("nia@council.example", AT)]
        away = tx.absences.current()
        ended = [tx.absences.end("NIA@council.example", AT), tx.absences.end("nia@council.example", AT)]
        again = tx.absences.begin("nia@council.example", AT)

    assert (begun, ended, again) == ([True, False], [True, False], True)
    assert away == {"nia@council.example": AT}
