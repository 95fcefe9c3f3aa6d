"""A stand-in for Facebook's Graph API: one Page with posts, comments, hiding and private replies, over real HTTP.

It speaks the documented shapes: ranked results unless asked for the stream, short pages, paging links that carry the
token, JSON-encoded nested parameters, error codes and subcodes, the business-use-case usage header.
"""

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode

from connectors.contract import Clock
from connectors.sandbox.graph_inbox import Letter, conversations
from connectors.sandbox.graph_shapes import (
    GRAPH_FAULTS,
    MEDIA,
    REPLY_WINDOW,
    GraphComment,
    GraphError,
    GraphPost,
    comment_row,
    documented_fault,
    only,
    post_row,
    stamp,
    unknown_object,
    usage_headers,
    view,
)
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn

_PAGE_CAP = 25  # shorter than asked, on purpose: a short page is not the end


class GraphSandbox(StandIn):
    """One Page on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = GRAPH_FAULTS

    def __init__(self, clock: Clock, page_id: str, token: str) -> None:
        super().__init__()
        self._clock = clock
        self.page_id = page_id
        self.token = token
        self.page_name = "The council"
        self._numbers = count(1000)
        self.posts: dict[str, GraphPost] = {}
        self._comments: dict[str, GraphComment] = {}
        #: (comment id, text, when) of every private reply.
        self.private_messages: list[tuple[str, str, datetime]] = []
        #: Private messages that people wrote to the Page, and that somebody of the council wrote by hand.
        self.letters: list[Letter] = []
        #: Ids of comments that nobody may answer.
        self.closed: set[str] = set()
        #: Percent of the quota used, for the usage header.
        self.usage = 1
        #: The app that the token was made with, as debug_token proves it.
        self.app = "app|app-secret"
        #: "expires_at" and "data_access_expires_at" in seconds since 1970; 0 = never.
        self.token_ends = {"expires_at": 0, "data_access_expires_at": 0}
        #: What the token may do.
        self.scopes = [
            "pages_show_list",
            "pages_read_engagement",
            "pages_read_user_content",
            "pages_manage_engagement",
            "pages_messaging",
        ]

    # What residents and the council do.

    def add_post(self, text: str, at: datetime, *, media_type: str = "") -> str:
        with self.lock:
            post_id = f"{self.page_id}_{next(self._numbers)}"
            self.posts[post_id] = GraphPost(post_id, text, at, media_type)
            return post_id

    def add_comment(
        self,
        post_id: str,
        author_name: str,
        text: str,
        at: datetime,
        *,
        parent_id: str = "",
        attachment: str = "",
        picture: bytes = b"",
    ) -> str:
        author_id = f"7{zlib.crc32(author_name.encode()):014d}"
        kind = attachment or ("image" if picture else "")
        comment = GraphComment("", post_id, parent_id, author_id, author_name, text, at, kind)
        return self._add(replace(comment, picture=picture))

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._change(comment_id, lambda comment: replace(comment, text=text))

    def delete_comment(self, comment_id: str) -> None:
        self._change(comment_id, lambda comment: replace(comment, is_deleted=True))

    def hide_comment(self, comment_id: str) -> None:
        """Facebook's own filter, or a person on the Page, hides it."""
        self._change(comment_id, lambda comment: replace(comment, is_hidden=True))

    def delete_post(self, post_id: str) -> None:
        with self.lock:
            del self.posts[post_id]
            for comment in [item for item in self._comments.values() if item.post_id == post_id]:
                self.delete_comment(comment.id)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        post_id = self._comments[comment_id].post_id
        return self._add(GraphComment("", post_id, comment_id, self.page_id, self.page_name, text, at))

    def write_privately(self, comment_id: str, text: str, at: datetime, *, is_ours: bool = False) -> str:
        """The author of a comment writes to the Page, or somebody of the council to them by hand."""
        letter = Letter(f"m_p{len(self.letters)}", self._comments[comment_id].author_id, is_ours, text, at)
        self.letters.append(letter)
        return letter.id

    # What demonstrations and tests look at.

    def comment(self, comment_id: str) -> CommentView:
        return view(self._comments[comment_id])

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [view(comment) for comment in self._comments.values()]

    # The platform's side.

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith(MEDIA):
            return self._medium(asked)
        try:
            value = self._answer(asked)
        except GraphError as error:
            return Answer(error.answer.status, error.answer.value, self._usage_headers())
        return Answer(200, value, self._usage_headers())

    def _medium(self, asked: Asked) -> Answer:
        """The media server: it wants a signed address and no token."""
        comment = self._comments.get(asked.path.removeprefix(MEDIA).removesuffix(".png"))
        if comment is None or not comment.picture or "oh" not in asked.query or "authorization" in asked.headers:
            return Answer(403, b"URL signature mismatch", content_type="text/plain")
        return Answer(200, comment.picture, content_type="image/png")

    def fault(self, kind: str, asked: Asked) -> Answer:
        return documented_fault(kind, self._usage_headers(minutes=7))

    def _answer(self, asked: Asked) -> Any:
        version, _, path = asked.path.strip("/").partition("/")
        if not re.fullmatch(r"v\d{2}\.0", version) or int(version[1:3]) < 22:
            raise GraphError(400, 2635, "You are calling a deprecated version of the Ads API.")
        form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        self._prove(asked, form)
        return self._write(path, form) if asked.method == "POST" else self._read(path, dict(asked.query), asked.path)

    def _prove(self, asked: Asked, form: dict[str, str]) -> None:
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if asked.path.endswith("/debug_token") and bearer == self.app:
            return
        if self.token not in (bearer, asked.query.get("access_token"), form.get("access_token")):
            raise GraphError(400, 190, "Invalid OAuth access token.", 467)

    def _read(self, path: str, query: dict[str, str], full_path: str) -> Any:
        if not path and "ids" in query:
            ids = query["ids"].split(",")
            return {native_id: self._object(native_id, query.get("fields", "id")) for native_id in ids}
        if path == "debug_token":
            is_valid = query.get("input_token") == self.token
            known = {"is_valid": is_valid, "type": "PAGE", "scopes": self.scopes if is_valid else []}
            return {"data": known | self.token_ends}
        node, _, edge = path.partition("/")
        if edge == "feed" and node == self.page_id:
            return self._feed(query, full_path)
        if edge == "conversations" and node == self.page_id:
            return self._paged(conversations(self._inbox(), self.page_id, self._clock()), query, full_path)
        if edge == "comments":
            return self._comment_edge(node, query, full_path)
        return self._object(node, query.get("fields", "id"))

    def _object(self, native_id: str, fields: str) -> dict[str, Any]:
        if native_id in ("me", self.page_id):
            return {"id": self.page_id, "name": self.page_name}
        post = self.posts.get(native_id)
        if post is not None and post.created_at <= self._clock():
            return only({"id": post.id, "message": post.text, "created_time": stamp(post.created_at)}, fields)
        return only(self._rendered(self._present(native_id)), fields)

    def _feed(self, query: dict[str, str], full_path: str) -> dict[str, Any]:
        now, since = self._clock(), int(query.get("since", "0"))
        due = [post for post in self.posts.values() if since <= post.created_at.timestamp() and post.created_at <= now]
        due.sort(key=lambda post: post.created_at, reverse=True)
        rows = [post_row(post, self.page_id) for post in due]
        return self._paged([only(row, query.get("fields", "id")) for row in rows], query, full_path)

    def _comment_edge(self, node: str, query: dict[str, str], full_path: str) -> dict[str, Any]:
        """What stands beneath a post, or beneath a comment."""
        if node not in self.posts:
            self._present(node)
        since = int(query.get("since", "0"))
        found = [
            comment
            for comment in self._comments.values()
            if node in (comment.post_id, comment.parent_id)
            and self._is_served(comment)
            and comment.created_at.timestamp() >= since
        ]
        found.sort(key=lambda comment: comment.created_at, reverse=query.get("order") == "reverse_chronological")
        if query.get("filter") != "stream":  # top level only, and the "less relevant" half is kept back
            found = [comment for comment in found if comment.parent_id in ("", node)][::2]
        fields = query.get("fields", "id,message,from,created_time")
        return self._paged([only(self._rendered(comment), fields) for comment in found], query, full_path)

    def _paged(self, rows: list[dict[str, Any]], query: dict[str, str], full_path: str) -> dict[str, Any]:
        start = int(query.get("after") or 0)
        end = start + min(int(query.get("limit") or _PAGE_CAP), _PAGE_CAP)
        page: dict[str, Any] = {"data": rows[start:end]}
        if rows:
            page["paging"] = {"cursors": {"before": str(start), "after": str(end)}}
        if end < len(rows):
            following = query | {"after": str(end), "access_token": self.token}
            page["paging"]["next"] = f"https://graph.facebook.com{full_path}?{urlencode(following)}"
        return page

    def _rendered(self, comment: GraphComment) -> dict[str, Any]:
        answered = any(sent_to == comment.id for sent_to, _, _ in self.private_messages)
        parent = self._comments.get(comment.parent_id)
        row = comment_row(comment, self.page_id, parent.text if parent else "", self._clock(), is_messaged=answered)
        return row | {"can_comment": comment.id not in self.closed}

    def _write(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        if path == f"{self.page_id}/messages":
            return self._message(form)
        node, _, edge = path.partition("/")
        if edge == "comments":
            return self._answered(self._present(node), form.get("message", ""))
        comment = self._present(path)
        if form.get("is_hidden") not in ("true", "false"):
            raise GraphError(400, 100, "Param is_hidden must be a boolean")
        if comment.author_id == self.page_id:
            raise GraphError(403, 200, "Permissions error")
        self._change(path, lambda found: replace(found, is_hidden=form["is_hidden"] == "true"))
        return {"success": True}

    def _answered(self, comment: GraphComment, text: str) -> dict[str, Any]:
        if not text.strip():
            raise GraphError(400, 100, "Missing message or attachment")
        if comment.id in self.closed:
            raise GraphError(403, 200, "Permissions error")
        return {"id": self.council_reply(comment.id, text, self._clock())}

    def _message(self, form: dict[str, str]) -> dict[str, Any]:
        try:
            comment = self._present(str(json.loads(form["recipient"])["comment_id"]))
            text = str(json.loads(form["message"])["text"])
        except (KeyError, ValueError, TypeError):
            raise GraphError(400, 100, "Param recipient must be a JSON object") from None
        if any(sent_to == comment.id for sent_to, _, _ in self.private_messages):
            raise GraphError(400, 10900, "Activity already replied to")
        if comment.author_id == self.page_id:
            raise GraphError(400, 10903, "This user cant reply to this activity")
        if self._clock() - comment.created_at > REPLY_WINDOW:
            raise GraphError(400, 10, "This message is sent outside of allowed window.", 2018278)
        self.private_messages.append((comment.id, text, self._clock()))
        return {"recipient_id": comment.author_id, "message_id": f"m_{len(self.private_messages)}"}

    def _inbox(self) -> list[Letter]:
        sent = enumerate(self.private_messages, start=1)
        ours = [Letter(f"m_{number}", self._comments[to].author_id, True, text, at) for number, (to, text, at) in sent]
        return [*ours, *self.letters]

    def _present(self, comment_id: str) -> GraphComment:
        comment = self._comments.get(comment_id)
        if comment is None or not self._is_served(comment):
            raise unknown_object()
        return comment

    def _is_served(self, comment: GraphComment) -> bool:
        return not comment.is_deleted and comment.created_at <= self._clock()

    def _add(self, comment: GraphComment) -> str:
        with self.lock:
            comment_id = f"{comment.post_id.split('_')[1]}_{5000 + len(self._comments)}"
            self._comments[comment_id] = replace(comment, id=comment_id)
            return comment_id

    def _change(self, comment_id: str, change: Callable[[GraphComment], GraphComment]) -> None:
        with self.lock:
            self._comments[comment_id] = change(self._comments[comment_id])

    def _usage_headers(self, minutes: int = 0) -> dict[str, str]:
        return usage_headers(self.page_id, "pages", self.usage, minutes)
