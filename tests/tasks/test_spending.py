"""What calls cost is kept by account and by the platform's own day, whatever becomes of the calls."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from small_council import ACCOUNT, MONDAY, SmallCouncil, a_notice

from connectors.contract import Capabilities, Page, Standing, TryLater
from connectors.memory import MemoryConnector
from connectors.metering import CALLS, UNITS, USD, Allowance, Daily, spend, tell
from moderator.domain.comment import AccountRef, CommentRef
from moderator.store.spending import KEPT, AccessEnd, Told
from moderator.store.store import Store
from moderator.tasks.poll import poll
from moderator.tasks.reconcile import reconcile

DAY = MONDAY.date()


class Priced(MemoryConnector):
    """The memory platform, with a price on every call; it counts its day in California."""

    zone = "UTC"
    fails = False

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, daily=Daily(zone=self.zone))

    def fetch(self, cursor: str) -> Page:
        self._cost(2)
        return super().fetch(cursor)

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        self._cost(3)
        return super().reread(native_ids)

    def hide(self, native_id: str) -> None:
        self._cost(50)
        super().hide(native_id)

    def _cost(self, units: float) -> None:
        spend(CALLS)
        spend(UNITS, units)
        tell(Allowance("units of this day", 7, 10_000, MONDAY + timedelta(hours=20)))
        if self.fails:
            raise TryLater("the platform is busy")


@pytest.fixture
def priced(council: SmallCouncil) -> Priced:
    return Priced(council.platform)


def spent(store: Store, day: date = DAY, purpose: str = "") -> dict[str, float]:
    with store.reading() as tx:
        return tx.spending.of_account(ACCOUNT, day, day, purpose)


def test_a_poll_keeps_what_its_calls_cost(council: SmallCouncil, priced: Priced) -> None:
    poll(council.store, priced, council.profile, council.clock, notice=a_notice)
    poll(council.store, priced, council.profile, council.clock, notice=a_notice)

    assert spent(council.store) == {CALLS: 2, UNITS: 4, "rounds": 2}


def test_a_call_that_failed_has_cost_as_well(council: SmallCouncil, priced: Priced) -> None:
    priced.fails = True

    poll(council.store, priced, council.profile, council.clock, notice=a_notice)

    assert spent(council.store) == {CALLS: 1, UNITS: 2, "rounds": 1}


def test_reading_again_and_acting_are_kept_apart(council: SmallCouncil, priced: Priced) -> None:
    ref = council.says("ABUSE")
    council.poll()
    council.assess()
    deliverer = council.with_deliverer(connectors={ACCOUNT: priced})

    deliverer.deliver_due(1)
    reconcile(council.store, priced, council.profile, council.clock, notice=a_notice)

    assert council.about(ref).standing == "hidden"
    assert spent(council.store, purpose="deliver")[UNITS] >= 50
    assert spent(council.store, purpose="reconcile") == {CALLS: 1, UNITS: 3, "comments": 1}


def test_the_platforms_newest_word_on_its_limits_is_kept(council: SmallCouncil, priced: Priced) -> None:
    poll(council.store, priced, council.profile, council.clock, notice=a_notice)
    council.clock.forward(minutes=2)
    poll(council.store, priced, council.profile, council.clock, notice=a_notice)

    with council.store.reading() as tx:
        [word] = tx.spending.allowances(ACCOUNT)
    assert word == Told("units of this day", 7, 10_000, MONDAY + timedelta(hours=20), council.clock())


def test_the_day_is_the_platforms_own(council: SmallCouncil, priced: Priced) -> None:
    priced.zone = "America/Los_Angeles"
    council.clock.now = datetime(2026, 11, 23, 7, 59, tzinfo=UTC)  # still Sunday in California

    poll(council.store, priced, council.profile, council.clock, notice=a_notice)

    assert spent(council.store, date(2026, 11, 22))[UNITS] == 2
    assert spent(council.store, date(2026, 11, 23)) == {}


def test_accounts_of_a_platform_are_summed(store: Store) -> None:
    other = AccountRef("memory", "libraries")
    elsewhere = AccountRef("x", "council")

    with store.transaction() as tx:
        for account in (ACCOUNT, other, elsewhere):
            tx.spending.add(account, DAY, "poll", {USD: 0.25})
        tx.spending.add(other, DAY + timedelta(days=1), "poll", {USD: 4})

    with store.reading() as tx:
        assert tx.spending.of_platform("memory", DAY, DAY) == {USD: 0.5}
        assert tx.spending.of_platform("memory", DAY, DAY + timedelta(days=1)) == {USD: 4.5}


def test_old_days_are_forgotten(store: Store) -> None:
    long_ago = DAY - KEPT - timedelta(days=1)
    with store.transaction() as tx:
        tx.spending.add(ACCOUNT, long_ago, "poll", {CALLS: 1})

    with store.transaction() as tx:
        tx.spending.add(ACCOUNT, DAY, "poll", {CALLS: 1})

    assert spent(store, long_ago) == {}
    assert spent(store) == {CALLS: 1}


def test_the_end_of_an_access_is_remembered_as_last_told(store: Store) -> None:
    first = AccessEnd(ACCOUNT, MONDAY + timedelta(days=60), MONDAY)
    renewed = AccessEnd(ACCOUNT, None, MONDAY + timedelta(days=1))

    with store.transaction() as tx:
        tx.spending.access_told(first)
        tx.spending.access_told(renewed)

    with store.reading() as tx:
        assert tx.spending.access_of(ACCOUNT) == renewed
        assert tx.spending.access_of(CommentRef(AccountRef("x", "nobody"), "1").account) is None
