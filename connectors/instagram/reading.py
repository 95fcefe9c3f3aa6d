"""One fetch on an Instagram account: lists posts when a new round begins, then reads under due posts until done.

Instagram lists a post's comments newest first, knows no ``since``, and a new reply does not lift an old comment. So a
reading ends with the first page that holds nothing new, and the first one in every hour goes to the last page.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors import watching
from connectors.contract import CommentGone, OwnPost, Page
from connectors.graph_api import GraphApi
from connectors.instagram import comments
from connectors.watching import Due, Habits
from moderator.domain.comment import AccountRef

READING = "instagram_manage_comments"
_ANSWERS_PER_FETCH = 40
_SECONDS_PER_FETCH = 60.0
_HOUR_S = 3600

Row = Mapping[str, Any]


class Round:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, api: GraphApi, account: AccountRef, habits: Habits, now: datetime) -> None:
        self._api = api
        self._account = account
        self._habits = habits
        self._own = habits.own_ids | {account.account_id}
        self._now = now
        self._answers = 0
        self._ends = time.monotonic() + _SECONDS_PER_FETCH
        #: (post id, comment, what it replies to) in the order read.
        self._found: list[tuple[str, Row, Row | None]] = []
        self._posts: list[OwnPost] = []

    def page(self, cursor: str) -> Page:
        watch = watching.parsed(cursor)
        if not watch.todo:
            watch = self._begun(watch)
        watch, is_stalled = watching.read_on(watch, self._under_post, self._is_spent, self._now)
        public = [one for one in self._found if not comments.is_own(one[1], self._own)]
        media = self._api.read_many(list(dict.fromkeys(one[0] for one in public)), READING, comments.MEDIA_FIELDS)
        own = [
            reply
            for _, row, parent in self._found
            if comments.is_own(row, self._own) and (reply := comments.own_reply(row, parent))
        ]
        return Page(
            sightings=tuple(
                comments.sighting(row, self._account, media.get(post_id) or {"id": post_id}, parent)
                for post_id, row, parent in public
            ),
            own_replies=tuple(own),
            own_posts=tuple(self._posts),
            cursor=watching.written(watch),
            # Stalled or close to the quota's end: the rest of the round waits for the next poll.
            more=bool(watch.todo) and not is_stalled and not self._api.is_busy,
        )

    def _begun(self, watch: watching.Watch) -> watching.Watch:
        since = watching.list_from(watch, self._now, self._habits.watch_posts)
        return watching.begun(watch, self._listed(since), self._now, self._habits)

    def _listed(self, since: datetime) -> dict[str, datetime]:
        """Post id -> when it was made; newest first, so a page of nothing young is the end."""
        listed: dict[str, datetime] = {}
        path = f"{self._account.account_id}/media"
        for posts in self._api.pages(path, READING, fields=comments.MEDIA_FIELDS, limit="50"):
            young = [post for post in posts if comments.moment(post["timestamp"]) >= since]
            self._posts += [comments.own_post(post) for post in young]
            listed |= {str(post["id"]): comments.moment(post["timestamp"]) for post in young}
            if posts and not young:
                break
        return listed

    def _under_post(self, due: Due) -> int:
        is_whole = due.read // _HOUR_S != watching.seconds(self._now) // _HOUR_S
        newest = 0
        for row, parent in self._under(due.native_id, due.since, is_whole=is_whole):
            if (written := watching.seconds(comments.written_at(row))) >= due.since:
                self._found.append((due.native_id, row, parent))
                newest = max(newest, written)
        return newest

    def _under(self, post_id: str, since: int, *, is_whole: bool) -> Iterator[tuple[Row, Row | None]]:
        """Every comment under a post with its replies, as far down as is wanted."""
        for rows in self._api.pages(f"{post_id}/comments", READING, fields=comments.LIST_FIELDS, limit="50"):
            self._answers += 1
            for row in rows:
                yield row, None
                for reply in self._replies(row):
                    yield reply, row
            # Rows may come in any order: only a page that holds nothing new is the end.
            if rows and not is_whole and all(watching.seconds(comments.written_at(row)) < since for row in rows):
                return

    def _replies(self, row: Row) -> Iterator[Row]:
        first = row.get("replies")
        if not isinstance(first, dict):
            return
        try:
            for replies in self._api.pages_after(first, f"{row['id']}/replies", READING):
                yield from replies
        except CommentGone:
            return  # deleted while its replies were being read

    def _is_spent(self) -> bool:
        if not self._answers:  # however busy: every fetch gets at least one post further
            return False
        return self._answers >= _ANSWERS_PER_FETCH or time.monotonic() > self._ends or self._api.is_busy
