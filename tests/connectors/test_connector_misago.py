"""The Misago connector keeps every promise against a real Misago, traps included."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

import pytest
from conformance import ReadingPromises, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, MessagingPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from misago_world import misago_world

from connectors.contract import Refused
from connectors.sandbox.server import Answer, Asked

pytestmark = pytest.mark.real


@pytest.fixture
def world(misago: str) -> Iterator[World]:
    with misago_world(misago) as made:
        yield made


class TestMisagoConnector(
    ReadingPromises,
    ActingPromises,
    ReportingPromises,
    AnsweringPromises,
    MessagingPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    exempt: ClassVar = {
        "test_content_stamped_in_the_future_arrives_once_its_time_has_come": (
            "Misago shows a post at once, whatever time it is stamped with, so it arrives at once too"
        ),
        "test_a_reply_names_its_parent": "threads are flat: Misago names no other post that one answers",
        "test_the_window_closes": "Misago sets no time after which nobody may be written to",
    }

    @pytest.fixture(autouse=True)
    def _server(self, misago: str) -> None:
        type(self).lives = staticmethod(lambda skew: misago_world(misago, skew))


def test_a_thread_that_a_resident_opened_is_hidden_and_shown_as_a_whole(world: World) -> None:
    thread = world.platform.add_post("What a mess", world.clock(), who="Ann", title="The tip")
    reply = world.platform.add_comment(thread, "Sian", "I agree", world.clock())
    opening = world.platform.opening(thread)

    sighting = seen(world.drain())[opening]
    world.connector.hide(opening)
    world.connector.hide(opening)
    hidden = (world.platform.comment(opening).is_hidden, world.connector.standing(opening).state)
    still_read = seen(world.drain())
    world.connector.reveal(opening)

    assert (sighting.text, sighting.parent_text) == ("The tip\n\nWhat a mess", "")
    assert hidden == (True, "hidden")
    assert (still_read[opening].is_hidden, still_read[reply].is_hidden) == (True, False)
    assert not world.platform.comment(opening).is_hidden
    assert "whole thread" in world.connector.capabilities.who_still_sees_hidden


def test_a_thread_of_the_councils_is_a_post_of_its_own_and_is_never_hidden(world: World) -> None:
    opening = world.platform.opening(world.platform.add_post("Roadworks", world.clock()))

    page = world.connector.fetch("")

    assert [own.native_id for own in page.own_posts] == [opening]
    assert seen([page]) == {}
    with pytest.raises(Refused):
        world.connector.hide(opening)


def test_only_the_field_in_the_answer_counts_and_not_the_word_ok(world: World) -> None:
    native_id = world.comment()
    world.platform.reads_pass = True
    world.platform.fail_next("unheard")

    with pytest.raises(Refused, match="left the post as it was"):
        world.connector.hide(native_id)


def test_the_best_answer_of_a_thread_is_for_a_person_to_hide(world: World) -> None:
    native_id = world.comment()
    thread, number = native_id.split("-")
    world.platform.act("change_thread", thread=int(thread), best_answer_id=int(number))

    with pytest.raises(Refused, match="best answer"):
        world.connector.hide(native_id)


def test_a_pinned_thread_that_stands_first_ends_no_reading(world: World) -> None:
    old = world.clock() - timedelta(days=60)
    world.platform.add_post("House rules", old, weight=2)
    world.comment("First")
    cursor = world.drain()[-1].cursor
    world.clock.forward(hours=1)
    pinned = world.platform.add_post("Flood warning", world.clock(), weight=2)
    expected = {world.comment("Second"), world.comment("Third", post_id=pinned)}

    assert expected <= set(seen(world.drain(cursor)))


def test_a_new_post_in_an_old_thread_is_found_at_once(world: World) -> None:
    old = world.clock() - timedelta(days=400)
    thread = world.platform.add_post("Council tax", old)
    world.platform.add_comments(thread, [old + timedelta(minutes=number) for number in range(20)])
    cursor = world.drain()[-1].cursor
    world.clock.forward(minutes=2)
    native_id = world.platform.add_comment(thread, "Ann", "And this year?", world.clock())

    assert set(seen(world.drain(cursor))) == {native_id}


def test_a_thread_that_jumps_to_the_top_while_the_list_is_read_loses_nothing(world: World) -> None:
    threads = [world.platform.add_post(f"Notice {number}", world.clock()) for number in range(8)]
    cursor = world.drain(world.drain()[-1].cursor)[-1].cursor
    world.clock.forward(hours=5)
    expected = {world.comment("Missed?", post_id=thread) for thread in threads}
    world.clock.forward(minutes=30)
    honest, jumped = world.platform.answer, []

    def with_a_jump(asked: Asked) -> Answer:
        """The list's second page no longer has the thread that stood at its end."""
        if "start" in asked.query and not jumped:
            jumped.append(world.comment("I jump", post_id=threads[0]))
        return honest(asked)

    world.platform.answer = with_a_jump
    found = seen(pages := world.drain(cursor))
    found |= seen(world.drain(pages[-1].cursor))

    assert jumped
    assert expected | set(jumped) <= set(found)


