"""Many comments held for the price of one: what it costs, and what becomes of a write that YouTube refuses."""

from collections.abc import Iterator

import pytest
from conformance import World
from yt_world import youtube_world

from connectors.contract import CommentGone, HidesMany, Refused, TryLater
from connectors.metering import CALLS, UNITS, metered
from connectors.sandbox.server import Answer, Asked
from connectors.sandbox.youtube import GONE


@pytest.fixture
def world() -> Iterator[World]:
    with youtube_world() as made:
        yield made


def comments(world: World, count: int) -> list[str]:
    post = world.platform.add_post("Bins", world.clock())
    return [world.comment(f"Remark {number}", post_id=post) for number in range(count)]


def hide(world: World, native_ids: list[str]) -> dict[str, Exception | None]:
    assert isinstance(world.connector, HidesMany)
    return dict(world.connector.hide_many(native_ids, is_hidden=True))


def test_thirty_comments_cost_what_one_costs(world: World) -> None:
    many = comments(world, 30)

    with metered() as together:
        hide(world, many)
    with metered() as alone:
        world.connector.hide(world.comment())

    assert together.spent[UNITS] == alone.spent[UNITS] == 51
    assert together.spent[CALLS] == alone.spent[CALLS]


def test_proving_thirty_costs_a_unit_for_the_ids_and_one_for_each_page_of_what_is_held(world: World) -> None:
    many = comments(world, 30)
    hide(world, many)

    with metered() as meter:
        world.connector.reread(many)

    assert meter.spent[UNITS] == 2


@pytest.mark.parametrize("words", GONE)
def test_one_that_goes_between_the_look_and_the_write_is_told_apart(
    world: World, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, going, last = comments(world, 3)
    world.platform.gone_as = words
    honest = world.platform.answer

    def answer(asked: Asked) -> Answer:
        if asked.method == "POST":
            world.platform.delete_comment(going)
        return honest(asked)

    monkeypatch.setattr(world.platform, "answer", answer)
    answers = hide(world, [first, going, last])

    assert [type(answers[native_id]) for native_id in (first, going, last)] == [TryLater, CommentGone, TryLater]
    assert "alone" in str(answers[first])


def test_a_refusal_of_several_names_nobody_so_each_is_to_be_tried_alone(world: World) -> None:
    some = comments(world, 2)
    world.platform.reads_pass = True
    world.platform.fail_next("forbidden")

    answers = hide(world, some)

    assert [type(answers[native_id]) for native_id in some] == [TryLater, TryLater]


def test_a_refusal_of_the_only_one_left_is_a_refusal(world: World) -> None:
    only, gone = comments(world, 2)
    world.platform.delete_comment(gone)
    world.platform.reads_pass = True
    world.platform.fail_next("forbidden")

    answers = hide(world, [only, gone])

    assert type(answers[gone]) is CommentGone
    assert isinstance(answers[only], Refused)


def test_a_quota_used_up_by_the_write_waits_for_midnight_for_each(world: World) -> None:
    some = comments(world, 2)
    world.platform.reads_pass = True
    world.platform.fail_next("quota")

    answers = hide(world, some)

    for native_id in some:
        error = answers[native_id]
        assert isinstance(error, TryLater)
        assert error.retry_after


def test_many_are_held_for_review_and_never_rejected_and_published_again(world: World) -> None:
    some = comments(world, 3)

    hide(world, some)
    held = {world.platform.status_of(native_id) for native_id in some}
    assert isinstance(world.connector, HidesMany)
    world.connector.hide_many(some, is_hidden=False)

    assert held == {"heldForReview"}
    assert {world.platform.status_of(native_id) for native_id in some} == {"published"}


def test_hiding_thirty_with_its_proof_costs_what_the_manual_says(world: World) -> None:
    many = comments(world, 30)

    with metered() as meter:
        hide(world, many)
        world.connector.reread(many)

    assert meter.spent[UNITS] == 53
