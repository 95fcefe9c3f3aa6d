"""A stand-in for a Lemmy instance's API v3: one community with posts, comments, removals, reports and messages.

It speaks the shapes of version 0.19: views with everything inside, pages counted from one, pinned posts first, a path
that names all comments above, and errors as one word.
"""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from connectors.contract import Clock
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn

_US = 2
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Row:
    """A post (path "") or a comment."""

    id: int
    post_id: int
    path: str
    creator: int
    text: str
    at: datetime
    updated: datetime | None = None
    picture: str = ""
    is_removed: bool = False
    is_deleted: bool = False
    is_pinned: bool = False

    @property
    def native_id(self) -> str:
        return str(self.id) if self.path else f"post-{self.id}"


class _Complaint(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.answer = Answer(status, {"error": code})


class LemmySandbox(StandIn):
    """One instance on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = frozenset({"token_dead", "rate_limited", "server_error", "permission", "nobody"})

    def __init__(self, clock: Clock, community: str, token: str) -> None:
        super().__init__()
        self._clock = clock
        self.community = community
        self.token = token
        self.moderates = True
        self._numbers = count(11)
        self._people: dict[int, str] = {_US: "The council"}
        self._rows: dict[str, _Row] = {}
        #: (id, recipient, text, when).
        self._messages: list[tuple[int, int, str, datetime]] = []
        #: Native ids of what was reported.
        self.reports: list[str] = []
        #: (native id, reason) of every removal and restoration, as the public log shows them.
        self.log: list[tuple[str, str]] = []

    # What residents and the council do.

    def add_post(self, text: str, at: datetime, *, author_name: str = "", is_pinned: bool = False) -> str:
        creator = self._person(author_name) if author_name else _US
        number = next(self._numbers)
        return self._keep(_Row(number, number, "", creator, text, at, is_pinned=is_pinned))

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        picture = f"https://lemmy.invalid/pictrs/image/{len(self._rows)}.png" if attachment else ""
        return self._add(self._rows[post_id].post_id, self._person(author_name), text, at, parent_id, picture)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        above = self._rows[comment_id]
        return self._add(above.post_id, _US, text, at, comment_id if above.path else "", "")

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._change(comment_id, lambda row: replace(row, text=text, updated=self._clock()))

    def delete_comment(self, comment_id: str) -> None:
        self._change(comment_id, lambda row: replace(row, is_deleted=True))

    def remove_comment(self, comment_id: str) -> None:
        """Another moderator removes it."""
        self._change(comment_id, lambda row: replace(row, is_removed=True))

    # What demonstrations and tests look at.

    @property
    def private_messages(self) -> list[tuple[str, str, datetime]]:
        """(the recipient's newest words, text, when) of every private message."""
        newest = {row.creator: row.native_id for row in self._rows.values()}
        return [(newest.get(to, ""), text, at) for _, to, text, at in self._messages]

    def comment(self, comment_id: str) -> CommentView:
        row = self._rows[comment_id]
        return CommentView(row.native_id, row.text, row.is_removed, row.is_deleted, self._people[row.creator], row.at)

    # The platform's side.

    def answer(self, asked: Asked) -> Answer:
        try:
            if not asked.path.startswith("/api/v3/"):
                raise _Complaint(404, "not_found")
            return Answer(200, self._answer(asked.path.removeprefix("/api/v3/"), asked))
        except _Complaint as complaint:
            return complaint.answer

    def fault(self, kind: str, asked: Asked) -> Answer:
        match kind:
            case "token_dead":
                return Answer(401, {"error": "incorrect_login"})
            case "permission":
                return Answer(403, {"error": "not_a_moderator"})
            case "rate_limited":
                return Answer(429, {"error": "rate_limit_error"})
            case "nobody":  # how older instances greet a dead token
                return Answer(200, {"site_view": {}, "my_user": None})
            case _:
                return Answer(500, {})

    def _answer(self, route: str, asked: Asked) -> dict[str, Any]:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            raise _Complaint(401, "incorrect_login")
        return self._read(route, asked) if asked.method == "GET" else self._written(route, json.loads(asked.body))

    def _read(self, route: str, asked: Asked) -> dict[str, Any]:
        match route:
            case "site":
                return self._site()
            case "post/list":
                return {"posts": [self._post_view(row) for row in self._listed(asked, is_post=True)]}
            case "comment/list":
                return {"comments": [self._comment_view(row) for row in self._listed(asked, is_post=False)]}
            case "post":
                return {"post_view": self._post_view(self._served(f"post-{asked.query['id']}", "post"))}
            case "comment":
                return {"comment_view": self._comment_view(self._served(asked.query["id"], "comment"))}
            case "private_message/list":
                views = [{"private_message": self._message(message)} for message in reversed(self._messages)]
                return {"private_messages": _paged(views, asked)}
            case _:
                raise _Complaint(404, "not_found")

    def _written(self, route: str, body: dict[str, Any]) -> dict[str, Any]:
        match route:
            case "comment":
                return self._commented(body)
            case "post/remove" | "comment/remove":
                return self._removed(route.partition("/")[0], body)
            case "post/report" | "comment/report":
                return self._reported(route.partition("/")[0], body)
            case "private_message":
                return self._sent(body)
            case _:
                raise _Complaint(404, "not_found")

    def _site(self) -> dict[str, Any]:
        moderates = [{"community": {"id": 5, "name": self.community}}] if self.moderates else []
        view = {"person": self._creator(_US), "local_user": {"id": 1, "person_id": _US, "admin": False}}
        return {"version": "0.19.5", "my_user": {"local_user_view": view, "moderates": moderates}}

    def _listed(self, asked: Asked, *, is_post: bool) -> list[_Row]:
        query = asked.query
        if query.get("community_name", self.community) != self.community:
            raise _Complaint(404, "couldnt_find_community")
        rows = [row for row in self._rows.values() if (not row.path) == is_post and row.at <= self._clock()]
        if "post_id" in query:
            rows = [row for row in rows if str(row.post_id) == query["post_id"] and row.path.count(".") == 1]
        if "parent_id" in query:
            rows = [row for row in rows if query["parent_id"] in row.path.split(".")]
        rows.sort(key=lambda row: (row.is_pinned, row.at, row.id), reverse=True)
        return _paged(rows, asked)

    def _served(self, native_id: str, kind: str) -> _Row:
        row = self._rows.get(native_id)
        if row is None or row.at > self._clock():
            raise _Complaint(404, f"couldnt_find_{kind}")
        return row

    def _commented(self, body: dict[str, Any]) -> dict[str, Any]:
        parent = str(body.get("parent_id") or "")
        if parent and self._served(parent, "comment").is_deleted:
            raise _Complaint(400, "couldnt_find_comment")
        post = self._served(f"post-{body['post_id']}", "post")
        native_id = self._add(post.id, _US, str(body["content"]), self._clock(), parent, "")
        return {"comment_view": self._comment_view(self._rows[native_id])}

    def _removed(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        native_id = f"{'post-' if kind == 'post' else ''}{body[f'{kind}_id']}"
        if self._served(native_id, kind).is_deleted:
            raise _Complaint(404, f"couldnt_find_{kind}")
        self.log.append((native_id, str(body.get("reason") or "")))
        self._change(native_id, lambda row: replace(row, is_removed=bool(body["removed"])))
        view = self._post_view if kind == "post" else self._comment_view
        return {f"{kind}_view": view(self._rows[native_id])}

    def _reported(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        native_id = f"{'post-' if kind == 'post' else ''}{body[f'{kind}_id']}"
        self._served(native_id, kind)
        self.reports.append(native_id)
        return {f"{kind}_report_view": {f"{kind}_report": {"id": len(self.reports), "reason": body["reason"]}}}

    def _sent(self, body: dict[str, Any]) -> dict[str, Any]:
        self._messages.append((next(self._numbers), int(body["recipient_id"]), str(body["content"]), self._clock()))
        return {"private_message_view": {"private_message": self._message(self._messages[-1])}}

    def _message(self, message: tuple[int, int, str, datetime]) -> dict[str, Any]:
        number, to, text, at = message
        return {"id": number, "creator_id": _US, "recipient_id": to, "content": text, "published": _stamp(at)}

    def _comment_view(self, row: _Row) -> dict[str, Any]:
        content = row.text + (f"\n\n![]({row.picture})" if row.picture else "")
        shown = {
            "id": row.id,
            "creator_id": row.creator,
            "post_id": row.post_id,
            "content": content,
            "removed": row.is_removed,
            "deleted": row.is_deleted,
            "published": _stamp(row.at),
            **({"updated": _stamp(row.updated)} if row.updated else {}),
            "ap_id": f"https://lemmy.invalid/comment/{row.id}",
            "path": row.path,
        }
        post = self._post_view(self._rows[f"post-{row.post_id}"])["post"]
        return {"comment": shown, "creator": self._creator(row.creator), "post": post}

    def _post_view(self, row: _Row) -> dict[str, Any]:
        name, _, body = row.text.partition("\n\n")
        shown = {
            "id": row.id,
            "name": name,
            "body": body,
            "creator_id": row.creator,
            "removed": row.is_removed,
            "deleted": row.is_deleted,
            "published": _stamp(row.at),
            **({"updated": _stamp(row.updated)} if row.updated else {}),
            "ap_id": f"https://lemmy.invalid/post/{row.id}",
            "featured_community": row.is_pinned,
        }
        return {"post": shown, "creator": self._creator(row.creator)}

    def _creator(self, number: int) -> dict[str, Any]:
        return {
            "id": number,
            "name": self._people[number].casefold().replace(" ", "_"),
            "display_name": self._people[number],
        }

    def _person(self, name: str) -> int:
        number = 1000 + zlib.crc32(name.encode()) % 1_000_000_000
        self._people[number] = name
        return number

    def _add(self, post_id: int, creator: int, text: str, at: datetime, parent_id: str, picture: str) -> str:
        number = next(self._numbers)
        above = self._rows[parent_id].path if parent_id else "0"
        return self._keep(_Row(number, post_id, f"{above}.{number}", creator, text, at, picture=picture))

    def _keep(self, row: _Row) -> str:
        with self.lock:
            self._rows[row.native_id] = row
        return row.native_id

    def _change(self, native_id: str, change: Callable[[_Row], _Row]) -> None:
        with self.lock:
            self._rows[native_id] = change(self._rows[native_id])


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _paged(rows: list[T], asked: Asked) -> list[T]:
    limit, page = int(asked.query["limit"]), int(asked.query["page"])
    if not 0 < limit <= 50 or page < 1:
        raise _Complaint(400, "couldnt_get_comments")
    return rows[(page - 1) * limit : page * limit]
