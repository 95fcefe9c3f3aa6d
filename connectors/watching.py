"""Which posts to look under next, on platforms without a list of an account's new comments; pure.

A comment can come under a post of any age. Recent posts are read in every round, older ones ever more rarely. The
cursor holds one line per watched post and what is left of the round; never a paging token of the platform's.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from connectors.contract import CommentGone, TryLater

#: Read this far back before the newest comment seen, for comments that surface late and for edits.
OVERLAP = timedelta(hours=1)
#: Post age -> how long it may wait between two readings.
_SCHEDULE = (
    (timedelta(days=2), timedelta(0)),
    (timedelta(days=7), timedelta(minutes=15)),
    (timedelta(days=30), timedelta(hours=1)),
)
#: The longest a post of any age may wait: what ``Capabilities.remote_wait`` says for these platforms.
OLDEST_WAIT = timedelta(hours=6)
#: Posts that appear late (approved, back-dated) are found by listing the whole window once a day.
FULL_LIST_EVERY = timedelta(days=1)
_LIST_OVERLAP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Habits:
    """How far a connector looks that watches posts."""

    #: Comments older than this are not taken up by the very first fetch.
    look_back: timedelta = timedelta(days=3)
    #: Posts older than this are no longer looked under.
    watch_posts: timedelta = timedelta(days=90)
    #: Accounts whose comments are the council's own, beside the profile's, as the platform names them.
    own_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WatchedPost:
    """Seconds since 1970, UTC, in every field but the id."""

    native_id: str
    created: int
    #: The newest comment seen under it, or where reading started.
    mark: int
    read: int = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """The cursor's meaning."""

    #: Where the very first fetch started looking for comments.
    start: int = 0
    #: When the whole window of posts was last listed.
    listed: int = 0
    posts: tuple[WatchedPost, ...] = ()
    #: Posts still to read in this round, with the second to read from.
    todo: tuple[tuple[str, int], ...] = ()

    def post(self, native_id: str) -> WatchedPost | None:
        return next((post for post in self.posts if post.native_id == native_id), None)


@dataclass(frozen=True, slots=True)
class Due:
    """One post to look under now; seconds since 1970, UTC, in every field but the id."""

    native_id: str
    #: Comments from then on are wanted.
    since: int
    #: When it was last read to its end; 0 = never.
    read: int
    #: Where the very first fetch started looking for comments.
    start: int


def parsed(cursor: str) -> Watch:
    """An unreadable cursor counts as none: reading again is safe, since the caller ignores what it knows."""
    try:
        value = json.loads(cursor)
        return Watch(
            int(value["start"]),
            int(value["listed"]),
            tuple(WatchedPost(str(name), *(int(number) for number in rest)) for name, *rest in value["posts"]),
            tuple((str(name), int(since)) for name, since in value["todo"]),
        )
    except (ValueError, KeyError, TypeError):
        return Watch()


def written(watch: Watch) -> str:
    posts = [[post.native_id, post.created, post.mark, post.read] for post in watch.posts]
    value = {"start": watch.start, "listed": watch.listed, "posts": posts, "todo": watch.todo}
    return json.dumps(value, separators=(",", ":"))


def starts_at(watch: Watch, now: datetime, habits: Habits) -> int:
    """Where looking for comments starts: the very first fetch settles it for good."""
    return watch.start or seconds(now - habits.look_back)


def is_full_list_due(watch: Watch, now: datetime) -> bool:
    return not watch.posts or seconds(now) - watch.listed >= FULL_LIST_EVERY.total_seconds()


def list_from(watch: Watch, now: datetime, window: timedelta) -> datetime:
    """From when on posts must be listed to notice the new ones."""
    if is_full_list_due(watch, now):
        return now - window
    return datetime.fromtimestamp(max(post.created for post in watch.posts), UTC) - _LIST_OVERLAP


def begun(
    watch: Watch, listed: Mapping[str, datetime], now: datetime, habits: Habits, *, is_full: bool | None = None
) -> Watch:
    """A new round over the posts known and those just listed from ``list_from`` on.

    ``is_full``: whether the list reached over the whole window, where something else than ``list_from`` settled that.
    """
    is_full = is_full_list_due(watch, now) if is_full is None else is_full
    known = replace(watch, start=starts_at(watch, now, habits), listed=seconds(now) if is_full else watch.listed)
    return new_round(known, listed, now, habits.watch_posts)


