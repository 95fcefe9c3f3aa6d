"""Curves count every comment once; thresholds cost as little as any other would and keep to the day's number."""

from hypothesis import given
from hypothesis import strategies as st

from moderator.evaluating.measures import wilson
from moderator.evaluating.scores import Costs, Point, advice, advice_for, reliability

NO_COSTS = Costs(look=0.0001)
some_points = st.lists(
    st.builds(Point, st.sampled_from((0.0, 0.1, 0.35, 0.5, 0.9, 1.0)), st.booleans(), st.just(False), st.booleans()),
    min_size=1,
    max_size=30,
)


@given(some_points)
def test_a_curve_counts_every_comment_once(many: list[Point]) -> None:
    bins = reliability(many)

    assert sum(one.count for one in bins) == len(many)
    assert round(sum(one.share * one.count for one in bins)) == sum(one.is_true for one in many)
    assert all(one.low - 1e-9 <= one.mean <= one.high + 1e-9 for one in bins)


@given(st.integers(1, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_that_was_counted(total: int, good: int) -> None:
    low, high = wilson(min(good, total), total)

    assert 0 <= low <= min(good, total) / total + 1e-9
    assert min(good, total) / total - 1e-9 <= high <= 1


@given(some_points, st.floats(0, 20), st.floats(0, 20))
def test_no_other_threshold_would_cost_less(many: list[Point], look: float, missed: float) -> None:
    [found] = advice({"hate": many}, Costs(look=look, missed=missed))

    def cost(at: float) -> float:
        return sum(look if one.value >= at else missed * one.is_true for one in many)

    chosen = 2.0 if found.queue.at is None else found.queue.at
    assert all(cost(chosen) <= cost(at) + 1e-9 for at in (0.1, 0.35, 0.5, 0.9, 1.0, 2.0))


def test_hiding_what_had_to_stay_is_dearer_than_waiting() -> None:
    right, wrong = Point(0.9, True, True, True), Point(0.6, False, False, False)

    [found] = advice({"hate": [right, wrong]}, Costs())

    assert found.hide is not None
    assert found.hide.at == 0.9


def test_a_learned_score_is_never_advised_to_hide() -> None:
    [found] = advice({"detoxify.toxicity": [Point(0.9, True, True, True)]}, Costs())

    assert found.hide is None


@given(some_points, some_points, st.integers(1, 60))
def test_the_days_number_of_items_is_kept(first: list[Point], second: list[Point], items: int) -> None:
    size = min(len(first), len(second))
    found = {"whistleblowing": first[:size], "detoxify.insult": second[:size]}

    _, expected = advice_for(found, Costs(), items=items, comments=100)

    assert expected <= items + 1e-9


def test_whoever_is_in_danger_is_looked_at_whatever_the_number() -> None:
    found = {"threat": [Point(0.5, True, False, False)] * 9, "whistleblowing": [Point(0.7, True, False, False)] * 9}

    chosen, expected = advice_for(found, Costs(), items=1, comments=9)

    assert {one.label: one.queue.at for one in chosen} == {"threat": 0.5, "whistleblowing": 0.7}
    assert expected == 9
