"""No wait is planned longer than a stretch of the interval of even spending, and activity shortens waits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polled_profiles import MIDNIGHT, MINUTE, NEXT_MIDNIGHT, a_day, a_profile, councils

from moderator.domain.polling import EVEN, SHORT, Activity, Purse, Watched, longest_wait, paces
from moderator.domain.rhythm import HOURS, Rhythm

#: How exactly a plan is found: twenty halvings of a range of twelve powers of ten, twice.
BLUR = 0.9999
STRETCHES = st.sampled_from([1.0, 1.25, 3.0, 20.0])


@settings(max_examples=25, deadline=None)  # each example lives through a whole day
@given(councils(), st.floats(24, 60), st.sampled_from([1.25, 1.5, 3.0]))
def test_nobody_waits_longer_than_a_stretch_of_the_interval_of_even_spending(
    council: dict[int, Watched], polls_each: float, stretch: float
) -> None:
    patient = {
        name: replace(one, fastest=20 * MINUTE, worst=timedelta(days=1), strain=0.0) for name, one in council.items()
    }
    costs = [one.cost for one in patient.values()]
    budget = polls_each * sum(cost["calls"] for cost in costs)

    spent, longest, _ = a_day(patient, budget, stretch)

    promised = longest_wait(costs, {"calls": budget}, stretch)
    assert promised == pytest.approx(timedelta(days=1) / polls_each * stretch, rel=1e-6)
    assert all(wait <= promised + timedelta(seconds=2) for wait in longest.values())
    assert spent <= budget


@given(councils(), st.floats(0, 20), st.floats(1, 5000), st.integers(0, 23))
def test_a_post_never_slows_a_profile_that_was_steady(
    council: dict[int, Watched], hourly: float, budget: float, hour: int
) -> None:
    now = MIDNIGHT + timedelta(hours=hour)
    steady = Activity(Rhythm((hourly,) * HOURS, 3.0), 0.0, now)
    purse = Purse({"calls": budget}, NEXT_MIDNIGHT, {"calls": budget}, 1.25)
    before = council | {0: replace(council[0], activity=steady)}
    posted = council | {0: replace(council[0], activity=replace(steady, posts=(now,)))}

    assert paces(posted, purse, now)[0].every <= paces(before, purse, now)[0].every * 1.001


@given(
    councils(),
    st.floats(0, 20),
    st.floats(0.1, 40),
    st.floats(1, 5000),
    st.floats(0, 1),
    st.integers(0, 86_399),
    STRETCHES,
)
def test_a_steady_profile_is_never_asked_more_often_once_a_conversation_there_has_ended(
    council: dict[int, Watched], hourly: float, heat: float, whole: float, share: float, second: int, stretch: float
) -> None:
    """A conversation fades: it adds more to the present hour than to any later one, so what it takes from the number
    that all hours share is less than what it adds now. Only the halving that finds this number may blur it."""
    now = MIDNIGHT + timedelta(seconds=second)
    steady = Activity(Rhythm((hourly,) * HOURS, 3.0), 0.0, now)
    purse = Purse({"calls": whole * share}, NEXT_MIDNIGHT, {"calls": whole}, stretch)
    hot = council | {0: replace(council[0], activity=replace(steady, heat=heat))}
    quiet = council | {0: replace(council[0], activity=steady)}

    assert paces(quiet, purse, now)[0].every >= paces(hot, purse, now)[0].every * BLUR


def test_where_answers_are_paid_for_by_what_they_hold_a_busy_hour_is_asked_no_more_often_than_a_quiet_one() -> None:
    hours = tuple(9.0 if hour % 24 >= 12 else 1.0 for hour in range(HOURS))
    paid = Watched(Activity(Rhythm(hours, 3.0), 0.0, MIDNIGHT), {"usd": 0.01}, MINUTE, 60 * MINUTE)
    purse = Purse({"usd": 1.0}, NEXT_MIDNIGHT)

    night = paces({"it": paid}, purse, MIDNIGHT)["it"].every
    noon = paces({"it": paid}, Purse({"usd": 0.9}, NEXT_MIDNIGHT), MIDNIGHT + timedelta(hours=12))["it"].every

    assert night == pytest.approx(noon, rel=0.05)


def test_polls_that_become_dearer_cost_the_planned_wait_before_the_stated_one() -> None:
    whole = {"calls": 240.0}
    now = MIDNIGHT + timedelta(hours=12)

    ample, less, scarce = (
        paces({"it": a_profile(0.0)}, Purse({"calls": left}, NEXT_MIDNIGHT, whole, 1.25), now)["it"]
        for left in (97.0, 61.0, 6.0)
    )

    assert (ample.every, ample.why) == (7.5 * MINUTE, EVEN)
    assert (less.every, less.why) == (12 * MINUTE, EVEN)
    assert (scarce.every, scarce.why) == (120 * MINUTE, SHORT)


def test_the_last_minutes_of_a_used_up_day_do_not_make_the_next_one_wait() -> None:
    now = NEXT_MIDNIGHT - 5 * MINUTE
    purse = Purse({"calls": 1.0}, NEXT_MIDNIGHT, {"calls": 144.0}, 1.5)

    assert paces({"it": a_profile()}, purse, now)["it"].every == pytest.approx(15 * MINUTE, rel=1e-6)
