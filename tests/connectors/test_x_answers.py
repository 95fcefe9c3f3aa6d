"""Public answers on X: to whom, how many, and how one is found again after a lost answer."""

from collections.abc import Iterator

import pytest
from conformance import World
from x_world import x_world

from connectors.contract import Refused, Unsupported
from connectors.x import answering

WORDS = "From nine to five: https://www.council.example/tip"


@pytest.fixture
def world() -> Iterator[World]:
    with x_world() as made:
        yield made


def posted(world: World) -> list[str]:
    return [call for call in world.platform.calls if call == "POST /2/tweets"]


def test_somebody_who_did_not_speak_to_us_is_answered_by_a_person(world: World) -> None:
    question = world.comment(mentions_us=False)

    with pytest.raises(Refused, match="mentioned or quoted"):
        world.connector.reply(question, WORDS)

    assert world.connector.find_reply(question, WORDS) is None


def test_a_post_is_answered_once_by_a_program_whoever_answered_first(world: World) -> None:
    first, second = world.comment(), world.comment("And on Sundays?")
    world.connector.reply(first, WORDS)
    world.platform.council_reply(second, "Closed on Sundays.", world.clock())

    for question in (first, second):
        with pytest.raises(Refused, match="one answer"):
            world.connector.reply(question, "Another thing.")

    assert len(posted(world)) == 1


def test_what_is_too_long_for_x_is_for_a_person(world: World) -> None:
    question = world.comment()

    with pytest.raises(Refused, match="280"):
        world.connector.reply(question, "x" * 281)


def test_our_own_post_is_not_answered_by_a_program(world: World) -> None:
    post = world.platform.add_post("The tip has new opening hours.", world.clock())

    with pytest.raises(Refused, match="own"):
        world.connector.reply(post, WORDS)


def test_an_answer_to_an_edited_post_goes_to_its_newest_version_and_is_found_by_the_first(world: World) -> None:
    mention = world.platform.add_mention("Sian Price", "When is the tip open?", world.clock())
    world.clock.forward(minutes=5)
    newest = world.platform.edit_mention(mention, "When is the tip open on Sundays?", world.clock())
    world.clock.forward(minutes=1)

    answer = world.connector.reply(mention, WORDS)

    assert world.platform.posts[answer].replied_to == newest
    assert world.connector.find_reply(mention, WORDS) == answer


def test_where_too_much_was_posted_since_then_nobody_can_tell_and_nothing_is_posted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_MOST_PAGES", 1)
    question = world.comment()
    for number in range(101):
        world.clock.forward(seconds=1)
        world.platform.add_post(f"Notice {number}", world.clock())

    for ask in (world.connector.reply, world.connector.find_reply):
        with pytest.raises(Unsupported, match="too many"):
            ask(question, WORDS)

    assert posted(world) == []
