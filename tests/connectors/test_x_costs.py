"""Reading X costs what is new, not what is there: X charges for everything an answer holds."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from conformance import World, seen
from x_world import connected, x_world

from connectors.metering import USD, metered


@pytest.fixture
def world() -> Iterator[World]:
    with x_world() as made:
        yield made


def _poll(world: World, cursor: str) -> tuple[str, set[str], float]:
    """The new cursor, what came, and what it cost."""
    with metered() as meter:
        page = world.connector.fetch(cursor)
    return page.cursor, set(seen([page])), meter.spent.get(USD, 0.0)


def test_a_poll_that_finds_nothing_new_is_free_however_old_the_newest_comment_and_post_are(world: World) -> None:
    world.comment(post_id=world.platform.add_post("A notice", world.clock()))
    cursor, _, first = _poll(world, "")
    assert first > 0

    costs = []
    for _ in range(4):
        world.clock.forward(minutes=6)
        cursor, found, cost = _poll(world, cursor)
        costs.append((found, cost))

    assert costs[1:] == [(set(), 0.0)] * 3


@pytest.mark.parametrize("minutes", [1, 4])
def test_a_comment_that_x_lists_minutes_late_is_found_though_newer_ones_were_read(world: World, minutes: int) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    world.clock.forward(minutes=30)
    newer = world.comment(post_id=post_id)
    cursor, found, _ = _poll(world, "")
    assert newer in found

    late = world.platform.add_comment(post_id, "Ann", "Late", world.clock() - timedelta(minutes=minutes))
    world.clock.forward(minutes=1)

    assert late in _poll(world, cursor)[1]


@pytest.mark.parametrize("minutes", [-45, 45])
def test_a_clock_of_ours_that_is_three_quarters_of_an_hour_off_loses_nothing(minutes: int) -> None:
    with x_world(timedelta(minutes=minutes)) as world:
        post_id = world.platform.add_post("A notice", world.clock() + timedelta(minutes=minutes))
        cursor, _, _ = _poll(world, "")
        world.clock.forward(minutes=2)
        written = world.platform.add_comment(post_id, "Ann", "When?", world.clock() + timedelta(minutes=minutes))
        world.clock.forward(minutes=2)

        assert written in _poll(world, cursor)[1]


def test_an_x_that_does_not_tell_the_time_is_read_from_the_newest_known_post_on(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    world.comment(post_id=post_id)
    world.platform.told_time = lambda: world.clock().replace(year=1969)
    cursor = connected(world.platform, world.clock).fetch("").cursor
    world.clock.forward(hours=1)
    later = world.comment("Later", post_id=post_id)
    world.clock.forward(hours=1)

    assert later in _poll(world, cursor)[1]


def test_a_cursor_of_an_earlier_version_is_read_on_from(world: World) -> None:
    post_id = world.platform.add_post("A notice", world.clock())
    known = world.comment(post_id=post_id)
    world.clock.forward(hours=1)
    cursor = (
        f'{{"mentions":"{known}","own":"{post_id}","roots":["{post_id}"],"searched":{int(world.clock().timestamp())}}}'
    )
    later = world.comment("Later", post_id=post_id)

    assert later in _poll(world, cursor)[1]
