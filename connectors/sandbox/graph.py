"""A stand-in for Facebook's Graph API: one Page with posts, comments, hiding and private replies, over real HTTP.

It speaks the documented shapes: ranked results unless asked for the stream, short pages, paging links that carry the
token, JSON-encoded nested parameters, error codes and subcodes, the business-use-case usage header.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from connectors.contract import Clock
from connectors.sandbox.graph_frame import GraphStandIn, author_number, page_of
from connectors.sandbox.graph_inbox import Letter, conversations
from connectors.sandbox.graph_shapes import MEDIA, GraphComment, GraphError, comment_row, only, post_row, stamp
from connectors.sandbox.server import Answer, Asked


class GraphSandbox(GraphStandIn):
    """One Page on loopback. Content stamped in the future is not served until the clock gets there."""

    usage_kind = "pages"

    def __init__(self, clock: Clock, page_id: str, token: str) -> None:
        super().__init__(clock, page_id, token)
        self.name = "The council"
        #: Private messages that people wrote to the Page, and that somebody of the council wrote by hand.
        self.letters: list[Letter] = []
        #: Ids of comments that nobody may answer.
        self.closed: set[str] = set()
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
        return self._keep_post(text, at, media_type)

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
        author_id = author_number(author_name)
        kind = attachment or ("image" if picture else "")
        comment = GraphComment("", post_id, parent_id, author_id, author_name, text, at, kind)
        return self._add(replace(comment, picture=picture))

    def write_privately(self, comment_id: str, text: str, at: datetime, *, is_ours: bool = False) -> str:
        """The author of a comment writes to the Page, or somebody of the council to them by hand."""
        letter = Letter(f"m_p{len(self.letters)}", self._comments[comment_id].author_id, is_ours, text, at)
        self.letters.append(letter)
        return letter.id

    # The platform's side.

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith(MEDIA):
            return self._medium(asked)
        return super().answer(asked)

    def _medium(self, asked: Asked) -> Answer:
        """The media server: it wants a signed address and no token."""
        comment = self._comments.get(asked.path.removeprefix(MEDIA).removesuffix(".png"))
        if comment is None or not comment.picture or "oh" not in asked.query or "authorization" in asked.headers:
            return Answer(403, b"URL signature mismatch", content_type="text/plain")
        return Answer(200, comment.picture, content_type="image/png")

    def reply(self, asked: Asked, form: dict[str, str]) -> Any:
        version, _, path = asked.path.strip("/").partition("/")
        if not re.fullmatch(r"v\d{2}\.0", version) or int(version[1:3]) < 22:
            raise GraphError(400, 2635, "You are calling a deprecated version of the Ads API.")
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
        if edge == "feed" and node == self.account_id:
            return self._feed(query, full_path)
        if edge == "conversations" and node == self.account_id:
            return self._paged(conversations(self._inbox(), self.account_id, self._clock()), query, full_path)
        if edge == "comments":
            return self._comment_edge(node, query, full_path)
        return self._object(node, query.get("fields", "id"))

    def _object(self, native_id: str, fields: str) -> dict[str, Any]:
        if native_id in ("me", self.account_id):
            return {"id": self.account_id, "name": self.name}
        post = self.posts.get(native_id)
        if post is not None and post.created_at <= self._clock():
            return only({"id": post.id, "message": post.text, "created_time": stamp(post.created_at)}, fields)
        return only(self._rendered(self._present(native_id)), fields)

    def _feed(self, query: dict[str, str], full_path: str) -> dict[str, Any]:
        now, since = self._clock(), int(query.get("since", "0"))
        due = [post for post in self.posts.values() if since <= post.created_at.timestamp() and post.created_at <= now]
        due.sort(key=lambda post: post.created_at, reverse=True)
        rows = [post_row(post, self.account_id) for post in due]
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
        page, after = page_of(rows, query)
        if after:
            following = query | {"after": after, "access_token": self.token}
            page["paging"]["next"] = f"https://graph.facebook.com{full_path}?{urlencode(following)}"
        return page

    def _rendered(self, comment: GraphComment) -> dict[str, Any]:
        parent = self._comments.get(comment.parent_id)
        row = comment_row(
            comment,
            self.account_id,
            parent.text if parent else "",
            self._clock(),
            is_messaged=self._is_messaged(comment),
        )
        return row | {"can_comment": comment.id not in self.closed}

    def _write(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        if path == f"{self.account_id}/messages":
            return self._message(form)
        node, _, edge = path.partition("/")
        if edge == "comments":
            return self._answered(self._present(node), form.get("message", ""))
        comment = self._present(path)
        if form.get("is_hidden") not in ("true", "false"):
            raise GraphError(400, 100, "Param is_hidden must be a boolean")
        if comment.author_id == self.account_id:
            raise GraphError(403, 200, "Permissions error")
        self._change(path, lambda found: replace(found, is_hidden=form["is_hidden"] == "true"))
        return {"success": True}

    def _answered(self, comment: GraphComment, text: str) -> dict[str, Any]:
        if not text.strip():
            raise GraphError(400, 100, "Missing message or attachment")
        if comment.id in self.closed:
            raise GraphError(403, 200, "Permissions error")
        return {"id": self.council_reply(comment.id, text, self._clock())}

    def _inbox(self) -> list[Letter]:
        sent = enumerate(self.private_messages, start=1)
        ours = [Letter(f"m_{number}", self._comments[to].author_id, True, text, at) for number, (to, text, at) in sent]
        return [*ours, *self.letters]

    def post_id(self, number: int) -> str:
        return f"{self.account_id}_{999 + number}"

    def comment_id(self, comment: GraphComment, number: int) -> str:
        return f"{comment.post_id.split('_')[1]}_{5000 + number}"
