"""The Discourse connector keeps every promise over real sockets, traps of Discourse's own source included."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from conformance import ReadingPromises, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, MessagingPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from discourse_world import connected, discourse_world

from connectors.contract import AccessLost, CommentGone, OwnPost, Refused, TryLater
from connectors.sandbox.discourse import DiscourseSandbox
from connectors.sandbox.server import Answer


@pytest.fixture
def world() -> Iterator[World]:
    with discourse_world() as made:
        yield made


class TestDiscourseConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    MessagingPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    exempt: ClassVar = {"test_the_window_closes": "Discourse sets no time after which a member can be messaged"}
    lives = staticmethod(discourse_world)


def test_a_post_can_be_hidden_again_after_it_was_shown_and_then_a_person_must(world: World) -> None:
    native_id = world.comment()
    for _ in range(2):
        world.connector.hide(native_id)
        assert world.platform.comment(native_id).is_hidden
        world.connector.reveal(native_id)

    with pytest.raises(Refused, match="on the board"):
        world.connector.hide(native_id)

    assert not world.platform.comment(native_id).is_hidden


def test_an_author_who_edits_a_hidden_post_shows_it_again_and_that_is_noticed_and_told(world: World) -> None:
    native_id = world.comment()
    world.connector.hide(native_id)
    world.platform.edit_comment(native_id, "The same in other words")

    standing = world.connector.standing(native_id)

    assert (standing.state, standing.text) == ("visible", "The same in other words")
    assert "after the author's first edit" in world.connector.capabilities.who_still_sees_hidden
    world.connector.hide(native_id)
    assert world.platform.comment(native_id).is_hidden


def test_a_flag_that_hides_nothing_is_no_success(world: World) -> None:
    native_id = world.comment()
    # Unwatched: the board is to hear something else than was said.
    world.platform.answer = lambda asked: DiscourseSandbox.answer(
        world.platform,
        replace(asked, body=asked.body.replace(b"take_action", b"take_acti0n")) if asked.method == "POST" else asked,
    )

    with pytest.raises(Refused, match="left the post as it was"):
        world.connector.hide(native_id)


def test_a_post_that_discourse_does_not_show_again_is_no_success(world: World) -> None:
    native_id = world.comment()
    world.connector.hide(native_id)
    honest = world.platform.answer
    world.platform.answer = lambda asked: Answer(200, b"") if asked.method == "PUT" else honest(asked)

    with pytest.raises(Refused, match="left the post hidden"):
        world.connector.reveal(native_id)


def test_a_topic_that_a_resident_opens_is_a_comment_with_its_title(world: World) -> None:
    topic, opening = world.platform.add_topic("Ann", "Bins & boxes", "Nobody came.", world.clock())
    reply = world.comment("Nor here", post_id=topic, author="Ifan")

    found = seen(world.drain())

    assert found[opening].text == "Bins & boxes\n\nNobody came."
    assert found[opening].parent_text == ""
    assert found[reply].parent_text == "Bins & boxes"


def test_a_topic_off_the_lists_reads_the_same_as_before(world: World) -> None:
    _, opening = world.platform.add_topic("Ann", "Bins & boxes", "Nobody came.", world.clock())
    before = seen(world.drain())[opening].text

    world.connector.hide(opening)
    standing = world.connector.standing(opening)

    assert (standing.state, standing.text) == ("hidden", before)


def test_topics_of_the_council_are_its_own_posts(world: World) -> None:
    topic = world.platform.add_post("New opening hours", world.clock())
    opening = next(str(post.id) for post in world.platform.posts.values())

    page = world.connector.fetch("")

    assert page.own_posts == (
        OwnPost(opening, world.clock(), False, f"https://forum.council.example/t/topic/{topic}/1"),
    )
    assert not page.sightings


def test_a_user_who_is_no_moderator_is_told_so_instead_of_being_shown_less(world: World) -> None:
    world.platform.is_moderator = False

    for call in (world.connector.check, lambda: world.connector.fetch("")):
        with pytest.raises(AccessLost, match="make the user a moderator"):
            call()


def test_a_post_moved_out_of_our_sight_does_not_stop_the_account(world: World) -> None:
    kept, moved = world.comment("Kept"), world.comment("Moved")
    honest = world.platform.answer

    def secret(asked):
        answer = honest(asked)
        if asked.path == f"/posts/{moved}.json":
            return world.platform.fault("permission", asked)
        if asked.path == "/posts.json":
            rows = [row for row in answer.value["latest_posts"] if str(row["id"]) != moved]
            return replace(answer, value={"latest_posts": rows})
        return answer

    world.platform.answer = secret

    answers = world.connector.reread([kept, moved])

    assert {key: value.state for key, value in answers.items()} == {kept: "visible", moved: "gone"}


def test_rereading_neighbours_takes_one_call_for_fifty(world: World) -> None:
    topic = world.platform.add_post("Bins", world.clock())
    ids = [world.comment(f"Remark {number}", post_id=topic) for number in range(100)]
    world.platform.calls.clear()

    answers = world.connector.reread(ids)

    assert {answer.state for answer in answers.values()} == {"visible"}
    assert len(world.platform.calls) == 2


def test_a_break_between_two_pages_loses_nothing_and_goes_on_where_it_was(world: World) -> None:
    cursor = world.drain()[-1].cursor
    topic = world.platform.add_post("Bins", world.clock())
    expected = {world.comment(f"Remark {number}", post_id=topic) for number in range(130)}
    first = world.connector.fetch(cursor)
    world.platform.fail_next("rate_limited")
    with pytest.raises(TryLater) as caught:
        world.connector.fetch(first.cursor)
    newer = world.comment("Meanwhile", post_id=topic)

    rest = world.drain(first.cursor)
    later = world.drain(rest[-1].cursor)

    assert caught.value.retry_after == timedelta(seconds=39)
    assert expected <= set(seen([first, *rest]))
    assert newer in seen(later)


def test_posts_carried_in_with_old_times_are_read(world: World) -> None:
    topic = world.platform.add_post("Bins", world.clock())
    cursor = world.drain()[-1].cursor
    old = world.clock() - timedelta(days=400)
    expected = {world.platform.add_comment(topic, "Ann", f"Old {number}", old) for number in range(70)}
    expected.add(world.comment("Fresh", post_id=topic))

    assert expected <= set(seen(world.drain(cursor)))


def test_a_topic_listed_again_is_found_within_six_hours(world: World) -> None:
    topic, opening = world.platform.add_topic("Ann", "Bins", "Nobody came.", world.clock())
    reply = world.comment("Nor here", post_id=topic)
    world.connector.hide(opening)
    cursor = world.drain()[-1].cursor
    world.clock.forward(hours=5)
    world.comment("Something else")
    cursor = world.drain(cursor)[-1].cursor
    world.connector.reveal(opening)
    world.clock.forward(hours=1)

    assert reply in seen(world.drain(cursor))


def test_an_answer_to_a_deleted_post_is_no_answer_to_it_and_no_crash(world: World) -> None:
    question = world.comment()
    answer = world.platform.council_reply(question, "At nine.", world.clock())
    del world.platform.posts[int(question)]

    page = world.connector.fetch("")

    assert page.own_replies == ()
    assert answer not in seen([page])


def test_what_we_write_and_the_board_keeps_back_is_for_a_person(world: World) -> None:
    question = world.comment()
    world.platform.holds_ours = True

    for act in (world.connector.reply, world.connector.message):
        with pytest.raises(Refused, match="approve it"):
            act(question, "From nine to five.")


def test_a_message_is_found_by_its_words_and_a_colleague_is_ours(world: World) -> None:
    question, other = world.comment(), world.comment("Another", author="Ann")
    sent = world.connector.message(question, "We hid your post because ...")
    ours = connected(world.platform, world.clock, own_ids="ann")

    assert world.connector.find_message(question, "We hid your post because ...") == sent
    assert world.connector.find_message(question, "Other words") is None
    assert world.connector.find_message(other, "We hid your post because ...") is None
    assert other not in seen([ours.fetch("")])


@pytest.mark.parametrize("native_id", ["", "1/../../admin", "1?x=1", "x"])
def test_an_id_that_is_no_number_never_becomes_part_of_an_address(world: World, native_id: str) -> None:
    with pytest.raises(CommentGone):
        world.connector.hide(native_id)

    assert world.connector.reread([native_id])[native_id].state == "gone"
    assert world.platform.calls == []
