"""What stands in Misago's posts, whom they answer, and what the council writes itself, on a real Misago."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from conformance import World, seen
from misago_world import COLLEAGUE, connected, misago_world

from connectors.contract import CommentGone, Refused, TryLater, Unsupported

pytestmark = pytest.mark.real


@pytest.fixture
def world(misago: str) -> Iterator[World]:
    with misago_world(misago) as made:
        yield made


def answers(world: World) -> dict[str, str]:
    return {own.native_id: own.in_reply_to for page in world.drain() for own in page.own_replies}


def test_words_arrive_as_a_reader_sees_them_quotes_and_addresses_among_them(world: World) -> None:
    first = world.comment("Bins at **noon**", author="Sian Price")
    text = '[quote="@SianPrice"]\nBins at **noon**\n[/quote]\n\nNot so: [prizes](https://spam.example/x) @SianPrice'
    second = world.comment(text, post_id=first.split("-")[0], author="Ann")

    found = seen(world.drain())

    assert found[first].text == "Bins at noon"
    for words in ("Bins at noon", "Not so: prizes (https://spam.example/x) @SianPrice"):
        assert words in found[second].text
    assert found[second].parent_text == "The tip has new opening hours."


def test_a_post_of_a_deleted_account_keeps_its_name_and_has_nobody_to_write_to(world: World) -> None:
    native_id = world.comment(author="Sian Price")
    world.platform.act("forget", who="Sian Price")

    sighting = seen(world.drain())[native_id]

    assert (sighting.author.native_id, sighting.author.name) == ("", "SianPrice")
    with pytest.raises(Refused, match="deleted"):
        world.connector.message(native_id, "We hid your post because ...")
    assert world.connector.reply(native_id, "Thank you, from nine to five.")


def test_nothing_of_an_author_but_number_and_name_is_kept(world: World) -> None:
    native_id = world.comment(author="Sian Price")

    sighting = seen(world.drain())[native_id]

    assert "board.example" not in sighting.raw
    assert "avatar" not in sighting.raw


def test_a_quotation_tells_what_the_council_answers_also_many_pages_above(world: World) -> None:
    thread = world.platform.add_post("Bins", world.clock())
    ids = world.platform.add_comments(thread, [world.clock()] * 25)
    answer = world.platform.council_reply(ids[4], "At noon.", world.clock())

    assert answers(world)[answer] == ids[4]


def test_an_answer_that_names_nobody_answers_the_post_right_above_it(world: World) -> None:
    thread = world.platform.add_post("When?", world.clock(), who="Ann")
    to_the_opening = world.platform.add_comment(thread, "CouncilTeam", "Soon.", world.clock())
    world.platform.add_comment(thread, "Ifan", "And here?", world.clock())
    last = world.platform.add_comment(thread, "Sian", "And there?", world.clock())
    to_the_last = world.platform.add_comment(thread, "CouncilTeam", "Later.", world.clock())
    to_the_same = world.platform.add_comment(thread, "CouncilTeam", "On Monday, that is.", world.clock())

    assert answers(world) == {to_the_opening: world.platform.opening(thread), to_the_last: last, to_the_same: last}


def test_an_answer_that_names_somebody_answers_their_latest_post_above_it(world: World) -> None:
    thread = world.platform.add_post("Bins", world.clock())
    asked = world.platform.add_comment(thread, "Ifan", "And here?", world.clock())
    world.platform.add_comment(thread, "Sian", "I wonder too", world.clock())
    answer = world.platform.add_comment(thread, "CouncilTeam", "@Ifan on Monday.", world.clock())

    assert answers(world) == {answer: asked}


def test_our_answer_to_the_opening_post_is_told_from_one_to_the_last(world: World) -> None:
    thread = world.platform.add_post("When is the tip open?", world.clock(), who="Ann")
    world.platform.add_comment(thread, "Sian", "I wonder too", world.clock())

    opening = world.platform.opening(thread)

    answer = world.connector.reply(opening, "From nine to five.")

    assert answers(world) == {answer: opening}
    assert world.connector.find_reply(opening, "From nine to five.") == answer


def test_an_answer_with_signs_of_markup_in_it_is_found_again(world: World) -> None:
    question = world.comment()
    words = (
        "Diolch!\n\n* nine to five\n* see https://council.example/tip_hours_now or mail tip@council.example\n\n# Bye"
    )

    answer = world.connector.reply(question, words)

    assert world.connector.find_reply(question, words) == answer


def test_answers_of_a_colleague_are_the_councils_own(world: World) -> None:
    number = world.platform.act("number", who=COLLEAGUE)
    ours = connected(world.platform, world.clock, own_ids=f" {number} , 999")
    question = world.comment()
    answer = world.platform.council_reply(question, "Closed.", world.clock(), who=COLLEAGUE)

    page = ours.fetch("")

    assert answer not in seen([page])
    assert [(own.native_id, own.in_reply_to) for own in page.own_replies] == [(answer, question)]
    with pytest.raises(Refused):
        ours.hide(answer)


def test_a_message_is_found_again_and_nobody_elses_is_taken_for_it(world: World) -> None:
    first, second = world.comment(), world.comment("Another")
    sent = world.connector.message(first, "We hid your post because ...")

    assert world.connector.find_message(first, "We hid your post because ...") == sent
    assert world.connector.find_message(first, "Something else.") is None
    assert world.connector.find_message(second, "We hid your post because ...") is None


def test_who_wants_no_private_threads_is_left_to_a_person(world: World) -> None:
    native_id = world.comment(author="Ann")
    world.platform.act("shut", who="Ann")

    with pytest.raises(Refused):
        world.connector.message(native_id, "We hid your post because ...")

    assert world.platform.private_messages == []


def test_posting_too_soon_is_waited_out_and_a_closed_thread_is_for_a_person(world: World) -> None:
    question = world.comment()
    world.platform.act("allow", where="board", can_omit_flood_protection=0)
    world.connector.reply(question, "At nine.")

    with pytest.raises(TryLater) as caught:
        world.connector.reply(question, "And at noon.")

    assert caught.value.retry_after == timedelta(seconds=5)
    world.platform.act("allow", where="category", can_close_threads=0)
    world.platform.act("change_thread", thread=int(question.split("-")[0]), is_closed=True)
    for act in (lambda: world.connector.reply(question, "And at noon."), lambda: world.connector.hide(question)):
        with pytest.raises(Refused, match="closed"):
            act()


def test_there_is_nobody_to_report_to(world: World) -> None:
    with pytest.raises(Unsupported):
        world.connector.report(world.comment(), "threat")


@pytest.mark.parametrize("native_id", ["", "x", "1", "1-", "1-2-3", "1/../2-1", "1-1?page=2", "1-²", "-1"])
def test_an_id_of_another_shape_never_becomes_part_of_an_address(world: World, native_id: str) -> None:
    world.platform.calls.clear()
    with pytest.raises(CommentGone):
        world.connector.hide(native_id)

    assert world.platform.calls in ([], ["POST /api/auth/"])
