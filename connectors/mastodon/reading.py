"""One fetch on Mastodon: mentions and our own posts when a round begins, then what stands beneath our posts.

Mentions bring what people write to us elsewhere; a reply that names us nowhere makes none, so the conversations under
our own posts are read as well. A post from another server arrives when it arrives, stamped with the time it was
written: so everything in a conversation that is read counts, however old it says it is.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors import watching
from connectors.contract import CommentGone, OwnPost, OwnReply, Page
from connectors.mastodon import statuses
from connectors.mastodon.client import Server
from connectors.mastodon.conversations import beneath
from connectors.watching import Due, Habits
from moderator.domain.comment import AccountRef, Sighting

#: One fetch begins no further conversation after so many, or after so many seconds; it asks to be called again.
_CONVERSATIONS_PER_FETCH = 40
_SECONDS_PER_FETCH = 60.0
_ROWS = 40
#: Mentions so close to the newest one are read again: numbers are given before they can be seen.
_OVERLAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Marks:
    """The cursor's meaning."""

    #: A mention some minutes older than the newest one seen; "" before the first.
    mention: str = ""
    #: Our newest post, in seconds since 1970, UTC.
    own: int = 0
    watch: watching.Watch = field(default_factory=watching.Watch)


def parsed(cursor: str) -> Marks:
    """An unreadable cursor counts as none."""
    try:
        value = json.loads(cursor)
        return Marks(str(value["mention"]), int(value["own"]), watching.parsed(json.dumps(value["watch"])))
    except (ValueError, KeyError, TypeError):
        return Marks()


def written(marks: Marks) -> str:
    watch = json.loads(watching.written(marks.watch))
    return json.dumps({"mention": marks.mention, "own": marks.own, "watch": watch}, separators=(",", ":"))


