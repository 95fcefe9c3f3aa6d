"""The X connector keeps every promise through the real tweepy and real sockets, traps included."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from conformance import (
    MONDAY,
    ReadingPromises,
    World,
    nothing_leaks,
    seen,
)
from conformance_acting import ActingPromises, AnsweringPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from x_world import connected, x_world

from connectors.contract import AccessLost, Refused, TryLater


@pytest.fixture
def world() -> Iterator[World]:
    with x_world() as made:
        yield made


class TestXConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    lives = staticmethod(x_world)


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

    connected(world.platform, world.clock, search_every_minutes="0").fetch("")

    assert not any("search" in call for call in world.platform.calls)


def test_an_app_that_may_not_search_is_told_how_to_go_on_without(world: World) -> None:
    world.platform.add_post("A notice", world.clock())
    honest = world.platform.answer
    world.platform.answer = lambda asked: (
        world.platform.fault("permission", asked) if asked.path.endswith("recent") else honest(asked)
    )

    with pytest.raises(AccessLost, match="search_every_minutes"):
        world.connector.fetch("")


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


def test_an_answer_to_edited_words_answers_the_comment_by_its_first_name(world: World) -> None:
    first = world.platform.add_mention("Ann", "Before", world.clock())
    newest = world.platform.edit_mention(first, "After", world.clock())
    world.platform.council_reply(newest, "Thank you", world.clock())

    (answer,) = world.connector.fetch("").own_replies

    assert answer.in_reply_to == first


def test_a_deleted_edit_takes_the_whole_chain_along(world: World) -> None:
    first = world.platform.add_mention("Ann", "Before", world.clock())
    newest = world.platform.edit_mention(first, "After", world.clock())
    world.platform.delete_comment(newest)

    assert world.connector.standing(first).state == "gone"


def test_the_councils_own_posts_are_told_of_and_its_answers_are_none(world: World) -> None:
    mention = world.platform.add_mention("Ann", "When?", world.clock())
    post = world.platform.add_post("The tip has new hours", world.clock())
    world.platform.council_reply(mention, "At nine", world.clock())

    (told,) = world.connector.fetch("").own_posts

    assert (told.native_id, told.created_at, told.has_pictures) == (post, world.clock(), False)
    assert told.permalink.endswith(f"/status/{post}")
