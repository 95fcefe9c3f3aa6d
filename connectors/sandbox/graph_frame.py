"""What the stand-ins of Meta's platforms share: posts, comments on loopback, the error bodies, one private message."""

import json
import zlib
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from connectors.contract import Clock
from connectors.sandbox.graph_shapes import (
    GRAPH_FAULTS,
    REPLY_WINDOW,
    GraphComment,
    GraphError,
    GraphPost,
    documented_fault,
    unknown_object,
    usage_headers,
    view,
)
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn

#: Fewer than asked, on purpose: a short page is not the end.
PAGE_CAP = 25


class GraphStandIn(StandIn):
    """One account on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = GRAPH_FAULTS
    #: What the usage header calls the platform.
    usage_kind: str

    def __init__(self, clock: Clock, account_id: str, token: str) -> None:
        super().__init__()
        self._clock = clock
        self.account_id = account_id
        self.token = token
        self.name = "council"
        self._numbers = count(1)
        self.posts: dict[str, GraphPost] = {}
        self._comments: dict[str, GraphComment] = {}
        #: (comment id, text, when) of every private message; demonstrations ask every stand-in.
        self.private_messages: list[tuple[str, str, datetime]] = []
        #: Percent of the quota used, for the usage header.
        self.usage = 1

    @abstractmethod
    def post_id(self, number: int) -> str:
        """The platform's way to name a post."""

    @abstractmethod
    def comment_id(self, comment: GraphComment, number: int) -> str:
        """The platform's way to name a comment; ``number`` counts from 0."""

    @abstractmethod
    def reply(self, asked: Asked, form: dict[str, str]) -> Any:
        """The honest answer's value. Raises GraphError."""

    # What residents and the council do.

    def add_post(self, text: str, at: datetime) -> str:
        return self._keep_post(text, at, "")

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        author_id = author_number(author_name)
        return self._add(GraphComment("", post_id, parent_id, author_id, author_name, text, at, attachment))

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._change(comment_id, lambda comment: replace(comment, text=text))

    def delete_comment(self, comment_id: str) -> None:
        self._change(comment_id, lambda comment: replace(comment, is_deleted=True))

    def hide_comment(self, comment_id: str) -> None:
        """The platform's own filter, or a person of the council, hides it."""
        self._change(comment_id, lambda comment: replace(comment, is_hidden=True))

    def delete_post(self, post_id: str) -> None:
        with self.lock:
            del self.posts[post_id]
            for comment in [item for item in self._comments.values() if item.post_id == post_id]:
                self.delete_comment(comment.id)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        post_id = self._comments[comment_id].post_id
        return self._add(GraphComment("", post_id, comment_id, self.account_id, self.name, text, at))

    # What demonstrations and tests look at.

    def comment(self, comment_id: str) -> CommentView:
        return view(self._comments[comment_id])

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [self.comment(comment_id) for comment_id in self._comments]

    # The platform's side.

    def answer(self, asked: Asked) -> Answer:
        form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        try:
            return Answer(200, self.reply(asked, form), self._usage_headers())
        except GraphError as error:
            return Answer(error.answer.status, error.answer.value, self._usage_headers())

    def fault(self, kind: str, asked: Asked) -> Answer:
        return documented_fault(kind, self._usage_headers(minutes=7))

    def _message(self, form: dict[str, str]) -> dict[str, Any]:
        """The one private message that Meta allows for a comment, within seven days."""
        try:
            comment = self._present(str(json.loads(form["recipient"])["comment_id"]))
            text = str(json.loads(form["message"])["text"])
        except (KeyError, ValueError, TypeError):
            raise GraphError(400, 100, "Param recipient must be a JSON object") from None
        if self._is_messaged(comment):
            raise GraphError(400, 10900, "Activity already replied to")
        if comment.author_id == self.account_id:
            raise GraphError(400, 10903, "This user cant reply to this activity")
        if self._clock() - comment.created_at > REPLY_WINDOW:
            raise GraphError(400, 10, "This message is sent outside of allowed window.", 2018278)
        self.private_messages.append((comment.id, text, self._clock()))
        return {"recipient_id": comment.author_id, "message_id": f"m_{len(self.private_messages)}"}

    def _is_messaged(self, comment: GraphComment) -> bool:
        return any(sent_to == comment.id for sent_to, _, _ in self.private_messages)

    def _present(self, comment_id: str) -> GraphComment:
        comment = self._comments.get(comment_id)
        if comment is None or not self._is_served(comment):
            raise unknown_object()
        return comment

    def _is_served(self, comment: GraphComment) -> bool:
        return not comment.is_deleted and comment.created_at <= self._clock()

    def _served(self) -> list[GraphComment]:
        return [comment for comment in self._comments.values() if self._is_served(comment)]

    def _keep_post(self, text: str, at: datetime, media_type: str) -> str:
        with self.lock:
            post_id = self.post_id(next(self._numbers))
            self.posts[post_id] = GraphPost(post_id, text, at, media_type)
            return post_id

    def _add(self, comment: GraphComment) -> str:
        with self.lock:
            comment_id = self.comment_id(comment, len(self._comments))
            self._comments[comment_id] = replace(comment, id=comment_id)
            return comment_id

    def _change(self, comment_id: str, change: Callable[[GraphComment], GraphComment]) -> None:
        with self.lock:
            self._comments[comment_id] = change(self._comments[comment_id])

    def _usage_headers(self, minutes: int = 0) -> dict[str, str]:
        return usage_headers(self.account_id, self.usage_kind, self.usage, minutes)


def author_number(name: str) -> str:
    """Everybody keeps their number, also from one stand-in to the next."""
    return f"9{zlib.crc32(name.encode()):014d}"


def page_of(rows: list[dict[str, Any]], query: dict[str, str], cap: int = PAGE_CAP) -> tuple[dict[str, Any], str]:
    """The rows that the query's cursor leads to, with cursors where there are any; the next cursor, "" at the end."""
    start = int(query.get("after") or 0)
    end = start + min(int(query.get("limit") or cap), cap)
    page: dict[str, Any] = {"data": rows[start:end]}
    if rows[start:end]:
        page["paging"] = {"cursors": {"before": str(start), "after": str(end)}}
    return page, str(end) if end < len(rows) else ""
