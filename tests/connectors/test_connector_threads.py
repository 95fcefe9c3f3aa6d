"""The Threads connector keeps every promise through real sockets, and its own traps are closed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from conformance import CANARY, MONDAY, ReadingPromises, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from threads_world import PROFILE, connected, threads_world, undescribed

from connectors.contract import AccessExpires, AccessLost, CommentGone, TryLater, Unsupported
from connectors.loading import load
from connectors.metering import metered


@pytest.fixture
def world() -> Iterator[World]:
    with threads_world() as made:
        yield made


class TestThreadsConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    lives = staticmethod(threads_world)


def nested(world: World) -> tuple[str, str]:
    """A reply to the post, and a reply to that reply."""
    post_id = world.platform.add_post("Bins", world.clock())
    top = world.comment("They never came", post_id=post_id)
    return top, world.comment("Nor here", post_id=post_id, parent_id=top)


def test_a_reply_to_a_reply_cannot_be_hidden_and_the_reason_is_said(world: World) -> None:
    _, below = nested(world)

    with pytest.raises(Unsupported, match="the reply above"):
        world.connector.hide(below)

    assert not any(call.startswith("POST") for call in world.platform.calls)


def test_what_stands_beneath_a_hidden_reply_reads_as_hidden_too(world: World) -> None:
    top, below = nested(world)

    world.connector.hide(top)

    assert world.connector.standing(below).state == "hidden"
    assert "beneath" in world.connector.capabilities.who_still_sees_hidden


def holding(world: World):
    return connected(world.platform, world.clock, holds_first="true")


def test_what_waits_for_approval_is_seen_as_hidden_and_let_out_by_approval(world: World) -> None:
    native_id = world.comment()
    world.platform.hold_comment(native_id)
    connector = holding(world)

    sighting = {one.ref.native_id: one for one in connector.fetch("").sightings}[native_id]
    before = connector.standing(native_id).state
    connector.hide(native_id)
    connector.reveal(native_id)

    assert sighting.is_hidden
    assert (before, connector.standing(native_id).state) == ("hidden", "visible")
    assert connector.capabilities.can_hold
    assert [call.rpartition("/")[2] for call in world.platform.calls if "POST" in call] == ["manage_pending_reply"]


def test_where_nothing_is_held_nobody_asks_what_waits(world: World) -> None:
    native_id = world.comment()

    world.drain()
    world.connector.hide(native_id)

    assert not any("pending" in call for call in world.platform.calls)


def test_an_answer_is_drafted_and_then_published(world: World) -> None:
    native_id = world.comment()

    world.connector.reply(native_id, "Diolch.")

    writes = [call.rpartition("/")[2] for call in world.platform.calls if call.startswith("POST")]
    assert writes == ["threads", "threads_publish"]


@pytest.mark.parametrize("fault", ["reset", "html", "truncated"])
def test_a_draft_that_was_not_confirmed_published_nothing(world: World, fault: str) -> None:
    native_id = world.comment()
    world.platform.reads_pass = True
    world.platform.fail_next(fault)

    with pytest.raises(TryLater, match="nothing was published"):
        world.connector.reply(native_id, "Diolch.")

    assert world.connector.find_reply(native_id, "Diolch.") is None


def test_used_up_answers_wait_and_the_limit_is_told(world: World) -> None:
    native_id = world.comment()
    world.platform.answers_used = 1000

    with metered() as meter, pytest.raises(TryLater) as caught:
        world.connector.reply(native_id, "Diolch.")

    assert caught.value.retry_after == timedelta(hours=1)
    assert (1000, 1000) in {(one.used, one.limit) for one in meter.allowances.values()}


def test_replies_under_an_old_post_are_found_on_its_slower_schedule(world: World) -> None:
    old_post = world.platform.add_post("An old notice", MONDAY - timedelta(days=40))
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=30)
    native_id = world.comment("Still true?", post_id=old_post)

    soon = world.drain(cursor)
    world.clock.forward(hours=6)
    later = world.drain(soon[-1].cursor)

    assert native_id not in seen(soon)
    assert native_id in seen(later)


def test_a_colleagues_replies_are_the_councils_own(world: World) -> None:
    connector = connected(world.platform, world.clock, own_ids="dr_mayor")
    native_id = world.comment(author="dr_mayor")

    assert native_id not in {one.ref.native_id for one in connector.fetch("").sightings}


def test_a_token_of_somebody_else_is_noticed(world: World) -> None:
    connector = load("threads")("999", {"token": CANARY}, {"base_url": world.platform.base_url}, world.clock)

    for call in (connector.check, lambda: connector.fetch("")):
        with pytest.raises(AccessLost, match="not this profile's"):
            call()


def test_a_missing_permission_is_named_by_the_check(world: World) -> None:
    world.platform.facts["scopes"].remove("threads_manage_replies")

    with pytest.raises(AccessLost, match="lacks threads_manage_replies;"):
        world.connector.check()


@pytest.mark.parametrize(("ends", "expected"), [(0, None), (1_800_000_000, datetime.fromtimestamp(1_800_000_000, UTC))])
def test_the_end_of_the_token_is_told(world: World, ends: int, expected: datetime | None) -> None:
    world.platform.facts["expires_at"] = ends
    assert isinstance(world.connector, AccessExpires)

    assert world.connector.access_ends_at() == expected


def test_what_is_gone_cannot_be_let_out(world: World) -> None:
    native_id = world.comment()
    world.platform.delete_comment(native_id)

    with pytest.raises(CommentGone):
        world.connector.reveal(native_id)


def test_a_missing_token_and_a_setting_that_is_no_number_are_named(world: World) -> None:
    with pytest.raises(AccessLost, match="token"):
        load("threads")(PROFILE, {}, {}, world.clock)
    with pytest.raises(ValueError, match="look_back_days"):
        connected(world.platform, world.clock, look_back_days="a week")


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (("GET", "conversation", {"fields"}, "id,hidden"), "has no"),
        (("GET", "replies", {"since"}, ""), "takes no"),
        (("POST", "hide", {"hide"}, ""), "is no call"),
    ],
)
def test_what_metas_pages_do_not_know_is_caught(call: tuple, complaint: str) -> None:
    assert complaint in undescribed(*call)
