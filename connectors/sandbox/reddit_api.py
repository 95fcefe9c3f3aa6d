"""A stand-in for Reddit's API: one subreddit with posts, comments, removal, the queue and modmail, over real HTTP.

Listings come newest first in pages with a place mark, removed comments read with their words for a moderator, deleted
ones stay as empty shells, a 401 carries no header, and every answer tells what is left of the limit.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from connectors.contract import Clock
from connectors.sandbox import reddit_shapes as shapes
from connectors.sandbox.reddit_shapes import RedditThing
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn

_PER_WINDOW = 1000
_ALL_SCOPES = "identity read history modposts modmail submit"


class RedditProblem(Exception):
    """An error body as Reddit sends it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"message": message, "error": status})


class RedditSandbox(StandIn):
    """One subreddit on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = frozenset(
        {"token_dead", "rate_limited", "server_error", "permission", "refused_token", "slow_down", "no_subreddit"}
    )

    def __init__(self, clock: Clock, subreddit: str, refresh_token: str, *, us: str = "CouncilModerator") -> None:
        super().__init__()
        self._clock = clock
        self.subreddit = subreddit
        self.us = us
        self._refresh_token = refresh_token
        self.scopes = _ALL_SCOPES
        self.permissions = ["all"]
        self._numbers = count(36**5)
        self.things: dict[str, RedditThing] = {}
        #: (name of what it is about, text, when) of every modmail of ours that began a conversation.
        self.private_messages: list[tuple[str, str, datetime]] = []
        self._conversations: dict[str, dict[str, Any]] = {}
        #: Reports made by program reach nobody but the moderators, so none are made.
        self.reports: list[str] = []

    # What residents and the council do.

    def add_post(self, text: str, at: datetime, author_name: str = "", attachment: str = "") -> str:
        post = RedditThing("", "t3", author_name.replace(" ", "_") or self.us, text, at, attachment=attachment)
        return self._add(post)

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        comment = RedditThing("", "t1", author_name.replace(" ", "_"), text, at, post_id, parent_id or post_id)
        return self._add(replace(comment, attachment=attachment))

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._change(comment_id, text=text, edited_at=self._clock())

    def delete_comment(self, comment_id: str) -> None:
        self._change(comment_id, is_deleted=True)

    def filter_comment(self, comment_id: str) -> None:
        """AutoModerator holds it back: it waits in the queue."""
        self._change(comment_id, is_removed=True, is_queued=True)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        return self._add(RedditThing("", "t1", self.us, text, at, self.things[comment_id].post_id, comment_id))

    def comment(self, comment_id: str) -> CommentView:
        return shapes.view(self.things[comment_id])

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [shapes.view(thing) for thing in self.things.values() if thing.kind == "t1"]

    # The platform's side.

    def changes(self, asked: Asked) -> bool:
        return asked.method != "GET" and not asked.path.endswith("access_token")

    def answer(self, asked: Asked) -> Answer:
        try:
            if asked.path == "/picture.png" and "authorization" not in asked.headers:  # the media server
                return Answer(200, shapes.PICTURE, content_type="image/png")
            if asked.path == "/api/v1/access_token":
                return self._token(dict(parse_qsl(asked.body.decode())))
            if asked.headers.get("authorization") != f"bearer {shapes.ACCESS}":
                raise RedditProblem(401, "Unauthorized")
            value = self._route(asked, asked.path.strip("/"))
        except RedditProblem as problem:
            return problem.answer
        return Answer(200, value, self._left())

    def fault(self, kind: str, asked: Asked) -> Answer:
        match kind:
            case "token_dead":
                return RedditProblem(401, "Unauthorized").answer
            case "refused_token":
                return Answer(400, {"error": "invalid_grant"})
            case "permission":
                return RedditProblem(403, "Forbidden").answer
            case "no_subreddit":
                return Answer(302, {}, {"Location": "/subreddits/search"})
            case "rate_limited":
                left = {"X-Ratelimit-Used": "1000", "X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "240"}
                return replace(RedditProblem(429, "Too Many Requests").answer, headers=left)
            case "slow_down":
                return Answer(200, {"json": {"errors": [["RATELIMIT", "Take a break for 4 seconds.", "ratelimit"]]}})
            case _:
                return RedditProblem(503, "Service Unavailable").answer

    def _token(self, form: dict[str, str]) -> Answer:
        if form.get("refresh_token") != self._refresh_token:
            return Answer(400, {"error": "invalid_grant"})
        return Answer(200, {"access_token": shapes.ACCESS, "expires_in": 3600, "scope": self.scopes})

    def _route(self, asked: Asked, path: str) -> Any:
        form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        if path.startswith("api/mod/conversations"):
            return self._modmail(asked, form, path.removeprefix("api/mod/conversations").strip("/"))
        return self._changed(path, form) if asked.method == "POST" else self._shown(asked, path)

    def _shown(self, asked: Asked, path: str) -> Any:
        lists: dict[str, Callable[[RedditThing], bool]] = {
            f"r/{self.subreddit}/comments": lambda thing: thing.kind == "t1",
            f"r/{self.subreddit}/new": lambda thing: thing.kind == "t3",
            f"r/{self.subreddit}/about/edited": lambda thing: thing.edited_at is not None,
            f"r/{self.subreddit}/about/modqueue": lambda thing: thing.is_queued,
            f"user/{self.us}/comments": lambda thing: thing.kind == "t1" and thing.author == self.us,
        }
        if path in lists:
            return self._listed(asked, lists[path])
        match path:
            case "api/v1/me":
                return {"name": self.us}
            case "api/info":
                names = [name for name in asked.query["id"].split(",") if self._is_there(name)]
                return shapes.listing([self.things[name] for name in names], self.things)
            case _ if path == f"r/{self.subreddit}/about/moderators":
                return {"kind": "UserList", "data": {"children": [shapes.moderator(self.us, self.permissions)]}}
            case _:
                raise RedditProblem(404, "Not Found")

    def _changed(self, path: str, form: dict[str, str]) -> Any:
        match path:
            case "api/remove" | "api/approve":
                self._change(self._present(form["id"]), is_removed=path == "api/remove", is_queued=False)
                return {}
            case "api/comment":
                name = self.council_reply(self._present(form["thing_id"]), form["text"], self._clock())
                return {"json": {"errors": [], "data": {"things": [shapes.row(self.things[name], self.things)]}}}
            case _:
                raise RedditProblem(404, "Not Found")

    def _modmail(self, asked: Asked, form: dict[str, str], which: str) -> Any:
        if asked.method == "POST":
            key = f"c{len(self._conversations) + 1}"
            self._conversations[key] = {"id": key, "subject": form["subject"], "participant": {"name": form["to"]}}
            self.private_messages.append((form["subject"].split()[-1], form["body"], self._clock()))
            return {"conversation": self._conversations[key]}
        if which:
            text = self.private_messages[int(which[1:]) - 1][1]
            return {"conversation": self._conversations[which], "messages": {"m1": {"bodyMarkdown": text}}}
        is_all = asked.query.get("state") == "all" and not asked.query.get("after")
        found = self._conversations if is_all else {}
        return {"conversations": found, "conversationIds": list(found)}

    def _listed(self, asked: Asked, belongs: Callable[[RedditThing], bool]) -> dict[str, Any]:
        """Newest first; deleted ones are left out, and a mark that stood on one leads nowhere."""
        rows = [thing for name, thing in self.things.items() if self._is_there(name) and belongs(thing)]
        rows = [thing for thing in rows if not thing.is_deleted]
        rows.sort(key=lambda thing: (thing.edited_at or thing.at, thing.name), reverse=True)
        names = [thing.name for thing in rows]
        after = asked.query.get("after", "")
        if after and after not in names:
            return shapes.listing([], self.things)
        first = names.index(after) + 1 if after else 0
        size = min(int(asked.query.get("limit", "25")), 100)
        page = rows[first : first + size]
        return shapes.listing(page, self.things, after=page[-1].name if first + size < len(rows) else None)

    def _present(self, name: str) -> str:
        if not self._is_there(name) or self.things[name].is_deleted:
            raise RedditProblem(404, "Not Found")
        return name

    def _is_there(self, name: str) -> bool:
        return name in self.things and self.things[name].at <= self._clock()

    def _left(self) -> dict[str, str]:
        used = len(self.calls)
        return {
            "X-Ratelimit-Used": str(used),
            "X-Ratelimit-Remaining": f"{max(0, _PER_WINDOW - used)}.0",
            "X-Ratelimit-Reset": str(600 - int(self._clock().timestamp()) % 600),
        }

    def _add(self, thing: RedditThing) -> str:
        with self.lock:
            name = f"{thing.kind}_{shapes.base36(next(self._numbers))}"
            self.things[name] = replace(thing, name=name, post_id=thing.post_id or name)
            return name

    def _change(self, name: str, **what: Any) -> None:
        with self.lock:
            self.things[name] = replace(self.things[name], **what)
