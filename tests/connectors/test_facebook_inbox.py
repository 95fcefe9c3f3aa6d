"""Answers to private replies are heard, from the people they went to and after them, and nothing else of the inbox."""

from collections.abc import Iterator

import pytest
from conformance import CANARY, World
from fb_world import PAGE, connected, facebook_world

from connectors.contract import AccessLost, HearsReplies, SentMessage, TryLater
from connectors.loading import load

WORDS = "We have hidden your comment. To ask for another look, answer REVIEW."


@pytest.fixture
def world() -> Iterator[World]:
    with facebook_world() as made:
        yield made


def explained(world: World, name: str = "first", author: str = "Sian Price", **lost: str) -> tuple[str, SentMessage]:
    """A comment whose author was told, and what the daemon remembers of it."""
    native_id = world.comment(author=author)
    sent_as = world.connector.message(native_id, WORDS)
    return native_id, SentMessage(name, lost.get("native_id", sent_as), WORDS, world.clock())


def heard(world: World, *sent: SentMessage) -> list[tuple[tuple[str, ...], str]]:
    assert isinstance(world.connector, HearsReplies)
    return [(one.after, one.text) for one in world.connector.replies(sent)]


def test_a_conversation_that_a_person_has_taken_over_is_theirs(world: World) -> None:
    comment, sent = explained(world)
    for minute, (text, is_ours) in enumerate((("Why?", False), ("Hello, Ann here.", True), ("REVIEW", False))):
        world.clock.forward(minutes=minute + 1)
        world.platform.write_privately(comment, text, world.clock(), is_ours=is_ours)

    assert heard(world, sent) == [(("first",), "Why?")]


def test_a_message_whose_id_was_never_told_is_known_by_its_words(world: World) -> None:
    comment, sent = explained(world, native_id="")
    world.clock.forward(minutes=1)
    world.platform.write_privately(comment, "", world.clock())

    assert heard(world, sent) == [(("first",), "")]


def test_only_what_moved_since_the_first_message_is_read_and_never_more_than_a_share_of_the_inbox(
    world: World,
) -> None:
    for number in range(260):
        world.platform.write_privately(world.comment(author=f"Person {number}"), "Hello", world.clock())
        world.clock.forward(seconds=1)
    world.clock.forward(minutes=15)
    comment, sent = explained(world)
    world.clock.forward(minutes=1)
    world.platform.write_privately(comment, "REVIEW", world.clock())
    world.platform.calls.clear()

    quiet = heard(world, sent)
    calls = len(world.platform.calls)
    world.platform.calls.clear()
    long_ago = SentMessage("old", "m_unknown", "Nobody has this.", world.clock().replace(day=1))
    heard(world, sent, long_ago)

    assert (quiet, calls) == ([(("first",), "REVIEW")], 1)
    assert len(world.platform.calls) == 8


def test_nothing_is_read_when_nothing_was_sent_or_the_council_does_not_want_it(world: World) -> None:
    _, sent = explained(world)
    deaf = connected(world.platform, world.clock, hear_replies="off")
    world.platform.calls.clear()

    assert world.connector.replies([]) == ()
    assert deaf.replies([sent]) == ()
    assert not deaf.capabilities.can_hear_replies
    assert world.platform.calls == []


@pytest.mark.parametrize(
    ("fault", "expected", "said"),
    [
        ("permission", AccessLost, "pages_messaging"),
        ("token_dead", AccessLost, "issue a new Page token"),
        ("rate_limited", TryLater, "limit"),
    ],
)
def test_an_inbox_that_cannot_be_read_names_the_cure(
    world: World, fault: str, expected: type[Exception], said: str
) -> None:
    _, sent = explained(world)
    world.platform.fail_next(fault)

    with pytest.raises(expected, match=said):
        world.connector.replies([sent])


def test_a_wrong_setting_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="hear_replies"):
        load("facebook")(PAGE, {"token": CANARY}, {"hear_replies": "perhaps"}, world.clock)
