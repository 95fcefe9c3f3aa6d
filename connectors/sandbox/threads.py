"""A stand-in for the Threads API: one profile with posts and replies of any depth, over real HTTP.

It names the next page by a cursor alone, hides only what answers the post itself and everything beneath with it, keeps
replies for approval, and publishes in two steps.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from connectors.contract import Clock
from connectors.sandbox.graph_shapes import (
    GRAPH_FAULTS,
    GraphComment,
    GraphError,
    GraphPost,
    documented_fault,
    only,
    stamp,
    unknown_object,
    usage_headers,
    view,
)
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn

_PAGE_CAP = 25  # fewer than asked, on purpose: a short page is not the end
_VERSION = re.compile(r"/v1\.0/(.*)")
_MEDIA = {"image": "IMAGE", "video": "VIDEO"}


class ThreadsSandbox(StandIn):
    """One profile on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = GRAPH_FAULTS

    def __init__(self, clock: Clock, account_id: str, token: str) -> None:
        super().__init__()
        self._clock = clock
        self.account_id = account_id
        self.token = token
        self.name = "council"
        self._numbers = count(1)
        self.posts: dict[str, GraphPost] = {}
        self._comments: dict[str, GraphComment] = {}
        #: Replies that wait for approval.
        self.waiting: set[str] = set()
        self._containers: dict[str, tuple[str, str]] = {}
        #: Threads has none; demonstrations ask every stand-in.
        self.private_messages: list[tuple[str, str, datetime]] = []
        self.answers_used = 0
        self.facts: dict[str, Any] = {
            "is_valid": True,
            "type": "USER",
            "scopes": ["threads_basic", "threads_read_replies", "threads_manage_replies", "threads_content_publish"],
            "expires_at": 0,
        }

    # What residents and the council do.

    def add_post(self, text: str, at: datetime) -> str:
        with self.lock:
            post_id = f"181{next(self._numbers):014d}"
            self.posts[post_id] = GraphPost(post_id, text, at)
            return post_id

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        return self._add(GraphComment("", post_id, parent_id, "", author_name, text, at, attachment))

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._change(comment_id, lambda comment: replace(comment, text=text))

    def delete_comment(self, comment_id: str) -> None:
        self._change(comment_id, lambda comment: replace(comment, is_deleted=True))

    def hold_comment(self, comment_id: str) -> None:
        """The post wants approval: the reply waits, out of sight."""
        self.waiting.add(comment_id)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        post_id = self._comments[comment_id].post_id
        return self._add(GraphComment("", post_id, comment_id, self.account_id, self.name, text, at))

    # What demonstrations and tests look at.

    def comment(self, comment_id: str) -> CommentView:
        found = view(self._comments[comment_id])
        return replace(found, is_hidden=found.is_hidden or comment_id in self.waiting)

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [self.comment(comment_id) for comment_id in self._comments]

    # The platform's side.

    def serve(self, asked: Asked, handler: BaseHTTPRequestHandler) -> None:
        """A draft does nothing by itself: what is to be lost is the answer to its publication."""
        with self.lock:
            is_spared = (
                asked.path.endswith("/threads") and asked.method == "POST" and list(self._faults)[:1] == ["lost_answer"]
            )
        if is_spared:
            self.calls.append(f"{asked.method} {asked.path}")
            return self._serve_honestly(asked, handler, "")
        return super().serve(asked, handler)

    def answer(self, asked: Asked) -> Answer:
        headers = usage_headers(self.account_id, "threads", 1)
        try:
            return Answer(200, self._answer(asked), headers)
        except GraphError as error:
            return Answer(error.answer.status, error.answer.value, headers)

    def fault(self, kind: str, asked: Asked) -> Answer:
        return documented_fault(kind, usage_headers(self.account_id, "threads", 100, minutes=7))

    def _answer(self, asked: Asked) -> Any:
        path = _VERSION.fullmatch(asked.path)
        if path is None:
            raise GraphError(400, 2635, "Unknown version.")
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            raise GraphError(400, 190, "Invalid OAuth access token.", 467)
        node, _, edge = path[1].partition("/")
        form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        if asked.method == "POST":
            return self._write(node, edge, form)
        return self._read(node, edge, dict(asked.query))

    def _read(self, node: str, edge: str, query: dict[str, str]) -> Any:
        fields = query.get("fields", "id")
        match edge:
            case "" if node == "debug_token":
                return {"data": self.facts if query.get("input_token") == self.token else {"is_valid": False}}
            case "" if node == "me":
                return only({"id": self.account_id, "username": self.name}, fields)
            case "":
                return only(self._rendered(node), fields)
            case "threads_publishing_limit" if node == self.account_id:
                config = {"quota_total": 1000, "quota_duration": 86400}
                return {"data": [{"reply_quota_usage": self.answers_used, "reply_config": config}]}
        rows = [only(self._rendered(one.id), fields) for one in self._edge(node, edge)]
        return self._paged(rows, query)

    def _edge(self, node: str, edge: str) -> list[GraphPost] | list[GraphComment]:
        now = self._clock()
        if edge == "threads" and node == self.account_id:
            return _newest_first(post for post in self.posts.values() if post.created_at <= now)
        if node not in self.posts:
            self._present(node)
        seen = [one for one in self._served() if (one.id in self.waiting) is (edge == "pending_replies")]
        if edge in ("conversation", "pending_replies") and node in self.posts:
            return _newest_first(one for one in seen if one.post_id == node)
        if edge == "replies":
            return _newest_first(one for one in seen if (one.parent_id or one.post_id) == node)
        raise unknown_object()

    def _rendered(self, native_id: str) -> dict[str, Any]:
        if (post := self.posts.get(native_id)) and post.created_at <= self._clock():
            return _row(post, self.name) | {"owner": {"id": self.account_id}}
        one = self._present(native_id)
        return _row(one, one.author_name) | {
            "root_post": {"id": one.post_id},
            "replied_to": {"id": one.parent_id or one.post_id},
            "is_reply": True,
            "is_reply_owned_by_me": one.author_id == self.account_id,
            "hide_status": "HIDDEN" if self._top_of(one).is_hidden else "NOT_HUSHED",
        }

    def _paged(self, rows: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        start = int(query.get("after") or 0)
        end = start + min(int(query.get("limit") or _PAGE_CAP), _PAGE_CAP)
        page: dict[str, Any] = {"data": rows[start:end]}
        return page | ({"paging": {"cursors": {"before": str(start), "after": str(end)}}} if rows[start:end] else {})

    def _write(self, node: str, edge: str, form: dict[str, str]) -> dict[str, Any]:
        if edge == "threads" and node == self.account_id and form.get("media_type") == "TEXT":
            container = f"container-{len(self._containers) + 1}"
            self._containers[container] = (self._present(form["reply_to_id"]).id, form["text"])
            return {"id": container}
        if edge == "threads_publish" and node == self.account_id:
            answered, text = self._containers.pop(form["creation_id"])
            self.answers_used += 1
            return {"id": self.council_reply(answered, text, self._clock())}
        one = self._present(node)
        if edge == "manage_pending_reply" and form.get("approve") in ("true", "false"):
            self.waiting.discard(node)
            return {"success": True}
        if edge != "manage_reply" or form.get("hide") not in ("true", "false"):
            raise GraphError(400, 100, "Param hide must be a boolean")
        if one.parent_id:
            raise GraphError(400, 100, "Only top-level replies can be hidden.", 1)
        self._change(node, lambda found: replace(found, is_hidden=form["hide"] == "true"))
        return {"success": True}

    def _top_of(self, one: GraphComment) -> GraphComment:
        return self._top_of(self._comments[one.parent_id]) if one.parent_id else one

    def _present(self, comment_id: str) -> GraphComment:
        comment = next((one for one in self._served() if one.id == comment_id), None)
        if comment is None:
            raise unknown_object()
        return comment

    def _served(self) -> list[GraphComment]:
        now = self._clock()
        return [one for one in self._comments.values() if not one.is_deleted and one.created_at <= now]

    def _add(self, comment: GraphComment) -> str:
        with self.lock:
            comment_id = f"182{len(self._comments) + 1:014d}"
            self._comments[comment_id] = replace(comment, id=comment_id)
            return comment_id

    def _change(self, comment_id: str, change: Callable[[GraphComment], GraphComment]) -> None:
        with self.lock:
            self._comments[comment_id] = change(self._comments[comment_id])


def _newest_first(found: Iterable[Any]) -> list[Any]:
    return sorted(found, key=lambda one: one.created_at, reverse=True)


def _row(it: GraphPost | GraphComment, name: str) -> dict[str, Any]:
    kind = it.attachment if isinstance(it, GraphComment) else ""
    row: dict[str, Any] = {
        "id": it.id,
        "text": it.text,
        "username": name,
        "timestamp": stamp(it.created_at),
        "permalink": f"https://www.threads.net/@{name.replace(' ', '_')}/post/{it.id}",
        "media_type": _MEDIA.get(kind, "TEXT_POST"),
    }
    return row | ({"gif_url": f"https://media.example/{it.id}"} if kind == "gif" else {})
