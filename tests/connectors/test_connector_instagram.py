"""The Instagram connector keeps every promise through real sockets, and its own traps are closed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from conformance import CANARY, MONDAY, ReadingPromises, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, MessagingPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from ig_world import ACCOUNT, connected, instagram_world, undescribed

from connectors.contract import AccessExpires, AccessLost, Refused, Unsupported
from connectors.loading import load
from connectors.metering import metered
from moderator.domain.comment import Attachment


@pytest.fixture
def world() -> Iterator[World]:
    with instagram_world() as made:
        yield made


class TestInstagramConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    MessagingPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    lives = staticmethod(instagram_world)
    exempt = {  # noqa: RUF012
        "test_a_picture_without_words_arrives_with_its_attachment": (
            "Instagram's API tells nothing of a GIF or sticker; a comment without words comes with an attachment "
            "'other' instead, tested below"
        )
    }


def test_a_comment_without_words_still_goes_to_a_person(world: World) -> None:
    native_id = world.comment("", attachment="gif")

    assert seen(world.drain())[native_id].attachments == (Attachment("other"),)


def test_every_reply_is_read_though_few_come_along(world: World) -> None:
    post_id = world.platform.add_post("Bins", world.clock())
    top = world.comment("They never came", post_id=post_id)
    replies = {world.comment(f"Reply {number}", post_id=post_id, parent_id=top) for number in range(40)}

    assert replies <= set(seen(world.drain()))


def a_busy_post(world: World) -> str:
    """A post with more comments than two pages hold; the id of its very first comment."""
    post_id = world.platform.add_post("A notice", MONDAY - timedelta(hours=9))
    first = world.platform.add_comment(post_id, "Ann", "First", MONDAY - timedelta(hours=8))
    for number in range(60):
        at = MONDAY - timedelta(hours=3 if number else 1, minutes=number)
        world.platform.add_comment(post_id, "Ali", f"Since {number}", at)
    return first


def test_a_reply_deep_beneath_a_busy_post_is_found_within_the_hour(world: World) -> None:
    first = a_busy_post(world)
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=5)
    post_id = world.platform._comments[first].post_id
    reply = world.platform.add_comment(post_id, "Ifan", "Still true?", world.clock(), parent_id=first)

    soon = world.drain(cursor)
    world.clock.forward(minutes=56)
    later = world.drain(soon[-1].cursor)

    assert reply not in seen(soon)
    assert reply in seen(later)


def test_a_quiet_round_reads_a_busy_post_no_further_than_what_is_new(world: World) -> None:
    a_busy_post(world)
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=5)
    world.platform.calls.clear()

    world.drain(cursor)

    read = [call.rpartition("/")[2] for call in world.platform.calls]
    assert read == ["media", "comments", "comments", "v26.0"]  # the last one: the post's words, for parent texts


def test_nothing_is_answered_beneath_a_hidden_comment(world: World) -> None:
    native_id = world.comment()
    world.connector.hide(native_id)

    with pytest.raises(Refused, match="hidden"):
        world.connector.reply(native_id, "Diolch.")

    assert world.connector.capabilities.answer_before_hiding


def test_an_answer_to_a_reply_stands_beneath_the_comment_above(world: World) -> None:
    top = world.comment()
    reply = world.comment("Me too", post_id=world.platform._comments[top].post_id, parent_id=top)

    answer = world.connector.reply(reply, "Diolch.")

    assert world.platform._comments[answer].parent_id == top
    assert world.connector.find_reply(reply, "Diolch.") == answer


def test_what_instagrams_own_filter_hid_is_seen_as_hidden(world: World) -> None:
    native_id = world.comment()
    world.platform.hide_comment(native_id)

    assert seen(world.drain())[native_id].is_hidden


def test_nobody_can_tell_which_message_went_out(world: World) -> None:
    with pytest.raises(Unsupported, match="inbox"):
        world.connector.find_message(world.comment(), "Words")


def test_a_deleted_post_does_not_stop_the_round(world: World) -> None:
    doomed = world.platform.add_post("Withdrawn", world.clock())
    world.comment(post_id=doomed)
    cursor = world.drain()[-1].cursor
    world.platform.delete_post(doomed)
    native_id = world.comment()

    pages = world.drain(cursor)

    assert native_id in seen(pages)
    assert doomed not in pages[-1].cursor


def test_a_colleagues_comments_are_the_councils_own(world: World) -> None:
    connector = connected(world.platform, world.clock, own_ids="dr_mayor, 42")
    native_id = world.comment(author="dr_mayor")

    assert native_id not in {one.ref.native_id for one in connector.fetch("").sightings}
    with pytest.raises(Refused):
        connector.hide(native_id)


def test_an_account_that_is_not_the_tokens_is_named(world: World) -> None:
    connector = load("instagram")("999", {"token": CANARY}, {"base_url": world.platform.base_url}, world.clock)

    for call in (connector.check, lambda: connector.fetch("")):
        with pytest.raises(AccessLost, match="account_id"):
            call()


def with_app(world: World):
    settings = {"base_url": world.platform.base_url, "app_id": "app"}
    return load("instagram")(ACCOUNT, {"token": CANARY, "app_secret": "app-secret"}, settings, world.clock)


def test_a_missing_permission_is_named_by_the_check(world: World) -> None:
    world.platform.facts["scopes"] = ["instagram_basic", "instagram_manage_comments", "pages_read_engagement"]

    with pytest.raises(AccessLost, match="lacks instagram_manage_messages;"):
        with_app(world).check()


@pytest.mark.parametrize(
    ("token_ends", "data_ends", "expected"),
    [(0, 0, None), (1_800_000_000, 0, 1_800_000_000), (1_800_000_000, 1_790_000_000, 1_790_000_000)],
)
def test_the_end_of_access_is_told_where_the_app_is_known(
    world: World, token_ends: int, data_ends: int, expected: int | None
) -> None:
    world.platform.facts |= {"expires_at": token_ends, "data_access_expires_at": data_ends}
    connector = with_app(world)
    assert isinstance(connector, AccessExpires)

    ends = connector.access_ends_at()

    assert ends == (expected and datetime.fromtimestamp(expected, UTC))


def test_the_quota_header_is_told(world: World) -> None:
    world.platform.usage = 37

    with metered() as meter:
        world.connector.fetch("")

    assert {allowance.used for allowance in meter.allowances.values()} == {37}


def test_the_token_travels_in_a_header_and_never_in_an_address(world: World) -> None:
    asked = []
    honest = world.platform.answer
    world.platform.answer = lambda request: asked.append(request) or honest(request)
    post_id = world.platform.add_post("A notice", world.clock())
    for number in range(60):
        native_id = world.comment(f"Remark {number}", post_id=post_id)

    world.drain()
    world.connector.reply(native_id, "Diolch.")

    assert len(asked) > 4
    assert all("access_token" not in request.query and b"access_token" not in request.body for request in asked)


def test_a_missing_token_and_a_setting_that_is_no_number_are_named(world: World) -> None:
    with pytest.raises(AccessLost, match="token"):
        load("instagram")(ACCOUNT, {}, {}, world.clock)
    with pytest.raises(ValueError, match="look_back_days"):
        connected(world.platform, world.clock, look_back_days="a week")


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (("GET", "comment", "", {"fields"}, "id,is_hidden"), "has no"),
        (("GET", "media", "comments", {"fields", "since"}, "id"), "takes no"),
        (("POST", "comment", "", {"is_hidden"}, ""), "takes no"),
        (("DELETE", "comment", "", set(), ""), "is no call"),
    ],
)
def test_what_metas_lists_do_not_know_is_caught(call: tuple, complaint: str) -> None:
    assert complaint in undescribed(*call)
