"""One round over the watched posts: what a fault leaves behind, and which marks move."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors import watching
from connectors.contract import AccessLost, CommentGone, TryLater
from connectors.watching import Due, Habits, Watch

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HABITS = Habits(look_back=timedelta(days=3), watch_posts=timedelta(days=90))
MADE = NOW - timedelta(hours=5)


def _round(*names: str) -> Watch:
    """A first round; the posts are to be read in this order."""
    listed = {name: MADE - timedelta(minutes=number) for number, name in enumerate(names)}
    return watching.begun(Watch(), listed, NOW, HABITS)


def _scripted(**outcomes: int | Exception) -> tuple[Callable[[Due], int], list[Due]]:
    """A platform where looking under a post gives the newest second or fails."""
    asked: list[Due] = []

    def read_under(due: Due) -> int:
        asked.append(due)
        outcome = outcomes[due.native_id]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return read_under, asked


def _never() -> bool:
    return False


def test_a_whole_round_reads_every_due_post_once_and_moves_its_mark() -> None:
    newest = watching.seconds(NOW) - 60
    read_under, asked = _scripted(a=newest, b=0)

    watch, is_stalled = watching.read_on(_round("a", "b"), read_under, _never, NOW)

    assert [due.native_id for due in asked] == ["a", "b"]
    assert (watch.todo, is_stalled) == ((), False)
    assert [(post.native_id, post.mark, post.read) for post in watch.posts] == [
        ("a", newest, watching.seconds(NOW)),
        ("b", watching.seconds(MADE - timedelta(minutes=1)), watching.seconds(NOW)),
    ]


def test_what_was_read_before_a_fault_counts_and_the_post_at_fault_stays_due() -> None:
    begun = _round("a", "b", "c")
    read_under, _ = _scripted(a=0, b=TryLater("busy"), c=0)

    watch, is_stalled = watching.read_on(begun, read_under, _never, NOW)

    assert is_stalled
    assert watch.todo == begun.todo[1:]
    assert [post.read for post in watch.posts] == [watching.seconds(NOW), 0, 0]


def test_a_fault_at_the_very_first_post_is_the_callers() -> None:
    read_under, _ = _scripted(a=TryLater("busy"), b=0)

    with pytest.raises(TryLater):
        watching.read_on(_round("a", "b"), read_under, _never, NOW)


def test_access_lost_anywhere_is_the_callers() -> None:
    read_under, _ = _scripted(a=0, b=AccessLost("the token is dead"))

    with pytest.raises(AccessLost):
        watching.read_on(_round("a", "b"), read_under, _never, NOW)


def test_a_post_that_is_gone_is_watched_no_longer_and_stops_nothing() -> None:
    read_under, asked = _scripted(a=CommentGone("gone"), b=0)

    watch, is_stalled = watching.read_on(_round("a", "b"), read_under, _never, NOW)

    assert [due.native_id for due in asked] == ["a", "b"]
    assert not is_stalled
    assert [post.native_id for post in watch.posts] == ["b"]


def test_a_fault_after_a_post_that_is_gone_keeps_that_it_is_gone() -> None:
    read_under, _ = _scripted(a=CommentGone("gone"), b=TryLater("busy"))

    watch, is_stalled = watching.read_on(_round("a", "b"), read_under, _never, NOW)

    assert is_stalled
    assert [post.native_id for post in watch.posts] == ["b"]


def test_a_spent_fetch_leaves_the_rest_of_the_round_for_the_next() -> None:
    read_under, asked = _scripted(a=0, b=0)

    watch, is_stalled = watching.read_on(_round("a", "b"), read_under, lambda: bool(asked), NOW)
    again, _ = watching.read_on(watch, read_under, _never, NOW)

    assert (bool(watch.todo), is_stalled) == (True, False)
    assert [due.native_id for due in asked] == ["a", "b"]
    assert again.todo == ()


def test_a_due_post_tells_from_when_on_and_whether_it_was_ever_read() -> None:
    read_under, asked = _scripted(a=watching.seconds(NOW) - 60)
    watch, _ = watching.read_on(_round("a"), read_under, _never, NOW)
    later = NOW + timedelta(minutes=5)

    watching.read_on(watching.begun(watch, {}, later, HABITS), read_under, _never, later)

    start, made = watching.seconds(NOW - HABITS.look_back), watching.seconds(MADE)
    overlap = int(watching.OVERLAP.total_seconds())
    assert asked == [
        Due("a", made - overlap, 0, start),
        Due("a", watching.seconds(NOW) - 60 - overlap, watching.seconds(NOW), start),
    ]


def test_where_looking_started_is_settled_by_the_first_round() -> None:
    first = _round("a")
    later = NOW + timedelta(days=2)

    again = watching.begun(first, {}, later, HABITS)

    assert first.start == again.start == watching.seconds(NOW - HABITS.look_back)


def test_only_a_list_of_the_whole_window_counts_as_one() -> None:
    whole = _round("a")
    an_hour_on = NOW + timedelta(hours=1)

    partly = watching.begun(whole, {}, an_hour_on, HABITS)
    said_whole = watching.begun(whole, {}, an_hour_on, HABITS, is_full=True)
    a_day_on = watching.begun(whole, {}, NOW + timedelta(days=1), HABITS)

    assert whole.listed == partly.listed == watching.seconds(NOW)
    assert said_whole.listed == watching.seconds(an_hour_on)
    assert a_day_on.listed == watching.seconds(NOW + timedelta(days=1))
