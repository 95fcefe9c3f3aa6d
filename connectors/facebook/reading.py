"""One fetch on a Page: lists posts when a new round begins, then reads under due posts until done or out of budget."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import watching
from connectors.contract import AccessLost, CommentGone, OwnPost, Page
from connectors.facebook.comments import FIELDS, POST_FIELDS, author_id, moment, own_post, own_reply, sighting
from connectors.facebook.graph import Graph
from connectors.watching import Due, Habits
from moderator.domain.comment import AccountRef, Sighting

#: One fetch begins no further post after this many answers or seconds; it asks to be called again.
_ANSWERS_PER_FETCH = 40
_SECONDS_PER_FETCH = 60.0


@dataclass(frozen=True, slots=True)
class PageHabits(Habits):
    """How far the connector looks."""

    #: Whether answers to our private replies are read from the Page's inbox.
    hear_replies: bool = True


class Round:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, graph: Graph, account: AccountRef, habits: PageHabits, now: datetime) -> None:
        self._graph = graph
        self._account = account
        self._habits = habits
        self._own = habits.own_ids | {account.account_id}
        self._now = now
        self._answers = 0
        self._ends = time.monotonic() + _SECONDS_PER_FETCH
        #: (post id, comment) in the order read.
        self._comments: list[tuple[str, dict[str, Any]]] = []
        self._posts: list[OwnPost] = []

    def page(self, cursor: str) -> Page:
        watch = watching.parsed(cursor)
        if not watch.todo:
            watch = self._begun(watch)
        watch, is_stalled = watching.read_on(watch, self._under_post, self._is_spent, self._now)
        own = [reply for _, comment in self._comments if self._is_own(comment) and (reply := own_reply(comment))]
        return Page(
            sightings=tuple(self._sightings()),
            own_replies=tuple(own),
            own_posts=tuple(self._posts),
            cursor=watching.written(watch),
            # Stalled or close to the quota's end: the rest of the round waits for the next poll.
            more=bool(watch.todo) and not is_stalled and not self._graph.is_busy,
        )

    def _begun(self, watch: watching.Watch) -> watching.Watch:
        if watching.is_full_list_due(watch, self._now):
            # Once a day: with another kind of token Facebook answers, and the answer is empty.
            require_page_token(self._graph, self._account.account_id)
        since = watching.list_from(watch, self._now, self._habits.watch_posts)
        return watching.begun(watch, self._listed(watching.seconds(since)), self._now, self._habits)

    def _listed(self, since: int) -> dict[str, datetime]:
        """Post id -> when it was made."""
        path = f"{self._account.account_id}/feed"
        try:
            pages = list(self._graph.pages(path, fields=POST_FIELDS, since=str(since), limit="100"))
        except CommentGone:
            raise AccessLost(
                f"Facebook does not show the Page {self._account.account_id}; correct account_id in the register"
            ) from None
        listed = [post for posts in pages for post in posts]
        self._posts += [own_post(post) for post in listed if self._is_own(post)]
        return {str(post["id"]): moment(post["created_time"]) for post in listed}

    def _under_post(self, due: Due) -> int:
        newest = 0
        for comments in self._new_comments(due.native_id, due.since):
            self._comments += [(due.native_id, comment) for comment in comments]
            newest = max([newest, *(_second(comment) for comment in comments)])
        return newest

    def _new_comments(self, post_id: str, since: int) -> Iterator[list[dict[str, Any]]]:
        """Everything under a post since then, newest first.

        Facebook has been seen to ignore ``since``: so older comments are dropped here too, and a page that holds
        nothing else ends the reading, as long as Facebook keeps to the order.
        """
        times: list[int] = []
        for comments in self._graph.pages(
            f"{post_id}/comments",
            filter="stream",  # without it Facebook ranks and leaves out
            order="reverse_chronological",
            since=str(since),
            limit="100",
            fields=FIELDS,
        ):
            self._answers += 1
            times += [_second(comment) for comment in comments]
            yield [comment for comment in comments if _second(comment) >= since]
            is_in_order = times == sorted(times, reverse=True)
            if comments and is_in_order and _second(comments[0]) < since:
                return

    def _is_spent(self) -> bool:
        if not self._answers:  # however busy: every fetch gets at least one post further
            return False
        return self._answers >= _ANSWERS_PER_FETCH or time.monotonic() > self._ends or self._graph.is_busy

    def _is_own(self, comment: Mapping[str, Any]) -> bool:
        return author_id(comment) in self._own

    def _sightings(self) -> list[Sighting]:
        public = [(post_id, comment) for post_id, comment in self._comments if not self._is_own(comment)]
        wanted = dict.fromkeys(post for post, comment in public if not (comment.get("parent") or {}).get("message"))
        texts = self._graph.read_many(list(wanted), "id,message")
        return [
            sighting(comment, self._account, post_id, str((texts.get(post_id) or {}).get("message") or ""))
            for post_id, comment in public
        ]


def require_page_token(graph: Graph, account_id: str) -> None:
    """Raises AccessLost unless the token is this very Page's: a user's token reads a Page without any comments."""
    token_of = str(graph.read("me", fields="id").get("id") or "")
    if token_of != account_id:
        raise AccessLost(
            f"the token is not this Page's: it belongs to {token_of or 'nobody'}, the profile is {account_id}; "
            "issue a Page token (a user's token sees no comments)"
        )


def _second(comment: Mapping[str, Any]) -> int:
    return watching.seconds(moment(comment["created_time"]))
