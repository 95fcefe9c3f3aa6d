"""Which posts are read next: new ones always, old ones ever more rarely, none forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import watching
from connectors.watching import Watch, WatchedPost

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WINDOW = timedelta(days=90)


def _watched(age: timedelta, read_ago: timedelta) -> Watch:
    created, read = watching.seconds(NOW - age), watching.seconds(NOW - read_ago)
    return Watch(start=1, listed=1, posts=(WatchedPost("p", created, created, read),))


@pytest.mark.parametrize(
    ("age", "read_ago", "is_due"),
    [
        (timedelta(hours=1), timedelta(0), True),
        (timedelta(days=3), timedelta(minutes=14), False),
        (timedelta(days=3), timedelta(minutes=15), True),
        (timedelta(days=10), timedelta(minutes=59), False),
        (timedelta(days=10), timedelta(hours=1), True),
        (timedelta(days=60), timedelta(hours=5), False),
        (timedelta(days=60), timedelta(hours=6), True),
    ],
)
def test_older_posts_are_read_more_rarely(age: timedelta, read_ago: timedelta, is_due: bool) -> None:
    watch = watching.new_round(_watched(age, read_ago), {}, NOW, WINDOW)

    assert bool(watch.todo) is is_due


def test_a_post_past_the_window_is_forgotten() -> None:
    watch = watching.new_round(_watched(timedelta(days=91), timedelta(days=1)), {}, NOW, WINDOW)

    assert watch.posts == ()


def test_the_whole_window_is_listed_at_first_and_then_once_a_day() -> None:
    recently = Watch(1, watching.seconds(NOW), _watched(timedelta(hours=5), timedelta(0)).posts)

    assert watching.list_from(Watch(), NOW, WINDOW) == NOW - WINDOW
    assert watching.list_from(recently, NOW, WINDOW) == NOW - timedelta(days=2, hours=5)
    assert watching.list_from(recently, NOW + timedelta(days=1), WINDOW) == NOW + timedelta(days=1) - WINDOW


seconds = st.integers(min_value=0, max_value=2**33)
names = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1)
watches = st.builds(
    Watch,
    seconds,
    seconds,
    st.lists(st.builds(WatchedPost, names, seconds, seconds, seconds), max_size=5).map(tuple),
    st.lists(st.tuples(names, seconds), max_size=5).map(tuple),
)


@given(watches)
def test_a_cursor_means_the_same_after_writing_and_reading(watch: Watch) -> None:
    assert watching.parsed(watching.written(watch)) == watch


@given(st.text())
def test_any_text_is_a_cursor_or_counts_as_none(text: str) -> None:
    assert isinstance(watching.parsed(text), Watch)


@given(st.sets(names, min_size=1, max_size=6), st.integers(min_value=0, max_value=80))
def test_every_listed_post_is_read_in_the_first_round(listed: set[str], age: int) -> None:
    created = NOW - timedelta(days=age)
    watch = watching.new_round(Watch(start=watching.seconds(NOW)), dict.fromkeys(listed, created), NOW, WINDOW)

    assert {name for name, _ in watch.todo} == listed

    for name in listed:
        watch = watching.finished(watch, name, 0, NOW)
    assert watch.todo == ()
