"""The X connector keeps every promise through the real tweepy and real sockets, traps included."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from conformance import (
    CANARY,
    MONDAY,
    ActingPromises,
    FaultPromises,
    ReadingPromises,
    SettableClock,
    World,
    nothing_leaks,
    seen,
)

from connectors.contract import AccessLost, CommentGone, OutcomeUnknown, Refused, TryLater, Unsupported
from connectors.loading import load
from connectors.sandbox.x_api import XSandbox
from connectors.x import posts

US = "2244994945"
KEYS = {
    "consumer_key": "app",
    "consumer_secret": CANARY,
    "access_token": "us",
    "access_token_secret": CANARY,
}


@pytest.fixture
def world() -> Iterator[World]:
    clock = SettableClock()
    with XSandbox(clock, US, "CyngorCouncil") as sandbox:
        yield World(_connect(sandbox, clock), sandbox, clock, US)


def _connect(sandbox: XSandbox, clock: SettableClock, **settings: str):
    base = {"base_url": sandbox.base_url, "timeout_s": "0.4"}
    return load("x")(US, KEYS, base | settings, clock)


class TestXConnector(ReadingPromises, ActingPromises, FaultPromises):
    pass


def test_spent_credit_is_for_a_person_and_says_so(world: World) -> None:
    world.platform.fail_next("credit")

    with pytest.raises(AccessLost, match=r"credit.*402"):
        world.connector.fetch("")


def test_a_monthly_cap_without_a_reset_time_neither_loops_nor_waits(world: World) -> None:
    world.platform.fail_next("rate_limited_no_reset")

    with pytest.raises(TryLater) as caught:
        world.connector.fetch("")

    assert caught.value.retry_after == timedelta(minutes=15)
    assert len(world.platform.calls) == 1


def test_a_throttled_call_waits_until_the_window_ends(world: World) -> None:
    world.clock.forward(minutes=5)
    world.platform.fail_next("rate_limited")

    with pytest.raises(TryLater) as caught:
        world.connector.fetch("")

    assert caught.value.retry_after == timedelta(minutes=10, seconds=1)


def test_an_error_body_that_is_a_list_is_survived(world: World) -> None:
    native_id = world.comment()
    world.platform.fail_next("list_body", times=2)

    with nothing_leaks(), pytest.raises(TryLater):
        world.connector.fetch("")
    with nothing_leaks(), pytest.raises(Refused):
        world.connector.reveal(native_id)


def test_a_break_in_the_middle_of_the_pages_loses_nothing(world: World) -> None:
    cursor = world.drain()[-1].cursor
    post_id = world.platform.add_post("A notice", world.clock())
    expected = set()
    for number in range(230):
        world.clock.forward(seconds=1)
        expected.add(world.comment(f"Remark {number}", post_id=post_id))
    honest = world.platform.answer

    def breaks_on_page_two(asked):
        if "pagination_token" in asked.query:
            world.platform.answer = honest
            raise ConnectionResetError
        return honest(asked)

    world.platform.answer = breaks_on_page_two
    with pytest.raises(TryLater):
        world.connector.fetch(cursor)

    assert set(seen(world.drain(cursor))) == expected


def test_no_paging_token_is_kept(world: World) -> None:
    for number in range(120):
        world.comment(f"Remark {number}")

    page = world.connector.fetch("")

    assert set(page.cursor) <= set('{}[]",: abcdefghijklmnopqrstuvwxyz0123456789')
    assert "token" not in page.cursor


def test_a_mark_that_x_finds_too_old_is_replaced_by_the_look_back_window(world: World) -> None:
    native_id = world.comment()
    cursor = world.drain()[-1].cursor
    world.platform.fail_next("list_body")

    found = seen(world.drain(cursor))

    assert native_id in found


def test_a_reply_that_mentions_nobody_is_found_by_searching_our_conversations(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=1)
    silent = world.platform.add_comment(post_id, "Ann", "Among ourselves", world.clock(), mentions_us=False)

    soon = world.drain(cursor)
    world.clock.forward(minutes=30)
    later = world.drain(soon[-1].cursor)

    assert silent not in seen(soon)
    assert silent in seen(later)


def test_many_conversations_are_searched_in_queries_of_permitted_length(world: World) -> None:
    ids = [world.platform.add_post(f"Notice {number}", world.clock()) for number in range(40)]
    expected = {world.platform.add_comment(post_id, "Ann", "Hm", world.clock(), mentions_us=False) for post_id in ids}

    assert expected <= set(seen(world.drain()))
    assert sum("search" in call for call in world.platform.calls) == 4


def test_searching_can_be_turned_off(world: World) -> None:
    world.platform.add_post("A notice", world.clock())

    _connect(world.platform, world.clock, search_every_minutes="0").fetch("")

    assert not any("search" in call for call in world.platform.calls)


def test_conversations_older_than_a_week_are_no_longer_searched(world: World) -> None:
    old = world.platform.add_post("An old notice", world.clock())
    cursor = world.drain()[-1].cursor
    world.clock.forward(days=8)
    world.platform.calls.clear()

    pages = world.drain(cursor)

    assert old not in pages[-1].cursor.split('"roots"')[1]
    assert not any("search" in call for call in world.platform.calls)


def test_a_repost_is_not_a_comment(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    world.platform.add_repost(post_id, "Ann", world.clock())

    assert seen(world.drain()) == {}


def test_a_long_post_arrives_whole_and_unescaped(world: World) -> None:
    text = "<Tom & Ann> " * 40
    native_id = world.comment(text)

    assert seen(world.drain())[native_id].text == text
    assert world.connector.standing(native_id).text == text


def test_an_edited_mention_keeps_its_name_and_shows_its_newest_words(world: World) -> None:
    first = world.platform.add_mention("Ann", "Before", world.clock())
    world.clock.forward(minutes=10)
    world.platform.edit_mention(first, "After", world.clock())

    sighting = seen(world.drain())[first]
    standing = world.connector.standing(first)

    assert (sighting.text, sighting.created_at, sighting.edited_at) == ("After", MONDAY, world.clock())
    assert standing.text == "After"
    assert standing.sighting.ref.native_id == first


def test_a_deleted_edit_takes_the_whole_chain_along(world: World) -> None:
    first = world.platform.add_mention("Ann", "Before", world.clock())
    newest = world.platform.edit_mention(first, "After", world.clock())
    world.platform.delete_comment(newest)

    assert world.connector.standing(first).state == "gone"


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
    connector = _connect(world.platform, world.clock, dm="after-contact")
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
    connector = _connect(world.platform, world.clock, dm="after-contact")
    native_id = world.comment(author="Sian Price")
    world.platform.write_to_us("Sian Price", "Hello", world.clock())
    world.platform.fail_next("lost_answer")
    with pytest.raises(OutcomeUnknown):
        connector.message(native_id, "Words")
    world.platform.closed_doors.add(world.connector.standing(native_id).sighting.author.native_id)

    with pytest.raises(Refused, match="403"):
        connector.message(native_id, "Words")


def test_a_message_about_a_deleted_post_says_so(world: World) -> None:
    connector = _connect(world.platform, world.clock, dm="after-contact")
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
