"""A stand-in for Instagram behind the Graph API: one account with posts, comments and replies, over HTTP.

It lists newest first and a few at a time, knows no ``since``, gives only the first replies along, hangs replies to a
reply on the comment above, takes no answer beneath what is hidden, and one private message for a comment.
"""

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode

from connectors.contract import Clock
from connectors.sandbox.graph_shapes import (
    GRAPH_FAULTS,
    GraphComment,
    GraphError,
    GraphPost,
    documented_fault,
    stamp,
    unknown_object,
    usage_headers,
    view,
)
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn

_REPLY_WINDOW = timedelta(days=7)
_PAGE_CAP = 25  # fewer than asked, on purpose: a short page is not the end
_INLINE = 3
_HOST = "https://graph.facebook.com"
_NAMES = re.compile(r"(?P<name>[a-z_]+)(?:\.limit\(\d+\))?(?:\{(?P<inner>[^{}]*)\})?")


class InstagramSandbox(StandIn):
    """One account on loopback. Content stamped in the future is not served until the clock gets there."""

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
        #: (comment id, text, when) of every private message.
        self.private_messages: list[tuple[str, str, datetime]] = []
        #: Percent of the quota used, for the usage header.
        self.usage = 1
        #: The app that the token was made with, as debug_token proves it, and what that tells.
        self.app = "app|app-secret"
        self.facts: dict[str, Any] = {
            "is_valid": True,
            "type": "PAGE",
            "scopes": [
                "instagram_basic",
                "instagram_manage_comments",
                "instagram_manage_messages",
                "pages_read_engagement",
            ],
            "expires_at": 0,
            "data_access_expires_at": 0,
        }

    # What residents and the council do.

    def add_post(self, text: str, at: datetime) -> str:
        with self.lock:
            post_id = f"180{next(self._numbers):014d}"
            self.posts[post_id] = GraphPost(post_id, text, at)
            return post_id

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        author_id = f"9{zlib.crc32(author_name.encode()):014d}"
        return self._add(GraphComment("", post_id, parent_id, author_id, author_name, text, at, attachment))

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._change(comment_id, lambda comment: replace(comment, text=text))

    def delete_comment(self, comment_id: str) -> None:
        self._change(comment_id, lambda comment: replace(comment, is_deleted=True))

    def hide_comment(self, comment_id: str) -> None:
        """Instagram's own filter, or a person in the app, hides it."""
        self._change(comment_id, lambda comment: replace(comment, is_hidden=True))

    def delete_post(self, post_id: str) -> None:
        with self.lock:
            del self.posts[post_id]
            for comment in [item for item in self._comments.values() if item.post_id == post_id]:
                self.delete_comment(comment.id)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        answered = self._comments[comment_id]
        top = answered.parent_id or comment_id
        return self._add(GraphComment("", answered.post_id, top, self.account_id, self.name, text, at))

    # What demonstrations and tests look at.

    def comment(self, comment_id: str) -> CommentView:
        return view(self._comments[comment_id])

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [view(comment) for comment in self._comments.values()]

    # The platform's side.

    def answer(self, asked: Asked) -> Answer:
        headers = usage_headers(self.account_id, "instagram", self.usage)
        try:
            return Answer(200, self._answer(asked), headers)
        except GraphError as error:
            return Answer(error.answer.status, error.answer.value, headers)

    def fault(self, kind: str, asked: Asked) -> Answer:
        return documented_fault(kind, usage_headers(self.account_id, "instagram", 100, minutes=7))

    def _answer(self, asked: Asked) -> Any:
        version, _, path = asked.path.strip("/").partition("/")
        if not re.fullmatch(r"v\d{2}\.0", version) or int(version[1:3]) < 22:
            raise GraphError(400, 2635, "You are calling a deprecated version of the API.")
        form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if path == "debug_token" and bearer == self.app:
            return {"data": self.facts if asked.query.get("input_token") == self.token else {"is_valid": False}}
        if bearer != self.token:
            raise GraphError(400, 190, "Invalid OAuth access token.", 467)
        return self._write(path, form) if asked.method == "POST" else self._read(path, dict(asked.query))

    def _read(self, path: str, query: dict[str, str]) -> Any:
        node, _, edge = path.partition("/")
        fields = query.get("fields", "id")
        if not node:
            return {native_id: self._object(native_id, fields) for native_id in query["ids"].split(",")}
        if not edge:
            return self._object(node, fields)
        rows = self._edge(node, edge)
        return self._paged([self._rendered(row, fields) for row in rows], query, path, _PAGE_CAP)

    def _object(self, native_id: str, fields: str) -> dict[str, Any]:
        if native_id == self.account_id:
            return self._only({"id": native_id, "username": self.name}, fields)
        post = self.posts.get(native_id)
        if post is not None and post.created_at <= self._clock():
            return self._rendered(post, fields)
        return self._rendered(self._present(native_id), fields)

    def _edge(self, node: str, edge: str) -> list[GraphPost] | list[GraphComment]:
        now = self._clock()
        if edge == "media" and node == self.account_id:
            return sorted(
                (post for post in self.posts.values() if post.created_at <= now),
                key=lambda post: post.created_at,
                reverse=True,
            )
        if edge == "comments" and node in self.posts:
            found = [one for one in self._served() if one.post_id == node and not one.parent_id]
            return sorted(found, key=lambda one: one.created_at, reverse=True)
        if edge == "replies":
            self._present(node)
            return [one for one in self._served() if one.parent_id == node]
        raise unknown_object()

    def _rendered(self, it: GraphPost | GraphComment, fields: str) -> dict[str, Any]:
        if isinstance(it, GraphPost):
            return self._only(
                {
                    "id": it.id,
                    "caption": it.text,
                    "timestamp": stamp(it.created_at),
                    "permalink": f"https://www.instagram.com/p/{it.id}/",
                    "media_type": "IMAGE",
                },
                fields,
            )
        row: dict[str, Any] = {
            "id": it.id,
            "text": it.text,
            "timestamp": stamp(it.created_at),
            "username": it.author_name,
            "from": {"id": it.author_id, "username": it.author_name},
            "hidden": it.is_hidden,
        }
        if it.author_id == self.account_id:
            row["user"] = {"id": self.account_id}
        if it.parent_id:
            row["parent_id"] = it.parent_id
        return self._only(row, fields, it)

    def _only(self, row: dict[str, Any], fields: str, comment: GraphComment | None = None) -> dict[str, Any]:
        """The asked fields; of an edge among them its first rows."""
        chosen: dict[str, Any] = {"id": row["id"]}
        for match in _NAMES.finditer(fields):
            name, inner = match["name"], match["inner"] or "id"
            if name in row:
                chosen[name] = row[name]
            elif name == "media" and comment is not None:
                chosen[name] = self._rendered(self.posts[comment.post_id], inner)
            elif name == "replies" and comment is not None and (replies := self._edge(comment.id, "replies")):
                path, rows = f"{comment.id}/replies", [self._rendered(reply, inner) for reply in replies]
                chosen[name] = self._paged(rows, {"fields": inner}, path, _INLINE)
        return chosen

    def _paged(self, rows: list[dict[str, Any]], query: dict[str, str], path: str, cap: int) -> dict[str, Any]:
        start = int(query.get("after") or 0)
        end = start + min(int(query.get("limit") or cap), cap)
        page: dict[str, Any] = {"data": rows[start:end]}
        if rows:
            page["paging"] = {"cursors": {"before": str(start), "after": str(end)}}
        if end < len(rows):
            following = query | {"after": str(end), "access_token": self.token}
            page["paging"]["next"] = f"{_HOST}/v26.0/{path}?{urlencode(following)}"
        return page

    def _write(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        if path == f"{self.account_id}/messages":
            return self._message(form)
        node, _, edge = path.partition("/")
        comment = self._present(node)
        if edge == "replies":
            if comment.is_hidden:
                raise GraphError(400, 100, "A hidden comment takes no reply.", 1)
            return {"id": self.council_reply(node, form["message"], self._clock())}
        if form.get("hide") not in ("true", "false"):
            raise GraphError(400, 100, "Param hide must be a boolean")
        self._change(node, lambda found: replace(found, is_hidden=form["hide"] == "true"))
        return {"success": True}

    def _message(self, form: dict[str, str]) -> dict[str, Any]:
        try:
            comment = self._present(str(json.loads(form["recipient"])["comment_id"]))
            text = str(json.loads(form["message"])["text"])
        except (KeyError, ValueError, TypeError):
            raise GraphError(400, 100, "Param recipient must be a JSON object") from None
        if any(sent_to == comment.id for sent_to, _, _ in self.private_messages):
            raise GraphError(400, 10900, "Activity already replied to")
        if self._clock() - comment.created_at > _REPLY_WINDOW:
            raise GraphError(400, 10, "This message is sent outside of allowed window.", 2018278)
        self.private_messages.append((comment.id, text, self._clock()))
        return {"recipient_id": comment.author_id, "message_id": f"m_{len(self.private_messages)}"}

    def _present(self, comment_id: str) -> GraphComment:
        comment = next((one for one in self._served() if one.id == comment_id), None)
        if comment is None:
            raise unknown_object()
        return comment

    def _served(self) -> list[GraphComment]:
        now = self._clock()
        there = {one.id: one for one in self._comments.values() if not one.is_deleted and one.created_at <= now}
        return [one for one in there.values() if not one.parent_id or one.parent_id in there]

    def _add(self, comment: GraphComment) -> str:
        with self.lock:
            comment_id = f"179{len(self._comments) + 1:014d}"
            self._comments[comment_id] = replace(comment, id=comment_id)
            return comment_id

    def _change(self, comment_id: str, change: Callable[[GraphComment], GraphComment]) -> None:
        with self.lock:
            self._comments[comment_id] = change(self._comments[comment_id])
