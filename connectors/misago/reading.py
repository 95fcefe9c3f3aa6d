"""One fetch on a Misago board: the threads that stirred, and in each the newest pages down to what was read before.

A thread that stirs while we read jumps to the top of the list and out of our sight. The next run finds it there, and
within a thread every run reads down to where the run before the last one stood: so nothing of it is passed over.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import AccessLost, CommentGone, OwnReply, Page
from connectors.misago import posts
from connectors.misago.board import Board
from connectors.misago.posts import Post
from connectors.misago.threads import ThreadPages, rows_in
from moderator.domain.comment import AccountRef

#: Read again this far back, for posts whose number was given out before and that came to be seen later.
OVERLAP = timedelta(minutes=15)
#: How often the threads with posts that wait for approval are looked through: such a post makes no thread stir.
HELD_EVERY = timedelta(minutes=15)
#: How often the last ``look_back`` is read afresh, for what was moved, approved or made visible.
SWEEP_EVERY = timedelta(hours=6)
#: One fetch begins no further thread after so many requests; what is left waits for the next.
_REQUESTS = 40
#: The post that one of ours quotes is looked for in so many pages above it.
_PAGES_ABOVE = 5


@dataclass(frozen=True, slots=True)
class Habits:
    look_back: timedelta = timedelta(days=3)
    #: Ids of users whose posts are the council's own, beside ours.
    own_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Marks:
    """The cursor's meaning: post numbers, and seconds since 1970, UTC."""

    #: The newest post of the last complete run, and of the run before that.
    newest: int = 0
    before: int = 0
    #: When the last complete run began, by our clock; 0 before the first.
    mark: int = 0
    #: When the last sweep began, and when the waiting posts were last looked through.
    swept: int = 0
    held: int = 0
    #: The run under way: its newest post, when it began, and the same if it is one of those two, else 0.
    run_newest: int = 0
    running: int = 0
    sweeping: int = 0
    holding: int = 0
    #: Threads still to read in it: id, pages as the list said, and the second to read down to.
    todo: tuple[tuple[int, int, int], ...] = ()


def parsed(cursor: str) -> Marks:
    """An unreadable cursor counts as none: reading again is safe, since the caller ignores what it knows."""
    try:
        value = json.loads(cursor)
        todo = tuple((int(thread), int(pages), int(since)) for thread, pages, since in value.pop("todo"))
        return Marks(todo=todo, **{key: int(value[key]) for key in asdict(Marks()) if key != "todo"})
    except (ValueError, KeyError, TypeError, AttributeError):
        return Marks()


def written(marks: Marks) -> str:
    return json.dumps(asdict(marks), separators=(",", ":"))


