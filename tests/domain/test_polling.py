"""Polls follow activity, stay within the budget, and keep the stated worst time wherever the budget allows it."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polled_profiles import MIDNIGHT, MINUTE, NEXT_MIDNIGHT, RATES, a_day, a_profile, councils, every, needed

from moderator.domain.polling import (
    BUSY,
    SHARED,
    SHORT,
    SPENT,
    WORST,
    Purse,
    Watched,
    paces,
    reread_at_most,
    times_worst,
)
from moderator.domain.rhythm import QUIET, rhythm_of


@settings(max_examples=25, deadline=None)  # each example lives through a whole day
@given(councils(), st.floats(0, 300))
def test_a_day_never_costs_more_than_its_budget(council: dict[int, Watched], budget: float) -> None:
    # Slowed to the hour: the day must stay short enough to be lived through.
    slow = {name: replace(one, fastest=20 * MINUTE, worst=max(one.worst, 20 * MINUTE)) for name, one in council.items()}

    spent, _, _ = a_day(slow, budget)

    assert spent <= budget


@settings(max_examples=25, deadline=None)  # each example lives through a whole day
@given(councils(), st.floats(1.0, 1.5))
def test_nobody_waits_longer_than_the_worst_time_when_the_budget_allows_it(
    council: dict[int, Watched], ample: float
) -> None:
    slow = {name: replace(one, fastest=20 * MINUTE, worst=max(one.worst, 20 * MINUTE)) for name, one in council.items()}

    _, longest, reasons = a_day(slow, needed(slow) * ample)

    assert all(longest[name] <= one.worst + timedelta(seconds=2) for name, one in slow.items())
    assert SHORT not in reasons


@given(st.lists(RATES, min_size=2, max_size=5), st.floats(30, 3000))
def test_a_busier_profile_is_asked_at_least_as_often_as_a_quieter_one(rates: list[float], budget: float) -> None:
    council = {number: a_profile(rate) for number, rate in enumerate(sorted(rates))}

    found = paces(council, Purse({"calls": budget}, NEXT_MIDNIGHT), MIDNIGHT)

    waits = [found[number].every for number in council]
    assert all(earlier >= later - timedelta(seconds=1) for earlier, later in pairwise(waits))


@given(councils(), st.floats(1, 5000), st.floats(0.1, 40))
def test_more_comments_of_late_never_slow_a_profile(council: dict[int, Watched], budget: float, more: float) -> None:
    purse = Purse({"calls": budget}, NEXT_MIDNIGHT)
    activity = council[0].activity
    warmer = {**council, 0: replace(council[0], activity=replace(activity, heat=activity.heat + more))}

    before, after = paces(council, purse, MIDNIGHT)[0], paces(warmer, purse, MIDNIGHT)[0]

    assert after.every <= before.every * 1.001


@given(councils(), st.floats(0, 5000), st.floats(0, 5000))
def test_a_larger_budget_never_slows_anybody(council: dict[int, Watched], first: float, second: float) -> None:
    small, large = sorted((first, second))

    slow = paces(council, Purse({"calls": small}, NEXT_MIDNIGHT), MIDNIGHT)
    quick = paces(council, Purse({"calls": large}, NEXT_MIDNIGHT), MIDNIGHT)

    assert all(quick[name].every <= slow[name].every * 1.001 for name in council)


@given(councils(), st.floats(0, 5000), st.integers(0, 86_399))
def test_every_pace_lies_between_the_fastest_and_the_worst_or_says_why_not(
    council: dict[int, Watched], budget: float, second: int
) -> None:
    now = MIDNIGHT + timedelta(seconds=second)

    found = paces(council, Purse({"calls": budget}, NEXT_MIDNIGHT), now)

    for name, one in council.items():
        assert found[name].every >= one.fastest - timedelta(seconds=1)
        assert found[name].every <= one.worst + timedelta(seconds=1) or found[name].why in (SHORT, SPENT)


def test_a_post_of_the_council_quickens_and_the_quickening_fades() -> None:
    posted = a_profile(0.1, posts=(MIDNIGHT,))

    quiet = every(a_profile(0.1), 100)
    at_once = every(posted, 100)
    later = every(posted, 100, now=MIDNIGHT + timedelta(hours=6))

    assert at_once < quiet / 2
    assert at_once < later < every(a_profile(0.1), 100, now=MIDNIGHT + timedelta(hours=6)) + MINUTE


def test_a_budget_that_nears_its_end_slows_everybody_evenly_and_lasts_until_the_reset() -> None:
    council = {"quiet": a_profile(0.1), "busy": a_profile(9.0)}
    now = MIDNIGHT + timedelta(hours=12)

    found = paces(council, Purse({"calls": 6}, NEXT_MIDNIGHT), now)

    assert {pace.why for pace in found.values()} == {SHORT}
    assert {pace.every for pace in found.values()} == {timedelta(hours=4)}


def test_a_budget_that_is_used_up_waits_for_the_reset_and_says_so() -> None:
    now = MIDNIGHT + timedelta(hours=20)
    purse = Purse({"calls": 0.5}, NEXT_MIDNIGHT)

    pace = paces({"it": a_profile()}, purse, now)["it"]

    assert pace.why == SPENT
    assert now + pace.every == NEXT_MIDNIGHT


def test_a_short_budget_is_waited_for_no_longer_than_until_it_begins_anew() -> None:
    now = MIDNIGHT + timedelta(hours=23)
    purse = Purse({"calls": 1}, NEXT_MIDNIGHT)
    council = {name: a_profile(worst=30 * MINUTE) for name in range(4)}

    pace = paces(council, purse, now)[0]

    assert pace.why == SHORT
    assert now + pace.every == NEXT_MIDNIGHT


@pytest.mark.parametrize(("left", "why"), [(10_000, BUSY), (200, SHARED), (24.5, WORST)])
def test_a_pace_says_what_it_is_bounded_by(left: float, why: str) -> None:
    assert paces({"it": a_profile()}, Purse({"calls": left}, NEXT_MIDNIGHT), MIDNIGHT)["it"].why == why


def test_without_a_budget_everybody_is_asked_as_often_as_is_allowed() -> None:
    found = paces({"it": a_profile(0.0)}, Purse({}, NEXT_MIDNIGHT), MIDNIGHT)

    assert (found["it"].every, found["it"].why) == (MINUTE, BUSY)


def test_the_scarcest_kind_decides() -> None:
    both = replace(a_profile(), cost={"calls": 1.0, "usd": 0.1})

    found = paces({"it": both}, Purse({"calls": 1000, "usd": 10}, NEXT_MIDNIGHT), MIDNIGHT)

    assert found["it"].every == paces({"it": a_profile()}, Purse({"calls": 100}, NEXT_MIDNIGHT), MIDNIGHT)["it"].every


def test_a_strained_limit_of_the_platforms_own_slows_but_not_past_the_worst_time() -> None:
    purse = Purse({}, NEXT_MIDNIGHT)

    strained = paces({"it": a_profile(strain=1.0)}, purse, MIDNIGHT)["it"].every
    tight = paces({"it": a_profile(strain=1.0, worst=2 * MINUTE)}, purse, MIDNIGHT)["it"].every

    assert strained == pytest.approx(4 * MINUTE, abs=MINUTE / 60)
    assert tight == pytest.approx(2 * MINUTE, abs=MINUTE / 60)


@pytest.mark.parametrize(
    ("budget", "times", "wanting"),
    [
        ({}, 1, ""),
        ({"calls": 48}, 1, ""),
        ({"calls": 12}, 4, "calls"),
        ({"usd": 0}, 1, ""),
        ({"calls": 0}, float("inf"), "calls"),
    ],
)
def test_before_going_live_it_is_said_how_far_a_budget_misses_the_worst_time(
    budget: dict[str, float], times: float, wanting: str
) -> None:
    assert times_worst([a_profile(), a_profile()], budget) == (times, wanting)


@pytest.mark.parametrize(
    ("left", "each", "rounds", "expected"),
    [
        ({}, {"usd": 0.005}, 10, 100),
        ({"usd": 1.0}, {"usd": 0.005}, 10, 20),
        ({"usd": 0.01}, {"usd": 0.005}, 10, 0),
        ({"usd": 0.01}, {"usd": 0.005}, 0.2, 2),
        ({"usd": -1.0}, {"usd": 0.005}, 10, 0),
        ({"usd": 1.0}, {"calls": 0.02}, 10, 100),
    ],
)
def test_rereading_shares_what_is_left_among_the_rounds_to_come(
    left: dict[str, float], each: dict[str, float], rounds: float, expected: int
) -> None:
    assert reread_at_most(left, each, rounds, 100) == expected


def test_the_week_is_learned_from_the_past_and_leans_on_its_neighbours() -> None:
    since = MIDNIGHT - timedelta(weeks=4)
    evenings = [since + timedelta(days=day, hours=19, minutes=30) for day in range(28)]

    rhythm = rhythm_of(evenings * 5, posts=28, since=since, until=MIDNIGHT)

    at = {hour: rhythm.at(MIDNIGHT + timedelta(hours=hour)) for hour in (4, 18, 19, 20)}
    assert at[19] > at[18] == at[20] > 10 * at[4] > 0
    assert rhythm.per_post == pytest.approx(5, rel=0.1)


def test_a_profile_without_a_past_is_taken_for_quiet() -> None:
    assert rhythm_of([], 0, MIDNIGHT, MIDNIGHT).at(MIDNIGHT) == pytest.approx(QUIET.at(MIDNIGHT) / 2, rel=1)
