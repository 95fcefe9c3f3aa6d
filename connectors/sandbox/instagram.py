"""A stand-in for Instagram behind the Graph API: one account with posts, comments and replies, over HTTP.

It lists newest first and a few at a time, knows no ``since``, gives only the first replies along, hangs replies to a
reply on the comment above, takes no answer beneath what is hidden, and one private message for a comment.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from connectors.contract import Clock
from connectors.sandbox.graph_frame import PAGE_CAP, GraphStandIn, page_of
from connectors.sandbox.graph_shapes import GraphComment, GraphError, GraphPost, stamp, unknown_object
from connectors.sandbox.server import Asked

_INLINE = 3
_HOST = "https://graph.facebook.com"
_NAMES = re.compile(r"(?P<name>[a-z_]+)(?:\.limit\(\d+\))?(?:\{(?P<inner>[^{}]*)\})?")


class InstagramSandbox(GraphStandIn):
    """One account on loopback. Content stamped in the future is not served until the clock gets there."""

    usage_kind = "instagram"

    def __init__(self, clock: Clock, account_id: str, token: str) -> None:
        super().__init__(clock, account_id, token)
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

    def post_id(self, number: int) -> str:
        return f"180{number:014d}"

    def comment_id(self, comment: GraphComment, number: int) -> str:
        return f"179{number + 1:014d}"

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        answered = self._comments[comment_id]
        top = answered.parent_id or comment_id
        return self._add(GraphComment("", answered.post_id, top, self.account_id, self.name, text, at))

    # The platform's side.

    def reply(self, asked: Asked, form: dict[str, str]) -> Any:
        version, _, path = asked.path.strip("/").partition("/")
        if not re.fullmatch(r"v\d{2}\.0", version) or int(version[1:3]) < 22:
            raise GraphError(400, 2635, "You are calling a deprecated version of the API.")
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
        return self._paged([self._rendered(row, fields) for row in rows], query, path)

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

    def _paged(
        self, rows: list[dict[str, Any]], query: dict[str, str], path: str, cap: int = PAGE_CAP
    ) -> dict[str, Any]:
        page, after = page_of(rows, query, cap)
        if after:
            following = query | {"after": after, "access_token": self.token}
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

    def _is_served(self, comment: GraphComment) -> bool:
        """What stands beneath a deleted comment goes with it."""
        parent = self._comments.get(comment.parent_id)
        return super()._is_served(comment) and (parent is None or super()._is_served(parent))
