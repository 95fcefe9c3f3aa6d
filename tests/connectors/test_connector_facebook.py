"""The Facebook connector keeps every promise through the real facebook-sdk and real sockets, traps included."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from conformance import (
    CANARY,
    MONDAY,
    ReadingPromises,
    World,
    seen,
)
from conformance_acting import ActingPromises, AnsweringPromises, HearingPromises, MessagingPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from fb_world import PAGE, facebook_world

from connectors.contract import AccessLost, OutcomeUnknown, TryLater
from connectors.loading import load


@pytest.fixture
def world() -> Iterator[World]:
    with facebook_world() as made:
        yield made


class TestFacebookConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    MessagingPromises,
    HearingPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    lives = staticmethod(facebook_world)


def test_the_current_version_is_asked_for_despite_the_librarys_list(world: World) -> None:
    world.connector.check()

    assert world.platform.calls[0] == "GET /v26.0/me"


def test_a_version_that_facebook_no_longer_serves_is_for_a_person(world: World) -> None:
    settings = {"base_url": world.platform.base_url, "api_version": "v19.0"}
    connector = load("facebook")(PAGE, {"token": CANARY}, settings, world.clock)

    with pytest.raises(AccessLost, match="api_version"):
        connector.fetch("")


def test_a_token_of_somebody_else_is_noticed(world: World) -> None:
    settings = {"base_url": world.platform.base_url}
    connector = load("facebook")("999", {"token": CANARY}, settings, world.clock)

    for call in (connector.check, lambda: connector.fetch("")):
        with pytest.raises(AccessLost, match="not this Page's"):
            call()


def test_a_missing_token_is_named_before_anything_is_asked(world: World) -> None:
    with pytest.raises(AccessLost, match="token"):
        load("facebook")(PAGE, {}, {}, world.clock)


def test_a_setting_that_is_no_number_is_named(world: World) -> None:
    with pytest.raises(ValueError, match="look_back_days"):
        load("facebook")(PAGE, {"token": CANARY}, {"look_back_days": "a week"}, world.clock)


def test_the_token_travels_in_a_header_and_never_in_an_address(world: World) -> None:
    asked = []
    honest = world.platform.answer
    world.platform.answer = lambda request: asked.append(request) or honest(request)
    native_id = world.comment()

    world.drain()
    world.connector.hide(native_id)
    world.connector.message(native_id, "Words")

    assert asked
    assert all("access_token" not in request.query and b"access_token" not in request.body for request in asked)
    assert all(request.headers["authorization"] == f"Bearer {CANARY}" for request in asked)


def test_an_empty_error_is_no_success(world: World) -> None:
    native_id = world.comment()
    world.connector.hide(native_id)
    world.platform.fail_next("empty_error")

    with pytest.raises(OutcomeUnknown):
        world.connector.reveal(native_id)

    world.platform.fail_next("empty_error")
    with pytest.raises(TryLater):
        world.connector.check()


def test_a_passing_fault_repeats_a_hide_but_never_a_message(world: World) -> None:
    native_id = world.comment()
    world.connector.hide(native_id)
    world.platform.fail_next("unknown_error", times=1)
    with pytest.raises(TryLater):
        world.connector.reveal(native_id)

    world.platform.fail_next("unknown_error")

    with pytest.raises(OutcomeUnknown):
        world.connector.message(native_id, "Words")


def test_the_quota_header_says_how_long_to_stay_away(world: World) -> None:
    world.platform.fail_next("rate_limited")

    with pytest.raises(TryLater) as caught:
        world.connector.fetch("")

    assert caught.value.retry_after == timedelta(minutes=7)


def test_close_to_the_quotas_end_the_rest_of_the_round_waits(world: World) -> None:
    posts = [world.platform.add_post(f"Notice {number}", world.clock()) for number in range(3)]
    expected = {world.comment(post_id=post_id) for post_id in posts}
    world.platform.usage = 95

    first = world.connector.fetch("")
    world.platform.usage = 5
    rest = world.drain(first.cursor)

    assert not first.more
    assert len(first.sightings) == 1
    assert set(seen([first, *rest])) == expected


def test_a_missing_permission_is_named(world: World) -> None:
    native_id = world.comment()
    world.connector.hide(native_id)
    world.platform.fail_next("permission")

    with pytest.raises(AccessLost, match="pages_manage_engagement"):
        world.connector.reveal(native_id)


def test_a_comment_under_an_old_post_is_found_on_its_slower_schedule(world: World) -> None:
    old_post = world.platform.add_post("An old notice", MONDAY - timedelta(days=40))
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=30)
    native_id = world.comment("Still true?", post_id=old_post)

    soon = world.drain(cursor)
    world.clock.forward(hours=6)
    later = world.drain(soon[-1].cursor)

    assert native_id not in seen(soon)
    assert native_id in seen(later)


def test_the_first_fetch_takes_up_only_the_look_back_window(world: World) -> None:
    post_id = world.platform.add_post("A notice", MONDAY - timedelta(days=20))
    world.platform.add_comment(post_id, "Ifan", "Long ago", MONDAY - timedelta(days=10))
    recent = world.platform.add_comment(post_id, "Ann", "Yesterday", MONDAY - timedelta(days=1))

    found = seen(world.drain())

    assert set(found) == {recent}


def test_an_edit_within_the_overlap_is_seen_by_the_next_fetch(world: World) -> None:
    native_id = world.comment("Before")
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=10)
    world.platform.edit_comment(native_id, "After")

    found = seen(world.drain(cursor))

    assert found[native_id].text == "After"


def test_a_comment_that_surfaces_late_is_still_found(world: World) -> None:
    post_id = world.platform.add_post("A notice", MONDAY)
    world.clock.forward(minutes=30)
    world.comment("Prompt", post_id=post_id)
    cursor = world.drain()[-1].cursor
    late = world.platform.add_comment(post_id, "Ann", "Held back for a while", MONDAY + timedelta(minutes=5))

    found = seen(world.drain(cursor))

    assert late in found


def test_a_deleted_post_does_not_stop_the_round(world: World) -> None:
    doomed = world.platform.add_post("Withdrawn", world.clock())
    world.comment(post_id=doomed)
    cursor = world.drain()[-1].cursor
    world.platform.delete_post(doomed)
    native_id = world.comment()

    pages = world.drain(cursor)

    assert native_id in seen(pages)
    assert doomed not in pages[-1].cursor


def test_an_author_whom_facebook_withholds_is_a_member_of_the_public(world: World) -> None:
    native_id = world.comment(author="")

    sighting = seen(world.drain())[native_id]

    assert sighting.author.native_id == ""
    assert sighting.author.name == ""


def test_a_sticker_arrives_as_an_attachment_with_empty_text(world: World) -> None:
    native_id = world.comment("", attachment="sticker")

    sighting = seen(world.drain())[native_id]

    assert sighting.text == ""
    assert sighting.attachments[0].kind == "sticker"


def test_what_facebooks_own_filter_hid_is_reported_as_hidden(world: World) -> None:
    native_id = world.comment()
    world.platform.hide_comment(native_id)

    sighting = seen(world.drain())[native_id]

    assert sighting.is_hidden


def test_rereading_a_hundred_comments_takes_few_calls(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    ids = [world.comment(f"Remark {number}", post_id=post_id) for number in range(100)]
    world.platform.delete_comment(ids[30])
    world.platform.calls.clear()

    answers = world.connector.reread(ids)

    assert [key for key, value in answers.items() if value.state == "gone"] == [ids[30]]
    assert len(world.platform.calls) < 16
