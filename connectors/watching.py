"""Which posts to look under next, on platforms without a list of an account's new comments; pure.

A comment can come under a post of any age. Recent posts are read in every round, older ones ever more rarely. The
cursor holds one line per watched post and what is left of the round; never a paging token of the platform's.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

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


def list_from(watch: Watch, now: datetime, window: timedelta) -> datetime:
    """From when on posts must be listed to notice the new ones."""
    if not watch.posts or seconds(now) - watch.listed >= FULL_LIST_EVERY.total_seconds():
        return now - window
    return datetime.fromtimestamp(max(post.created for post in watch.posts), UTC) - _LIST_OVERLAP


def new_round(watch: Watch, listed: dict[str, datetime], now: datetime, window: timedelta) -> Watch:
    """Adds the posts just listed, forgets those past the window, and says which are due."""
    oldest = seconds(now - window)
    known = {post.native_id: post for post in watch.posts}
    for native_id, created in listed.items():
        if native_id not in known:
            known[native_id] = WatchedPost(native_id, seconds(created), max(seconds(created), watch.start))
    posts = sorted((post for post in known.values() if post.created >= oldest), key=lambda post: -post.created)
    todo = [(post.native_id, max(0, post.mark - int(OVERLAP.total_seconds()))) for post in posts if _is_due(post, now)]
    return replace(watch, posts=tuple(posts), todo=tuple(todo))


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