class Reading:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, board: Board, account: AccountRef, address: str, habits: Habits, now: datetime) -> None:
        self._board = board
        self._account = account
        self._address = address
        self._habits = habits
        self._now = now
        self._found: list[Post] = []
        self._own_replies: list[OwnReply] = []

    def page(self, cursor: str) -> Page:
        marks = parsed(cursor)
        marks = marks if marks.todo else self._begun(marks)
        while marks.todo and self._board.asked < _REQUESTS:
            self._read(marks, *marks.todo[0])
            marks = replace(marks, todo=marks.todo[1:])
        return Page(
            sightings=tuple(
                posts.sighting(one, self._account, self._address) for one in self._found if not self._is_own(one)
            ),
            own_replies=tuple(self._own_replies),
            own_posts=tuple(
                posts.own_post(one, self._address) for one in self._found if self._is_own(one) and one.opens_thread
            ),
            cursor=written(marks if marks.todo else self._finished(marks)),
            more=bool(marks.todo),
        )

    def _begun(self, marks: Marks) -> Marks:
        """Lists what there is to read. Our rights come first: whoever is no moderator is shown less, and no error."""
        now = int(self._now.timestamp())
        start = int((self._now - self._habits.look_back).timestamp())
        is_sweep = not marks.mark or now - marks.swept >= SWEEP_EVERY.total_seconds()
        is_held = is_sweep or now - marks.held >= HELD_EVERY.total_seconds()
        since = start if is_sweep else marks.mark - int(OVERLAP.total_seconds())
        if is_sweep:
            require_moderator(self._board)
        # After the first run nothing tells yet how far the run before stood: then a thread is read as deep as at first.
        down_to = since if marks.before else start
        listed = list(self._stirred(marks, since))
        todo = {int(row["id"]): (int(row["pages"]), down_to) for row in listed if _is_wanted(row, marks, since)}
        if is_held:
            held_since = start if is_sweep else marks.held - int(OVERLAP.total_seconds())
            for row in _rows_of(self._board, list="unapproved"):
                todo[int(row["id"])] = (int(row["pages"]), min(down_to, held_since))
        return replace(
            marks,
            run_newest=max([marks.newest, *(int(row["last_post"] or 0) for row in listed)]),
            running=now,
            sweeping=now if is_sweep else 0,
            holding=now if is_held else 0,
            todo=tuple((thread, pages, since) for thread, (pages, since) in todo.items()),
        )

    def _stirred(self, marks: Marks, since: int) -> Iterator[Mapping[str, Any]]:
        """The list runs by newest post; only globally pinned threads stand above all order."""
        for rows in _lists_of(self._board):
            yield from rows
            if any(int(row["weight"]) < 2 and not _is_wanted(row, marks, since) for row in rows):
                return

    def _read(self, marks: Marks, thread_id: int, pages: int, since: int) -> None:
        thread = ThreadPages(self._board, str(thread_id))

        def is_new(one: Post) -> bool:
            return one.created_at.timestamp() >= since or (marks.before > 0 and one.number > marks.before)

        try:
            leaf = thread.last(pages)
            read = {one.number: one for one in leaf.posts}
            while leaf.at > 1 and all(is_new(one) for one in leaf.posts):
                leaf = thread.page(leaf.at - 1)
                read |= {one.number: one for one in leaf.posts}
            fresh = [read[number] for number in sorted(read) if is_new(read[number])]
            self._answer(thread, leaf.at, read, [one for one in fresh if self._is_own(one) and not one.opens_thread])
        except CommentGone:
            return  # deleted meanwhile, or moved where our user may not look: then the public may not either
        self._found += fresh

    def _answer(self, thread: ThreadPages, at: int, read: dict[int, Post], own: list[Post]) -> None:
        """What each of our posts answers; the pages above are read only where one names what is not at hand."""
        lowest = at
        for one in own:
            while True:
                before = [read[number] for number in sorted(read) if number < one.number]
                target = posts.answered(one, [post for post in before if not self._is_own(post)])
                if target or lowest == 1 or at - lowest >= _PAGES_ABOVE:
                    break
                lowest -= 1
                read |= {post.number: post for post in thread.page(lowest).posts}
            if target:
                self._own_replies.append(OwnReply(one.native_id, target, one.created_at))

    def _finished(self, marks: Marks) -> Marks:
        return Marks(
            newest=marks.run_newest,
            before=marks.newest,
            mark=marks.running,
            swept=marks.sweeping or marks.swept,
            held=marks.holding or marks.held,
        )

    def _is_own(self, one: Post) -> bool:
        return one.author.native_id in self._habits.own_ids | {self._board.me}


def require_moderator(board: Board) -> Mapping[str, Any]:
    """What our user may do on the board. Raises AccessLost, naming the cure, unless it may see what waits."""
    may: Mapping[str, Any] = board.read("auth").get("acl") or {}
    if not may.get("can_approve_content") or may.get("can_see_unapproved_content_lists") is not True:
        raise AccessLost(
            "our user is no moderator of the board, so it would show less than there is; in its admin panel, open "
            "Users, give the user the role Moderator, and under Categories > Change permissions give that role the "
            "role Moderator in every category"
        )
    return may


def _is_wanted(row: Mapping[str, Any], marks: Marks, since: int) -> bool:
    """By number once one is known, whatever the board's clock says; by time for what came to be seen late."""
    is_later = marks.mark > 0 and int(row["last_post"] or 0) > marks.newest
    return is_later or posts.second(row["last_post_on"]) >= since


def _lists_of(board: Board, **asked: str) -> Iterator[list[dict[str, Any]]]:
    """Lists of threads go on below the number of a post, so nothing slips when a thread is deleted meanwhile."""
    start = 0
    while True:
        answer = board.read("threads", **asked, **({"start": str(start)} if start else {}))
        yield rows_in(answer)
        if not answer["next"] or (start and int(answer["next"]) >= start):
            return
        start = int(answer["next"])


def _rows_of(board: Board, **asked: str) -> Iterator[dict[str, Any]]:
    for rows in _lists_of(board, **asked):
        yield from rows
