"""YouTube's own traps: three states, few replies at once, quota by the unit, refusals that mean "gone"."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from conformance import MONDAY, World, seen
from yt_world import youtube_world

from connectors.contract import CommentGone, Refused
from connectors.metering import UNITS, metered
from connectors.sandbox.youtube import GONE


@pytest.fixture
def world() -> Iterator[World]:
    with youtube_world() as made:
        yield made


def thread_with_replies(world: World, count: int) -> tuple[str, list[str]]:
    post_id = world.platform.add_post("Bins", world.clock())
    top = world.comment("They never came", post_id=post_id)
    replies = [world.comment(f"Reply {number}", post_id=post_id, parent_id=top) for number in range(count)]
    return top, replies


def units(world: World, cursor: str) -> tuple[float, str]:
    """What reading until nothing waits costs, and the cursor after it."""
    with metered() as meter:
        pages = world.drain(cursor)
    return meter.spent[UNITS], pages[-1].cursor


@pytest.mark.parametrize("status", ["heldForReview", "likelySpam"])
def test_what_youtube_holds_back_is_seen_as_hidden(world: World, status: str) -> None:
    native_id = world.comment()
    world.platform.judge(native_id, status)

    sighting = seen(world.drain())[native_id]
    state = world.connector.standing(native_id).state

    assert sighting.is_hidden
    assert state == "hidden"


def test_every_reply_is_read_though_youtube_sends_five_along(world: World) -> None:
    _, replies = thread_with_replies(world, 57)

    found = seen(world.drain())

    assert set(replies) <= set(found)


def test_a_held_reply_among_many_is_seen_as_hidden_and_nothing_else_is(world: World) -> None:
    top, replies = thread_with_replies(world, 9)
    world.platform.judge(replies[0], "heldForReview")

    found = seen(world.drain())
    standings = world.connector.reread([top, *replies])

    assert [native_id for native_id, sighting in found.items() if sighting.is_hidden] == [replies[0]]
    assert [native_id for native_id, standing in standings.items() if standing.state == "hidden"] == [replies[0]]


def test_hiding_a_reply_is_proven_by_reading_it_back(world: World) -> None:
    _, replies = thread_with_replies(world, 9)

    world.connector.hide(replies[0])

    assert world.connector.standing(replies[0]).state == "hidden"
    assert world.connector.standing(replies[1]).state == "visible"


def test_hiding_holds_for_review_and_never_rejects(world: World) -> None:
    native_id = world.comment()

    world.connector.hide(native_id)

    assert world.platform.status_of(native_id) == "heldForReview"


def test_what_somebody_rejected_reads_as_gone(world: World) -> None:
    native_id = world.comment()
    world.platform.judge(native_id, "rejected")

    assert world.connector.standing(native_id).state == "gone"
    with pytest.raises(CommentGone):
        world.connector.reveal(native_id)


@pytest.mark.parametrize("words", sorted(GONE))
def test_each_refusal_that_can_mean_gone_is_looked_up(world: World, words: str) -> None:
    native_id = world.comment()
    world.platform.delete_comment(native_id)
    world.platform.gone_as = words

    with pytest.raises(CommentGone):
        world.connector.reveal(native_id)


def test_a_refusal_about_a_comment_that_exists_is_for_a_person(world: World) -> None:
    native_id = world.comment()
    world.platform.fail_next("forbidden")

    with pytest.raises(Refused, match="YouTube Studio") as caught:
        world.connector.reveal(native_id)

    assert not isinstance(caught.value, CommentGone)


def test_a_quiet_round_costs_three_units(world: World) -> None:
    world.comment()
    _, cursor = units(world, "")
    world.clock.forward(minutes=5)

    spent, _ = units(world, cursor)

    assert spent == 4  # three states, and the title of the video whose comment lies within the overlap


def test_a_day_of_polling_a_year_of_comments_stays_within_a_tenth_of_the_quota(world: World) -> None:
    post_id = world.platform.add_post("A notice", MONDAY - timedelta(days=365))
    for day in range(365):
        for number in range(2):
            at = MONDAY - timedelta(days=day, hours=number)
            top = world.platform.add_comment(post_id, "Ann", f"Remark {day} {number}", at)
            world.platform.add_comment(post_id, "Ali", "Indeed", at, parent_id=top)
    _, cursor = units(world, "")
    total = 0.0

    for _ in range(24):
        world.clock.forward(hours=1)
        spent, cursor = units(world, cursor)
        total += spent
    rounds_between = 24 * 11 * 3

    assert total + rounds_between <= 1000


def test_replies_already_read_are_not_asked_for_again_until_their_number_changes(world: World) -> None:
    top, _ = thread_with_replies(world, 9)
    _, cursor = units(world, "")
    world.clock.forward(hours=2)
    _, cursor = units(world, cursor)
    world.clock.forward(minutes=5)
    quiet, cursor = units(world, cursor)
    late = world.platform.add_comment(
        world.platform._comments[top].video_id, "Ifan", "Late", world.clock(), parent_id=top
    )
    world.clock.forward(minutes=5)

    pages = world.drain(cursor)

    assert quiet == 3
    assert late in seen(pages)


def test_a_reply_beneath_an_old_thread_is_found_on_its_slower_schedule(world: World) -> None:
    post_id = world.platform.add_post("An old notice", MONDAY - timedelta(days=50))
    old = world.platform.add_comment(post_id, "Ann", "Old", MONDAY - timedelta(days=40))
    for number in range(60):
        world.platform.add_comment(post_id, "Ali", f"Since {number}", MONDAY - timedelta(days=4, minutes=number))
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=5)
    reply = world.platform.add_comment(post_id, "Ifan", "Still true?", world.clock(), parent_id=old)

    soon = world.drain(cursor)
    world.clock.forward(hours=6)
    later = world.drain(soon[-1].cursor)

    assert reply not in seen(soon)
    assert reply in seen(later)


def test_an_edit_brings_when_it_was_made(world: World) -> None:
    native_id = world.comment("Before")
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=20)
    world.platform.edit_comment(native_id, "After")

    sighting = seen(world.drain(cursor))[native_id]

    assert sighting.text == "After"
    assert sighting.edited_at == world.clock()


def test_an_answer_to_a_reply_goes_to_its_thread(world: World) -> None:
    top, replies = thread_with_replies(world, 1)

    answer = world.connector.reply(replies[0], "Diolch.")

    assert answer.startswith(f"{top}.")
    assert world.connector.find_reply(replies[0], "Diolch.") == answer


def test_the_councils_videos_are_its_posts(world: World) -> None:
    video = world.platform.add_post("The tip has new opening hours.", world.clock())

    (post,) = world.drain()[0].own_posts

    assert (post.native_id, post.created_at) == (video, world.clock())
    assert video in post.permalink


def test_rereading_a_hundred_comments_takes_few_units(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    ids = [world.comment(f"Remark {number}", post_id=post_id) for number in range(100)]

    with metered() as meter:
        world.connector.reread(ids)

    assert meter.spent[UNITS] == 4 + 2