class Round:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, server: Server, account: AccountRef, habits: Habits, now: datetime) -> None:
        self._server = server
        self._account = account
        self._habits = habits
        self._own_ids = habits.own_ids | {account.account_id}
        self._now = now
        self._ends = time.monotonic() + _SECONDS_PER_FETCH
        self._conversations = 0
        #: Every status read, by id; and which of them are comments, each with the post it stands under.
        self._known: dict[str, dict[str, Any]] = {}
        self._found: dict[str, str] = {}
        self._replies: dict[str, OwnReply] = {}
        self._posts: list[OwnPost] = []

    def page(self, cursor: str) -> Page:
        marks = parsed(cursor)
        if not marks.watch.todo:
            marks = self._begun(marks)
        watch, is_stalled = watching.read_on(marks.watch, self._under_post, self._is_spent, self._now)
        return Page(
            sightings=tuple(self._sightings()),
            own_replies=tuple(self._replies.values()),
            own_posts=tuple(self._posts),
            cursor=written(replace(marks, watch=watch)),
            more=bool(watch.todo) and not is_stalled,
        )

    def _begun(self, marks: Marks) -> Marks:
        start = watching.starts_at(marks.watch, self._now, self._habits)
        is_full = not marks.own or watching.is_full_list_due(marks.watch, self._now)
        since = self._now - self._habits.watch_posts if is_full else _moment(marks.own) - watching.OVERLAP
        listed, newest = self._own_statuses(since)
        mention = self._mentions(marks.mention, _moment(start))
        watch = watching.begun(marks.watch, listed, self._now, self._habits, is_full=is_full)
        return Marks(mention, max(newest, marks.own), watch)

    def _own_statuses(self, since: datetime) -> tuple[dict[str, datetime], int]:
        """Posts that answer nobody, with when; and the newest moment. Newest first, so reading ends at ``since``."""
        listed: dict[str, datetime] = {}
        newest = 0
        for rows in self._pages(self._server.api.account_statuses, self._account.account_id, exclude_reblogs=True):
            for status in rows:
                made = min(statuses.moment(status["created_at"]), self._now)
                newest = max(newest, watching.seconds(made))
                if statuses.is_public(status) and made >= since:
                    self._take_own(status)
                    if not statuses.parent_id(status):
                        listed[str(status["id"])] = made
            if rows and min(statuses.moment(status["created_at"]) for status in rows) < since:
                break
        return listed, newest

    def _mentions(self, mark: str, start: datetime) -> str:
        """Everything after the mark, or since ``start`` when there is none; the next mark."""
        seen: dict[str, datetime] = {}
        for rows in self._after(mark) if mark else self._pages(self._server.api.notifications, types=["mention"]):
            for row in rows:
                seen[str(row["id"])] = statuses.moment(row["created_at"])
                if (status := row.get("status")) and (mark or seen[str(row["id"])] >= start):
                    self._take(status, "")
            if not mark and rows and min(seen.values()) < start:
                break
        if not seen:
            return mark
        settled = max(seen.values()) - _OVERLAP
        return max((key for key, when in seen.items() if when <= settled), key=lambda key: seen[key], default=mark)

    def _after(self, mark: str) -> Iterator[list[dict[str, Any]]]:
        """Oldest page first: ``since_id`` would leave out what lies between the mark and the newest page."""
        passed = {mark}
        while rows := self._server.read(self._server.api.notifications, types=["mention"], min_id=mark, limit=_ROWS):
            yield rows
            # The newest of a page is the next mark. Servers differ in how numbers compare; times do not.
            mark = str(max(rows, key=lambda row: (statuses.moment(row["created_at"]), len(row["id"]), row["id"]))["id"])
            if mark in passed:
                return
            passed.add(mark)

    def _pages(self, ask: Any, *args: Any, **params: Any) -> Iterator[list[dict[str, Any]]]:
        """Newest page first, until an empty one; a short page is not the end."""
        passed: set[str] = set()
        while rows := self._server.read(ask, *args, limit=_ROWS, **params):
            yield rows
            oldest = min(rows, key=lambda row: (statuses.moment(row["created_at"]), len(row["id"]), row["id"]))
            if oldest["id"] in passed:
                return
            passed.add(oldest["id"])
            params["max_id"] = oldest["id"]

    def _is_spent(self) -> bool:
        return self._conversations >= _CONVERSATIONS_PER_FETCH or time.monotonic() >= self._ends

    def _under_post(self, due: Due) -> int:
        self._conversations += 1
        newest = 0
        for status in list(beneath(self._server, due.native_id)):
            second = watching.seconds(statuses.moment(status["created_at"]))
            if second >= due.start:
                self._take(status, due.native_id)
                newest = max(newest, second)
        return newest

    def _take(self, status: dict[str, Any], root: str) -> None:
        native_id = str(status["id"])
        self._known[native_id] = status
        if statuses.author_id(status) in self._own_ids:
            self._take_own(status, is_elsewhere=True)
        elif statuses.is_public(status):
            self._found[native_id] = root or self._found.get(native_id, "")

    def _take_own(self, status: dict[str, Any], *, is_elsewhere: bool = False) -> None:
        self._known[str(status["id"])] = status
        is_open = status.get("visibility") == "private"
        if statuses.is_message(status, self._answered(status) if is_open else None):
            return
        if reply := statuses.own_reply(status, self._own_ids):
            self._replies[reply.native_id] = reply
        elif not is_elsewhere:
            self._posts.append(statuses.own_post(status))

    def _sightings(self) -> Iterator[Sighting]:
        """Oldest first, each with what it answers."""
        found = sorted(self._found, key=lambda native_id: statuses.moment(self._known[native_id]["created_at"]))
        for native_id in found:
            status, root = self._known[native_id], self._found[native_id]
            answered = self._answered(status)
            if not root and answered and self._is_our_post(answered):
                root = str(answered["id"])
            answered = answered or self._known.get(root)
            text = statuses.text_of(answered) if answered else ""
            yield statuses.sighting(status, self._account, root, text)

    def _is_our_post(self, status: Mapping[str, Any]) -> bool:
        return statuses.author_id(status) == self._account.account_id and not statuses.parent_id(status)

    def _answered(self, status: Mapping[str, Any]) -> dict[str, Any] | None:
        parent = statuses.parent_id(status)
        if parent and parent not in self._known:
            try:
                self._known[parent] = self._server.read(self._server.api.status, parent)
            except CommentGone:
                return None
        return self._known.get(parent)


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
