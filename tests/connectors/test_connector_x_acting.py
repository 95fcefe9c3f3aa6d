"""What the X connector refuses, and what it may do only after contact: hiding and private messages."""

from collections.abc import Iterator

import pytest
from conformance import MONDAY, World
from x_world import KEYS, US, connected, x_world

from connectors.contract import AccessLost, CommentGone, OutcomeUnknown, Refused, TryLater, Unsupported
from connectors.loading import load
from connectors.x import posts


@pytest.fixture
def world() -> Iterator[World]:
    with x_world() as made:
        yield made


def test_a_mention_outside_our_conversations_is_for_a_person(world: World) -> None:
    native_id = world.platform.add_mention("Ann", "Look at this", world.clock())

    with pytest.raises(Refused, match="conversations we began"):
        world.connector.hide(native_id)


def test_a_reply_in_somebody_elses_conversation_is_for_a_person(world: World) -> None:
    root = world.platform.add_mention("Ann", "Look at this", world.clock())
    native_id = world.platform.add_comment(root, "Ifan", "Indeed", world.clock())

    with pytest.raises(Refused, match="conversations we began"):
        world.connector.hide(native_id)


def test_a_deep_reply_in_our_conversation_can_be_hidden(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    first = world.comment(post_id=post_id)
    deep = world.comment("Deep", post_id=post_id, parent_id=first)

    world.connector.hide(deep)

    assert world.platform.comment(deep).is_hidden


def test_a_missing_permission_to_hide_is_for_a_person(world: World) -> None:
    native_id = world.comment()
    world.platform.fail_next("permission")

    with pytest.raises(AccessLost, match="read and write"):
        world.connector.reveal(native_id)


def test_tokens_of_another_account_are_noticed(world: World) -> None:
    connector = load("x")("5", KEYS, {"base_url": world.platform.base_url}, world.clock)

    with pytest.raises(AccessLost, match="belong to"):
        connector.check()
    with pytest.raises(AccessLost, match="does not know the account"):
        connector.fetch("")


def test_an_answer_that_leaves_posts_out_without_a_word_is_no_deletion(world: World) -> None:
    native_id = world.comment()
    honest = world.platform.answer
    world.platform.answer = lambda asked: type(honest(asked))(200, {"meta": {}})

    with pytest.raises(TryLater):
        world.connector.reread([native_id])


def test_private_messages_are_off_by_default(world: World) -> None:
    native_id = world.comment()

    assert not world.connector.capabilities.can_message_privately
    with pytest.raises(Unsupported):
        world.connector.message(native_id, "Words")
    with pytest.raises(Unsupported):
        world.connector.find_message(native_id, "Words")
    assert world.platform.calls == []


def test_when_allowed_a_message_goes_only_to_people_who_wrote_first(world: World) -> None:
    connector = connected(world.platform, world.clock, dm="after-contact")
    native_id = world.comment(author="Sian Price")
    with pytest.raises(Refused, match="wrote to us"):
        connector.message(native_id, "Words")
    world.platform.write_to_us("Sian Price", "Hello", world.clock())
    assert connector.find_message(native_id, "Words & more") is None

    sent = connector.message(native_id, "Words & more")

    assert sent
    assert connector.find_message(native_id, "Words & more")
    assert len(world.platform.private_messages) == 1


def test_a_closed_door_on_x_is_a_refusal_and_a_lost_answer_is_unknown(world: World) -> None:
    connector = connected(world.platform, world.clock, dm="after-contact")
    native_id = world.comment(author="Sian Price")
    world.platform.write_to_us("Sian Price", "Hello", world.clock())
    world.platform.fail_next("lost_answer")
    with pytest.raises(OutcomeUnknown):
        connector.message(native_id, "Words")
    world.platform.closed_doors.add(world.connector.standing(native_id).sighting.author.native_id)

    with pytest.raises(Refused, match="403"):
        connector.message(native_id, "Words")


def test_a_message_about_a_deleted_post_says_so(world: World) -> None:
    connector = connected(world.platform, world.clock, dm="after-contact")
    native_id = world.comment()
    world.platform.delete_comment(native_id)

    with pytest.raises(CommentGone):
        connector.message(native_id, "Words")


def test_missing_keys_and_odd_settings_are_named(world: World) -> None:
    with pytest.raises(AccessLost, match="access_token_secret"):
        load("x")(US, {key: value for key, value in KEYS.items() if key != "access_token_secret"}, {}, world.clock)
    with pytest.raises(ValueError, match="dm"):
        load("x")(US, KEYS, {"dm": "always"}, world.clock)
    with pytest.raises(ValueError, match="timeout_s"):
        load("x")(US, KEYS, {"timeout_s": "soon"}, world.clock)


def test_the_stand_in_keeps_the_published_limit_for_hiding(world: World) -> None:
    native_id = world.comment()
    for _ in range(50):
        world.connector.reveal(native_id)

    with pytest.raises(TryLater):
        world.connector.reveal(native_id)

    world.clock.forward(minutes=15)
    world.connector.reveal(native_id)


def test_ids_and_moments_translate_both_ways() -> None:
    assert posts.time_of(str(posts.id_at(MONDAY))) == MONDAY


def test_both_spellings_of_xs_fields_are_read() -> None:
    post = {
        "id": "20",
        "text": "short",
        "note_post": {"text": "long"},
        "referenced_posts": [{"type": "replied_to", "id": "10"}],
        "edit_history_post_ids": ["15", "20"],
    }

    assert posts.text_of(post) == "long"
    assert posts.referenced(post, "replied_to") == "10"
    assert posts.history(post) == ["15", "20"]
