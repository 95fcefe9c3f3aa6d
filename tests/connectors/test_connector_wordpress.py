"""The WordPress connector keeps every promise against a real WordPress, traps included."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from conformance import ReadingPromises, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from wordpress_server import WordPressServer, wordpress  # noqa: F401 - a fixture
from wordpress_world import SITE, connected, wordpress_world

from connectors.contract import AccessLost, CommentGone, Refused, TryLater, Unsupported
from connectors.loading import load

pytestmark = pytest.mark.real


@pytest.fixture
def world(wordpress: WordPressServer) -> Iterator[World]:  # noqa: F811
    with wordpress_world(wordpress) as made:
        yield made


class TestWordPressConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    exempt: ClassVar = {
        "test_content_stamped_in_the_future_arrives_once_its_time_has_come": (
            "WordPress shows a comment at once, whatever time it is stamped with, so it arrives at once too"
        ),
    }

    @pytest.fixture(autouse=True)
    def _server(self, wordpress: WordPressServer) -> None:  # noqa: F811
        type(self).lives = staticmethod(lambda skew: wordpress_world(wordpress, skew))


def test_a_user_who_may_not_moderate_is_refused_instead_of_shown_an_empty_list(world: World) -> None:
    held = world.comment()
    world.connector.hide(held)
    writer = connected(world.platform, world.clock, user="writer")

    for call in (writer.check, lambda: writer.fetch(""), lambda: writer.reread([held])):
        with pytest.raises(AccessLost, match="role Editor"):
            call()


def test_a_wrong_password_names_the_page_where_a_new_one_is_made(world: World) -> None:
    stranger = load("wordpress")(
        SITE,
        {"username": "moderator", "app_password": "wrong"},
        {"base_url": world.platform.base_url},
        world.clock,
    )

    with pytest.raises(AccessLost, match="Application Passwords"):
        stranger.check()


def test_a_status_that_wordpress_takes_and_does_not_set_is_no_success(world: World) -> None:
    native_id = world.comment()
    honest = world.platform.answer
    world.platform.answer = lambda asked: honest(
        replace(asked, body=asked.body.replace(b'"hold"', b'"held"')) if asked.method == "POST" else asked
    )

    with pytest.raises(Refused, match="left the comment as it was"):
        world.connector.hide(native_id)

    assert not world.platform.comment(native_id).is_hidden


def test_hiding_and_revealing_leave_the_writers_traces_as_they_were(world: World) -> None:
    native_id = world.comment("Some words & <b>more</b>")
    before = world.platform.row(native_id)

    world.connector.hide(native_id)
    world.connector.reveal(native_id)

    assert world.platform.row(native_id) == before


def test_what_a_person_put_into_the_bin_is_gone_and_is_not_brought_back(world: World) -> None:
    native_id = world.comment()
    world.platform.set_status(native_id, "trash")

    for act in (world.connector.hide, world.connector.reveal):
        with pytest.raises(CommentGone):
            act(native_id)

    assert world.connector.standing(native_id).state == "gone"
    assert world.connector.reread([native_id])[native_id].state == "gone"
    assert world.platform.comment(native_id).is_deleted


def test_what_the_spam_filter_holds_is_hidden_already_and_stays_spam(world: World) -> None:
    native_id = world.comment()
    world.platform.set_status(native_id, "spam")

    world.connector.hide(native_id)

    assert world.platform.row(native_id)["comment_approved"] == "spam"
    assert world.connector.standing(native_id).state == "hidden"
    assert world.connector.reread([native_id])[native_id].state == "hidden"


def test_what_is_let_out_of_the_spam_folder_is_found_within_six_hours(world: World) -> None:
    native_id = world.comment()
    world.platform.set_status(native_id, "spam")
    cursor = world.drain()[-1].cursor
    world.clock.forward(hours=5)
    world.comment("A later one")
    cursor = world.drain(cursor)[-1].cursor
    world.platform.set_status(native_id, "approve")

    soon = world.drain(cursor)
    world.clock.forward(hours=1)
    later = world.drain(soon[-1].cursor)

    assert native_id not in seen(soon)
    assert native_id in seen(later)


def test_a_comment_the_site_holds_first_is_seen_as_hidden(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    native_id = world.platform.add_comment(post_id, "Ann", "Hello", world.clock(), approved=0)

    sighting = seen(world.drain())[native_id]
    holding = connected(world.platform, world.clock, holds_first="true")

    assert sighting.is_hidden
    assert holding.capabilities.can_hold
    assert not world.connector.capabilities.can_hold


def test_replies_to_a_held_comment_stay_public_and_the_moderator_is_told(world: World) -> None:
    first = world.comment()
    reply = world.comment("I agree", parent_id=first, author="Ann")

    world.connector.hide(first)

    assert world.connector.standing(reply).state == "visible"
    assert "Replies to it stay public" in world.connector.capabilities.who_still_sees_hidden


def test_a_guest_has_a_name_and_no_id_and_no_address_of_theirs_is_kept(world: World) -> None:
    native_id = world.comment(author="Siân O'Neill")

    sighting = seen(world.drain())[native_id]

    assert (sighting.author.native_id, sighting.author.name) == ("", "Siân O'Neill")
    assert "192.0.2.7" not in sighting.raw
    assert "someone@example.test" not in sighting.raw


def test_a_comment_dated_next_year_hides_none_that_come_before(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    world.platform.add_comment(post_id, "Ann", "From the future", world.clock() + timedelta(days=365))
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=10)
    native_id = world.comment("Now")

    assert native_id in seen(world.drain(cursor))


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland"])
def test_the_night_the_clocks_go_back_loses_nothing(world: World, zone: str) -> None:
    world.platform.act("option", name="timezone_string", value=zone)
    post_id = world.platform.add_post("Clocks", world.clock())
    midnight = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    world.clock.now = midnight
    cursor = world.drain()[-1].cursor
    found, expected = set(), set()
    for number in range(26):  # every ten minutes, while the hour from one to two comes twice in London
        world.clock.now = midnight + timedelta(minutes=10 * number)
        expected.add(world.platform.add_comment(post_id, "Ann", f"Remark {number}", world.clock()))
        pages = world.drain(cursor)
        cursor = pages[-1].cursor
        found |= set(seen(pages))

    assert found == expected


def test_many_pages_across_the_night_the_clocks_go_back_lose_nothing(world: World) -> None:
    world.platform.act("option", name="timezone_string", value="Europe/London")
    post_id = world.platform.add_post("Clocks", world.clock())
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    times = [start + timedelta(seconds=20 * number) for number in range(230)]
    expected = set(world.platform.add_comments(post_id, times))
    world.clock.now = times[-1] + timedelta(minutes=1)

    assert set(seen(world.drain())) == expected


def test_a_whole_page_written_in_one_second_neither_stops_nor_skips(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    expected = set(world.platform.add_comments(post_id, [world.clock()] * 215))
    world.clock.forward(seconds=5)
    expected.add(world.comment("The last", post_id=post_id))

    assert set(seen(world.drain())) == expected


def test_a_row_deleted_between_two_pages_makes_no_other_row_slip_away(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    ids = world.platform.add_comments(post_id, [world.clock() + timedelta(seconds=number) for number in range(150)])
    first = world.connector.fetch("")
    world.platform.delete_comment(ids[3])

    rest = world.drain(first.cursor)

    assert set(seen([first, *rest])) == set(ids)


def test_words_arrive_as_a_reader_sees_them_with_the_address_behind_a_link(world: World) -> None:
    native_id = world.comment('Tom & Ann: 5 < 6 <a href="https://spam.example/x">prizes</a> mae\'r "un"')

    sighting = seen(world.drain())[native_id]

    assert sighting.text == 'Tom & Ann: 5 < 6 prizes (https://spam.example/x) mae\'r "un"'


def test_comments_under_pages_and_posts_name_what_they_stand_under(world: World) -> None:
    page = world.platform.add_post("Council tax & you", world.clock(), kind="page")
    native_id = world.comment(post_id=page)

    assert seen(world.drain())[native_id].parent_text == "Council tax & you"


def test_answers_of_a_registered_colleague_are_the_councils_own(world: World) -> None:
    colleague = world.platform.row(world.platform.council_reply(world.comment(), "x", world.clock(), "colleague"))
    ours = connected(world.platform, world.clock, own_ids=f" {colleague['user_id']} , 999")
    question = world.comment("And on Sunday?")
    answer = world.platform.council_reply(question, "Closed.", world.clock(), "colleague")

    page = ours.fetch("")

    assert answer not in seen([page])
    assert (answer, question) in {(own.native_id, own.in_reply_to) for own in page.own_replies}
    with pytest.raises(Refused):
        ours.hide(answer)


def test_the_same_answer_twice_stands_there_once(world: World) -> None:
    question = world.comment()

    first = world.connector.reply(question, "Yes: Tom & Ann, 5 < 6.")
    second = world.connector.reply(question, "Yes: Tom & Ann, 5 < 6.")

    assert first == second
    assert world.connector.find_reply(question, "Yes: Tom & Ann, 5 < 6.") == first


def test_a_flood_is_waited_out_and_closed_comments_are_for_a_person(world: World) -> None:
    question = world.comment()
    world.platform.reads_pass = True

    world.platform.fail_next("flood")
    with pytest.raises(TryLater) as caught:
        world.connector.reply(question, "Yes.")
    world.platform.fail_next("closed")
    with pytest.raises(Refused):
        world.connector.reply(question, "Yes.")

    assert caught.value.retry_after == timedelta(seconds=15)


def test_an_address_without_a_rest_api_is_told_apart_from_a_comment_that_is_gone(world: World) -> None:
    world.platform.fail_next("no_route")

    with pytest.raises(AccessLost, match="address"):
        world.connector.standing("1")


def test_there_is_nobody_to_report_to_and_no_private_message(world: World) -> None:
    native_id = world.comment()

    with pytest.raises(Unsupported):
        world.connector.message(native_id, "Hello")
    with pytest.raises(Unsupported):
        world.connector.find_message(native_id, "Hello")


@pytest.mark.parametrize("native_id", ["", "1/../../users/1", "1?force=true", "x"])
def test_an_id_that_is_no_number_never_becomes_part_of_an_address(world: World, native_id: str) -> None:
    with pytest.raises(CommentGone):
        world.connector.hide(native_id)

    assert world.platform.calls == []