def test_a_post_deleted_between_two_pages_makes_no_other_slip_away(world: World) -> None:
    thread = world.platform.add_post("Bins", world.clock())
    ids = world.platform.add_comments(thread, [world.clock()] * 25)
    honest, deleted = world.platform.answer, []

    def with_a_deletion(asked: Asked) -> Answer:
        answer = honest(asked)
        if asked.path.endswith("/posts/") and not deleted:
            deleted.extend(ids[1:3])
            for native_id in deleted:
                world.platform.delete_comment(native_id)
        return answer

    world.platform.answer = with_a_deletion

    assert set(ids[3:]) <= set(seen(world.drain()))


def test_any_post_of_a_long_thread_is_found_in_few_requests(world: World) -> None:
    thread = world.platform.add_post("Bins", world.clock())
    ids = world.platform.add_comments(thread, [world.clock()] * 60)
    asked = []
    for native_id in (ids[0], ids[30], ids[-1]):
        world.platform.calls.clear()
        assert world.connector.standing(native_id).state == "visible"
        asked.append(len(world.platform.calls))
    world.platform.calls.clear()
    again = world.connector.reread(ids)

    assert max(asked) <= 6
    assert {standing.state for standing in again.values()} == {"visible"}
    assert len(world.platform.calls) <= 14


def test_a_quiet_poll_takes_two_requests(world: World) -> None:
    world.comment()
    cursor = world.drain()[-1].cursor
    for _ in range(2):
        world.clock.forward(minutes=16)
        cursor = world.drain(cursor)[-1].cursor
    world.clock.forward(minutes=2)
    world.platform.calls.clear()

    world.drain(cursor)

    assert world.platform.calls == ["POST /api/auth/", "GET /api/threads/"]


def test_what_waits_for_approval_is_seen_as_hidden_and_approved_when_it_is_shown(world: World) -> None:
    thread = world.platform.add_post("Bins", world.clock() - timedelta(hours=3))
    cursor = world.drain(world.drain()[-1].cursor)[-1].cursor
    waiting = world.platform.add_comment(thread, "Ann", "Hello", world.clock(), is_unapproved=True)
    world.clock.forward(minutes=16)

    sighting = seen(world.drain(cursor))[waiting]
    world.connector.reveal(waiting)

    assert sighting.is_hidden
    assert not world.platform.row(waiting)["is_unapproved"]
    assert world.connector.standing(waiting).state == "visible"


def test_what_waits_for_approval_stays_hidden_when_somebody_approves_it_later(world: World) -> None:
    thread = world.platform.add_post("Bins", world.clock())
    waiting = world.platform.add_comment(thread, "Ann", "Hello", world.clock(), is_unapproved=True)

    world.connector.hide(waiting)
    world.platform.act("change", post=world.platform.numbers[waiting], is_unapproved=False)

    assert world.platform.comment(waiting).is_hidden
    assert world.connector.standing(waiting).state == "hidden"


def test_a_moved_post_is_gone_where_it_was_and_new_where_it_is(world: World) -> None:
    native_id = world.comment()
    other = world.platform.add_post("Elsewhere", world.clock())
    cursor = world.drain()[-1].cursor
    number = world.platform.numbers[native_id]
    world.platform.act("move", post=number, thread=int(other))
    world.clock.forward(hours=6)

    found = seen(world.drain(cursor))
    world.connector.hide(f"{other}-{number}")

    assert world.connector.standing(native_id).state == "gone"
    assert f"{other}-{number}" in found
    assert world.platform.row(native_id)["opens_thread"], "an older post that is moved in opens the thread from then on"
    assert world.platform.row(native_id)["is_thread_hidden"]
