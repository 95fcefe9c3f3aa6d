"""One fetch on a Threads profile: lists posts when a new round begins, then reads the conversations of due posts."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import watching
from connectors.contract import CommentGone, OwnPost, Page
from connectors.graph_api import GraphApi
from connectors.threads import replies
from connectors.watching import Due, Habits
from moderator.domain.comment import AccountRef

BASIC, READING = "threads_basic", "threads_read_replies"
_ANSWERS_PER_FETCH = 40
_SECONDS_PER_FETCH = 60.0

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ThreadsHabits(Habits):
    """How far the connector looks; ``own_ids`` are names here."""

    #: Replies wait for approval: what waits is read as well.
    holds_first: bool = False


class Round:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, api: GraphApi, account: AccountRef, habits: ThreadsHabits, now: datetime) -> None:
        self._api = api
        self._account = account
        self._habits = habits
        self._now = now
        self._answers = 0
        self._ends = time.monotonic() + _SECONDS_PER_FETCH
        #: (reply, whether it waits for approval) in the order read.
        self._found: list[tuple[Row, bool]] = []
        self._posts: list[OwnPost] = []

    def page(self, cursor: str) -> Page:
        watch = watching.parsed(cursor)
        if not watch.todo:
            watch = self._begun(watch)
        watch, is_stalled = watching.read_on(watch, self._under_post, self._is_spent, self._now)
        public = [one for one in self._found if not self._is_own(one[0])]
        texts = self._answered_texts([row for row, _ in public])
        return Page(
            sightings=tuple(
                replies.sighting(
                    row, self._account, texts.get(replies.id_in(row, "replied_to"), ""), is_pending=is_pending
                )
                for row, is_pending in public
            ),
            own_replies=tuple(
                answer for row, _ in self._found if self._is_own(row) and (answer := replies.own_reply(row))
            ),
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
        path = f"{self._account.account_id}/threads"
        for posts in self._api.pages(path, BASIC, fields=replies.POST_FIELDS, limit="100"):
            young = [post for post in posts if replies.written_at(post) >= since]
            self._posts += [replies.own_post(post) for post in young]
            listed |= {str(post["id"]): replies.written_at(post) for post in young}
            if posts and not young:
                break
        return listed

    def _under_post(self, due: Due) -> int:
        newest = 0
        for rows in self._new_under(due.native_id, due.since):
            self._found += [(row, False) for row in rows]
            newest = max([newest, *(_second(row) for row in rows)])
        if self._habits.holds_first:  # whatever its age: it waits until somebody decides
            self._found += [(row, True) for row in pending(self._api, due.native_id)]
        return newest

    def _new_under(self, post_id: str, since: int) -> Iterator[list[dict[str, Any]]]:
        """Everything beneath a post since then, whatever its depth, newest first."""
        for rows in self._api.pages(
            f"{post_id}/conversation", READING, fields=replies.FIELDS, reverse="true", limit="100"
        ):
            self._answers += 1
            yield [row for row in rows if _second(row) >= since]
            # Rows may come in any order: only a page that holds nothing new is the end.
            if rows and all(_second(row) < since for row in rows):
                return

    def _answered_texts(self, rows: list[Row]) -> dict[str, str]:
        """The words of what they answer; what did not come along is asked for one by one, as Threads wants it."""
        texts = {str(row["id"]): replies.words(row) for row, _ in self._found}
        for native_id in dict.fromkeys(replies.id_in(row, "replied_to") for row in rows):
            if native_id and native_id not in texts:
                try:
                    texts[native_id] = replies.words(self._api.read(native_id, BASIC, fields="id,text"))
                except CommentGone:
                    texts[native_id] = ""
        return texts

    def _is_spent(self) -> bool:
        if not self._answers:  # however busy: every fetch gets at least one post further
            return False
        return self._answers >= _ANSWERS_PER_FETCH or time.monotonic() > self._ends or self._api.is_busy

    def _is_own(self, row: Row) -> bool:
        return replies.is_own(row, self._habits.own_ids)


def pending(api: GraphApi, post_id: str) -> list[dict[str, Any]]:
    """The replies that wait for approval beneath a post."""
    path, ask = f"{post_id}/pending_replies", {"fields": replies.FIELDS, "approval_status": "pending"}
    return [row for rows in api.pages(path, READING, **ask) for row in rows]


def _second(row: Row) -> int:
    return watching.seconds(replies.written_at(row))