def new_round(watch: Watch, listed: Mapping[str, datetime], now: datetime, window: timedelta) -> Watch:
    """Adds the posts just listed, forgets those past the window, and says which are due."""
    oldest = seconds(now - window)
    known = {post.native_id: post for post in watch.posts}
    for native_id, created in listed.items():
        if native_id not in known:
            known[native_id] = WatchedPost(native_id, seconds(created), max(seconds(created), watch.start))
    posts = sorted((post for post in known.values() if post.created >= oldest), key=lambda post: -post.created)
    todo = [(post.native_id, max(0, post.mark - int(OVERLAP.total_seconds()))) for post in posts if _is_due(post, now)]
    return replace(watch, posts=tuple(posts), todo=tuple(todo))


def read_on(
    watch: Watch, read_under: Callable[[Due], int], is_spent: Callable[[], bool], now: datetime
) -> tuple[Watch, bool]:
    """Looks under one due post after another; returns where that led, and whether the platform faltered on the way.

    ``read_under`` takes in everything new under a post and returns the newest second among it, 0 for nothing: only
    when it has come to its end does the post's mark move. A post that is gone is watched no longer. What was read
    before a fault counts, and the post at fault stays due; a fault at the very first post is the caller's. What a post
    gave before its fault may come again.
    """
    first = watch.todo
    while watch.todo and not is_spent():
        due = _first_due(watch)
        try:
            newest = read_under(due)
        except CommentGone:
            watch = vanished(watch, due.native_id)
        except TryLater:
            if watch.todo == first:
                raise
            return watch, True
        else:
            watch = finished(watch, due.native_id, newest, now)
    return watch, False


def _first_due(watch: Watch) -> Due:
    native_id, since = watch.todo[0]
    post = watch.post(native_id)
    return Due(native_id, since, post.read if post else 0, watch.start)


def finished(watch: Watch, native_id: str, newest: int, now: datetime) -> Watch:
    """The first post of the round was read to its end; ``newest`` is its newest comment, 0 for none."""
    posts = tuple(
        replace(post, mark=max(post.mark, newest), read=seconds(now)) if post.native_id == native_id else post
        for post in watch.posts
    )
    return replace(watch, posts=posts, todo=_without(watch, native_id))


def vanished(watch: Watch, native_id: str) -> Watch:
    posts = tuple(post for post in watch.posts if post.native_id != native_id)
    return replace(watch, posts=posts, todo=_without(watch, native_id))


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _without(watch: Watch, native_id: str) -> tuple[tuple[str, int], ...]:
    return tuple(item for item in watch.todo if item[0] != native_id)


def _is_due(post: WatchedPost, now: datetime) -> bool:
    age = timedelta(seconds=seconds(now) - post.created)
    wait = next((wait for limit, wait in _SCHEDULE if age < limit), OLDEST_WAIT)
    return seconds(now) - post.read >= wait.total_seconds()


def due_depth(read: Sequence[int], now: datetime, window: timedelta) -> tuple[int, timedelta]:
    """For lists of comments that run newest first: the deepest step of the schedule that is due, and its reach.

    ``read`` tells when each step was last read to its end; () for never.
    """
    steps = _depths(window)
    due = [step for step, (_, wait) in enumerate(steps) if seconds(now) - _read(read, step) >= wait.total_seconds()]
    deepest = max(due, default=0)
    return deepest, steps[deepest][0]


def read_down(read: Sequence[int], now: datetime, window: timedelta, reached: datetime) -> tuple[int, ...]:
    """``read`` after a reading that came down to ``reached``: every step within that is read as of now."""
    steps = enumerate(_depths(window))
    return tuple(seconds(now) if now - depth >= reached else _read(read, step) for step, (depth, _) in steps)


def _depths(window: timedelta) -> list[tuple[timedelta, timedelta]]:
    return [*((min(depth, window), wait) for depth, wait in _SCHEDULE), (window, OLDEST_WAIT)]


def _read(read: Sequence[int], step: int) -> int:
    return read[step] if step < len(read) else 0
