"""The daemon polls what is due, busy profiles more, within a budget that lasts, and remembers it over a restart."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from paced_council import MIDNIGHT, PacedCouncil, paced

from connectors.contract import OwnPost, TryLater
from connectors.metering import Allowance, Daily
from moderator.config_file import ConfigError
from moderator.domain.polling import SHORT, SPENT
from moderator.store.store import Store
from moderator.tasks.pacing import outlooks

MINUTE = timedelta(minutes=1)


def waits(council: PacedCouncil, name: str) -> list[timedelta]:
    return [later - earlier for earlier, later in pairwise(council.of(name).asked)]


def test_a_profile_is_asked_at_once_and_then_only_when_it_is_due(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store)

    council.app.poll_due()
    council.app.poll_due()

    assert len(council.of("first").asked) == 1


def test_a_busy_profile_is_asked_more_often_than_a_quiet_one(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 600\n[polling]\nworst_minutes = 120\n")
    for _ in range(12):
        council.says("first")
        council.live(minutes=10)

    assert len(council.of("first").asked) > 1.5 * len(council.of("second").asked)


def test_a_post_of_the_council_quickens_its_profile(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 600\n[polling]\nworst_minutes = 120\n")
    council.live(minutes=60)
    council.of("second").posts.append(OwnPost("p1", council.clock()))

    council.live(minutes=240)

    first, second = (len(council.of(name).asked) for name in ("first", "second"))
    assert second > 1.3 * first


def test_a_day_stays_within_its_budget_and_keeps_the_worst_time(tmp_path: Path, store: Store) -> None:
    # 2 profiles, every 60 minutes, 2 units each = 96 units; 65 % of 200 are for polls.
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 200\n[polling]\nworst_minutes = 60\n")

    council.live(minutes=24 * 60 - 1, step_s=60)

    assert 96 <= council.spent("poll")["units"] <= 130
    assert max(max(waits(council, name)) for name in ("first", "second")) <= 61 * MINUTE


def test_a_budget_too_small_for_the_worst_time_is_spread_over_the_day_and_said(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 60\n[polling]\nworst_minutes = 60\n")

    council.live(minutes=24 * 60 - 1, step_s=60)

    assert council.spent()["units"] <= 60
    assert council.of("first").asked[-1] > MIDNIGHT + timedelta(hours=18)
    with council.app.store.reading() as tx:
        outlook = outlooks(tx, council.app.asking.pacing, council.clock())
        kept = tx.paces.all()
    assert {one.wanting for one in outlook.values()} == {"units"}
    # 96 units are needed and 39 are for polls.
    assert next(iter(outlook.values())).worst == pytest.approx(96 / 39 * 60 * MINUTE, abs=MINUTE)
    assert {one.why for one in kept.values()} <= {SHORT, SPENT}


def test_a_day_whose_polls_are_dearer_than_the_days_before_still_lasts(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 4000\n[polling]\nworst_minutes = 120\n")
    council.live(minutes=24 * 60, step_s=60)
    for connector in council.connectors.values():
        connector.units, connector.asked = 40, []

    council.live(minutes=24 * 60 - 1, step_s=60)

    assert council.spent("poll")["units"] <= 2600
    assert max(max(waits(council, name)) for name in ("first", "second")) <= 121 * MINUTE
    assert council.of("first").asked[-1] > MIDNIGHT + timedelta(hours=46)


def test_polls_that_grow_dear_during_the_day_slow_within_minutes_and_last_until_its_end(
    tmp_path: Path, store: Store
) -> None:
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 4000\n[polling]\nworst_minutes = 120\n")
    council.live(minutes=6 * 60, step_s=60)
    for connector in council.connectors.values():
        connector.units = 40

    council.live(minutes=18 * 60 - 1, step_s=60)

    assert council.spent("poll")["units"] <= 2600
    assert max(max(waits(council, name)) for name in ("first", "second")) <= 121 * MINUTE
    assert council.of("first").asked[-1] > MIDNIGHT + timedelta(hours=22)


def test_a_used_up_budget_stops_polls_until_the_platforms_own_midnight(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, daily=Daily(units=100, zone="America/Los_Angeles"))
    account = next(iter(council.connectors))
    with store.transaction() as tx:
        tx.spending.add(account, date(2026, 11, 22), "poll", {"units": 90, "rounds": 45})

    council.live(minutes=7 * 60)
    before = [len(council.of(name).asked) for name in ("first", "second")]
    council.live(minutes=70)

    assert before == [0, 0]
    assert all(one.asked[0] >= MIDNIGHT + timedelta(hours=8) for one in council.connectors.values())


def test_spending_on_acts_beyond_their_share_is_taken_from_polls(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 100\n")
    account, day = next(iter(council.connectors)), MIDNIGHT.date()
    budget = council.app.asking.pacing.budgets["memory"]
    with store.transaction() as tx:
        tx.spending.add(account, day, "deliver", {"units": 90})

    council.live(minutes=24 * 60 - 1, step_s=300)

    assert council.spent("poll").get("units", 0) == 0
    assert budget.most == {"units": 100}


def test_a_pace_survives_a_restart(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store)
    council.app.poll_due()

    again = paced(tmp_path, store)
    again.clock.now = council.clock.now + timedelta(seconds=20)
    again.app.poll_due()

    assert again.of("first").asked == []


def test_an_account_that_fails_is_asked_again_when_its_pause_ends(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store)
    council.of("first").platform.fail_next(TryLater("the platform is busy", timedelta(minutes=7)))

    council.live(minutes=9)

    asked = council.of("first").asked
    assert asked[1] - asked[0] == pytest.approx(7 * MINUTE, abs=MINUTE)


def test_a_strained_limit_of_the_platforms_own_slows_its_account(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, "[polling]\nworst_minutes = 60\n")
    council.of("first").allowance = Allowance("calls of this hour", 98, 100)

    council.live(minutes=60)

    assert len(council.of("first").asked) < 0.6 * len(council.of("second").asked)


def test_rereading_stays_within_its_share(tmp_path: Path, store: Store) -> None:
    council = paced(
        tmp_path, store, "[budget.memory]\nunits_a_day = 200\n[polling]\nreread_percent = 20\n", names=("first",)
    )
    for _ in range(30):
        council.says("first")
    council.app.poll()

    for _ in range(95):
        council.app.reconcile()
        council.clock.forward(minutes=15)

    assert 20 <= council.spent("reconcile")["units"] <= 40


def test_without_a_budget_rereading_looks_at_all(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, names=("first",))
    for _ in range(30):
        council.says("first")
    council.app.poll()

    council.app.reconcile()

    assert len(council.of("first").reread_ids) == 30


def test_a_full_pass_asks_everybody_whatever_is_due(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store)
    council.app.once()

    council.app.once()

    assert len(council.of("first").asked) == 2


def test_before_the_first_poll_the_cost_is_guessed_and_said_to_be(tmp_path: Path, store: Store) -> None:
    council = paced(tmp_path, store, "[budget.memory]\nunits_a_day = 10000\n")
    with store.reading() as tx:
        before = outlooks(tx, council.app.asking.pacing, council.clock())

    council.app.poll()

    with store.reading() as tx:
        after = outlooks(tx, council.app.asking.pacing, council.clock())
    assert [one.is_measured for one in before.values()] == [False, False]
    assert [(one.is_measured, one.cost["units"]) for one in after.values()] == [(True, 2), (True, 2)]
    assert {one.wanting for one in (*before.values(), *after.values())} == {""}


def test_a_worst_time_for_a_profile_nobody_knows_is_refused(tmp_path: Path, store: Store) -> None:
    with pytest.raises(ConfigError, match=r'polling\.worst: the register has no profile "third"'):
        paced(tmp_path, store, "[polling.worst]\nthird = 10\n")


def test_a_budget_for_a_platform_nobody_uses_is_refused(tmp_path: Path, store: Store) -> None:
    with pytest.raises(ConfigError, match='budget: the register has no profile on "facebok"'):
        paced(tmp_path, store, "[budget.facebok]\ncalls_a_day = 10\n")


def test_units_that_only_acts_cost_are_counted_and_leave_the_polls_their_usual_pace(
    tmp_path: Path, store: Store
) -> None:
    usual = paced(tmp_path, store).app.asking.pacing.budgets["memory"]

    council = paced(tmp_path, store, daily=Daily(units=35_000, only_acts_cost_units=True))

    budget = council.app.asking.pacing.budgets["memory"]
    assert budget.most == {"units": 35_000, **usual.most}


def test_a_chosen_budget_of_calls_takes_the_place_of_the_usual_pace(tmp_path: Path, store: Store) -> None:
    daily = Daily(units=35_000, only_acts_cost_units=True)

    council = paced(tmp_path, store, "[budget.memory]\ncalls_a_day = 900\n", daily=daily)

    assert council.app.asking.pacing.budgets["memory"].most == {"calls": 900, "units": 35_000}
