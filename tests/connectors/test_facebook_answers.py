"""Public answers of a Page: who may be answered, what a lost answer means, and how one is found again."""

from collections.abc import Callable, Iterator

import pytest
from conformance import World
from fb_world import facebook_world

from connectors.contract import ConnectorError, OutcomeUnknown, Refused, TryLater, Unsupported
from connectors.sandbox.server import Answer, Asked

WORDS = "From nine to five."


@pytest.fixture
def world() -> Iterator[World]:
    with facebook_world() as made:
        yield made


def faltering_at_writes(world: World) -> None:
    honest = world.platform.answer

    def answer(asked: Asked) -> Answer:
        return world.platform.fault("unknown_error", asked) if asked.method == "POST" else honest(asked)

    world.platform.answer = answer


def test_a_comment_that_nobody_may_answer_is_for_a_person(world: World) -> None:
    question = world.comment()
    world.platform.closed.add(question)

    with pytest.raises(Refused, match="lets nobody answer"):
        world.connector.reply(question, WORDS)

    assert not [call for call in world.platform.calls if call.startswith("POST")]


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda connector, question: connector.reply(question, WORDS), OutcomeUnknown),
        (lambda connector, question: connector.hide(question), TryLater),
    ],
)
def test_a_passing_fault_may_have_posted_an_answer_while_a_hide_may_simply_be_repeated(
    world: World, write: Callable[..., None], expected: type[ConnectorError]
) -> None:
    question = world.comment()
    faltering_at_writes(world)

    with pytest.raises(expected):
        write(world.connector, question)


def test_an_answer_is_found_among_many(world: World) -> None:
    post = world.platform.add_post("The tip has new opening hours.", world.clock())
    question = world.comment(post_id=post)
    answer = world.connector.reply(question, f"{WORDS} \n")
    for number in range(60):
        world.clock.forward(seconds=1)
        world.comment(f"Thanks {number}", post_id=post, parent_id=question)

    assert world.connector.find_reply(question, WORDS) == answer


def test_the_same_words_of_somebody_else_are_no_answer_of_ours(world: World) -> None:
    post = world.platform.add_post("The tip has new opening hours.", world.clock())
    question = world.comment(post_id=post)
    world.comment(WORDS, post_id=post, parent_id=question, author="A parrot")

    assert world.connector.find_reply(question, WORDS) is None


def test_an_answer_to_a_reply_that_stands_one_level_higher_is_for_a_person_to_judge(world: World) -> None:
    post = world.platform.add_post("The tip has new opening hours.", world.clock())
    top = world.comment(post_id=post)
    reply = world.comment("And on Sundays?", post_id=post, parent_id=top)
    nothing_yet = world.connector.find_reply(reply, WORDS)
    world.platform.council_reply(top, WORDS, world.clock())

    with pytest.raises(Unsupported, match="stands in the thread"):
        world.connector.find_reply(reply, WORDS)

    assert nothing_yet is None
