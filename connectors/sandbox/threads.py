"""A stand-in for the Threads API: one profile with posts and replies of any depth, over real HTTP.

It names the next page by a cursor alone, hides only what answers the post itself and everything beneath with it, keeps
replies for approval, and publishes in two steps.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

from connectors.contract import Clock
from connectors.sandbox.graph_frame import GraphStandIn, page_of
from connectors.sandbox.graph_shapes import GraphComment, GraphError, GraphPost, only, stamp, unknown_object, view
from connectors.sandbox.server import Asked, CommentView

_VERSION = re.compile(r"/v1\.0/(.*)")
_MEDIA = {"image": "IMAGE", "video": "VIDEO"}


class ThreadsSandbox(GraphStandIn):
    """One profile on loopback. Content stamped in the future is not served until the clock gets there."""

    usage_kind = "threads"

    def __init__(self, clock: Clock, account_id: str, token: str) -> None:
        super().__init__(clock, account_id, token)
        #: Replies that wait for approval.
        self.waiting: set[str] = set()
        self._containers: dict[str, tuple[str, str]] = {}
        self.answers_used = 0
        self.facts: dict[str, Any] = {
            "is_valid": True,
            "type": "USER",
            "scopes": ["threads_basic", "threads_read_replies", "threads_manage_replies", "threads_content_publish"],
            "expires_at": 0,
        }

    def post_id(self, number: int) -> str:
        return f"181{number:014d}"

    def comment_id(self, comment: GraphComment, number: int) -> str:
        return f"182{number + 1:014d}"

    def hold_comment(self, comment_id: str) -> None:
        """The post wants approval: the reply waits, out of sight."""
        self.waiting.add(comment_id)

    # What demonstrations and tests look at.

    def comment(self, comment_id: str) -> CommentView:
        found = view(self._comments[comment_id])
        return replace(found, is_hidden=found.is_hidden or comment_id in self.waiting)

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

    def reply(self, asked: Asked, form: dict[str, str]) -> Any:
        path = _VERSION.fullmatch(asked.path)
        if path is None:
            raise GraphError(400, 2635, "Unknown version.")
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            raise GraphError(400, 190, "Invalid OAuth access token.", 467)
        node, _, edge = path[1].partition("/")
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
        return page_of(rows, query)[0]

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
