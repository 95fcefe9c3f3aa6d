"""One fetch on Bluesky: notifications and our own records when a round begins, then the threads of our posts.

Notifications are lossy: a reply seen before its root never makes one, and a hidden reply's vanishes. So the threads
under our own posts are read as well, on the schedule of watching.py; notifications bring what lies elsewhere.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connectors import watching
from connectors.bluesky import posts
from connectors.bluesky.client import Conversation
from connectors.bluesky.gates import hidden_under
from connectors.bluesky.threads import thread_of
from connectors.contract import OwnPost, OwnReply, Page
from connectors.watching import Due, Habits
from moderator.domain.comment import AccountRef, Sighting

#: One fetch begins no further thread after so many, or after so many seconds; it asks to be called again.
_THREADS_PER_FETCH = 40
_SECONDS_PER_FETCH = 60.0
_ROWS = 100
#: How many posts one call tells of.
POSTS_PER_CALL = 25
_REASONS = ["reply", "mention", "quote"]


@dataclass(frozen=True, slots=True)
class Marks:
    """The cursor's meaning; seconds since 1970, UTC."""

    #: The newest notification seen, and the newest record of our own.
    notified: int = 0
    own: int = 0
    watch: watching.Watch = field(default_factory=watching.Watch)


def parsed(cursor: str) -> Marks:
    """An unreadable cursor counts as none."""
    try:
        value = json.loads(cursor)
        return Marks(int(value["notified"]), int(value["own"]), watching.parsed(json.dumps(value["watch"])))
    except (ValueError, KeyError, TypeError):
        return Marks()


def written(marks: Marks) -> str:
    watch = json.loads(watching.written(marks.watch))
    return json.dumps({"notified": marks.notified, "own": marks.own, "watch": watch}, separators=(",", ":"))


class Round:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, conversation: Conversation, account: AccountRef, habits: Habits, now: datetime) -> None:
        self._conversation = conversation
        self._account = account
        self._habits = habits
        self._own_ids = habits.own_ids | {account.account_id}
        self._now = now
        self._ends = time.monotonic() + _SECONDS_PER_FETCH
        self._threads = 0
        #: Every post read, by address; and those among them that are new.
        self._known: dict[str, dict[str, Any]] = {}
        self._new: dict[str, dict[str, Any]] = {}
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
            cursor=written(Marks(marks.notified, marks.own, watch)),
            more=bool(watch.todo) and not is_stalled,
        )

    def _begun(self, marks: Marks) -> Marks:
        start = watching.starts_at(marks.watch, self._now, self._habits)
        is_full = not marks.own or watching.is_full_list_due(marks.watch, self._now)
        since = self._now - self._habits.watch_posts if is_full else _moment(marks.own) - watching.OVERLAP
        listed, newest = self._own_records(since)
        notified = self._notifications(_moment(marks.notified) - watching.OVERLAP if marks.notified else _moment(start))
        watch = watching.begun(marks.watch, listed, self._now, self._habits, is_full=is_full)
        return Marks(max(notified, marks.notified), max(newest, marks.own), watch)

    def _own_records(self, since: datetime) -> tuple[dict[str, datetime], int]:
        """Posts that began a conversation, with when; and the newest moment. From our own account: nothing lags."""
        listed: dict[str, datetime] = {}
        newest = 0
        account_id = self._account.account_id
        for rows in self._pages(
            "com.atproto.repo.listRecords", "records", repo=account_id, collection=posts.POSTS, limit=_ROWS
        ):
            for row in rows:
                # A device whose clock runs ahead must not move a mark past what others are about to write.
                made = min(posts.made_at(row), self._now)
                if made < since:
                    return listed, newest
                newest = max(newest, watching.seconds(made))
                if reply := posts.own_reply(row, self._own_ids):
                    self._replies[reply.native_id] = reply
                else:
                    self._posts.append(posts.own_post(row))
                    if "reply" not in row["value"]:
                        listed[str(row["uri"])] = made
        return listed, newest

    def _notifications(self, since: datetime) -> int:
        """Newest first; the newest moment. ``priority`` off: else only people the account follows would be told of."""
        newest = 0
        for rows in self._pages(
            "app.bsky.notification.listNotifications", "notifications", reasons=_REASONS, limit=_ROWS, priority=False
        ):
            for row in rows:
                self._take(row)
                newest = max(newest, watching.seconds(posts.seen_at(row)))
            if rows and min(posts.seen_at(row) for row in rows) < since:
                break
        self._new = {uri: post for uri, post in self._new.items() if posts.seen_at(post) >= since}
        return newest

    def _pages(self, method: str, rows: str, **params: Any) -> Iterator[list[dict[str, Any]]]:
        """A short or empty page is not the end; only a missing or repeated cursor is. It never leaves this call."""
        seen: set[str] = set()
        while True:
            answer = self._conversation.read(method, **params)
            yield answer[rows]
            cursor = str(answer.get("cursor") or "")
            if not cursor or cursor in seen:
                return
            seen.add(cursor)
            params["cursor"] = cursor

    def _is_spent(self) -> bool:
        return self._threads >= _THREADS_PER_FETCH or time.monotonic() >= self._ends

    def _under_post(self, due: Due) -> int:
        # Its key may come from a clock that runs ahead: at first everything counts.
        since = due.since if due.read else due.start
        self._threads += 1
        newest = 0
        for post in thread_of(self._conversation, due.native_id):
            self._known[str(post["uri"])] = post
            if post["uri"] != due.native_id and (second := watching.seconds(posts.seen_at(post))) >= since:
                self._take(post)
                newest = max(newest, second)
        return newest

    def _take(self, post: dict[str, Any]) -> None:
        uri = str(post["uri"])
        if posts.author_of(uri) not in self._own_ids:
            self._new[uri] = post
            self._known[uri] = post
        elif (parent := posts.parent_of(post)) and posts.author_of(parent) not in self._own_ids:
            self._replies[uri] = OwnReply(uri, parent, posts.seen_at(post))

    def _sightings(self) -> Iterator[Sighting]:
        """Oldest first, each with what it answers and whether it is hidden."""
        found = sorted(self._new.values(), key=posts.seen_at)
        missing = {posts.parent_of(post) for post in found} - self._known.keys() - {""}
        self._known |= posts_by_uri(self._conversation, missing)
        ours = {root for post in found if posts.author_of(root := posts.root_of(post)) == self._account.account_id}
        hidden = hidden_under(self._conversation, self._account.account_id, ours) if ours else frozenset()
        for post in found:
            is_hidden = str(post["uri"]) in hidden
            yield posts.sighting(post, self._account, self._answered_text(post), is_hidden=is_hidden)

    def _answered_text(self, post: Mapping[str, Any]) -> str:
        answered = self._known.get(posts.parent_of(post)) or self._known.get(posts.root_of(post))
        return posts.text_of(answered) if answered else ""


def posts_by_uri(conversation: Conversation, uris: set[str]) -> dict[str, dict[str, Any]]:
    """The posts that still exist."""
    asked = sorted(uris)
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(asked), POSTS_PER_CALL):
        answer = conversation.read("app.bsky.feed.getPosts", uris=asked[start : start + POSTS_PER_CALL])
        found |= {str(post["uri"]): post for post in answer["posts"]}
    return found


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
