"""A stand-in for X's API v2: one account with posts, replies, mentions, hiding and private messages, over real HTTP.

Ids count milliseconds as X's do, lists come newest first, hidden replies read like visible ones, only replies in the
account's own conversations can be hidden, private messages need the other side's door open, and limits per window are
kept by the clock.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import Clock
from connectors.sandbox import x_shapes as shapes
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn
from connectors.sandbox.x_shapes import XPost, XProblem

_WINDOW_S = 900
_SEARCH_REACH = timedelta(days=7)
#: Calls per window and user.
_LIMITS = {"mentions": 300, "tweets": 900, "recent": 300, "hidden": 50, "messages": 15}


class XSandbox(StandIn):
    """One account on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = frozenset(
        {"token_dead", "rate_limited", "rate_limited_no_reset", "server_error", "permission", "credit", "list_body"}
    )

    def __init__(self, clock: Clock, user_id: str, username: str) -> None:
        super().__init__()
        self._clock = self.told_time = clock
        self.user_id = user_id
        self.username = username
        self.posts: dict[str, XPost] = {}
        self._number = 0
        self._used: dict[tuple[str, int], int] = {}
        #: (author id, text, when) of every private message of ours; what people sent us is in ``received``.
        self.sent: list[tuple[str, str, datetime]] = []
        self.received: list[tuple[str, str, datetime]] = []
        #: Author ids that accept no private messages.
        self.closed_doors: set[str] = set()
        #: Post id -> its picture, as the media server has it.
        self.pictures: dict[str, bytes] = {}

    # What residents and the council do.

    def add_post(self, text: str, at: datetime) -> str:
        return self._add(XPost("", self.user_id, self.username, text, at, ""))

    def add_comment(
        self,
        post_id: str,
        author_name: str,
        text: str,
        at: datetime,
        *,
        parent_id: str = "",
        attachment: str = "",
        mentions_us: bool = True,
    ) -> str:
        """A reply; X puts our name into replies by itself, unless the author takes it out."""
        conversation = self.posts[post_id].conversation_id
        answered = parent_id or post_id
        post = self._post_of(author_name, text, at, conversation)
        return self._add(replace(post, replied_to=answered, mentions_us=mentions_us, attachment=attachment))

    def add_mention(self, author_name: str, text: str, at: datetime) -> str:
        """A post of somebody's own that mentions us: not in our conversation."""
        return self._add(replace(self._post_of(author_name, text, at), mentions_us=True))

    def add_repost(self, post_id: str, author_name: str, at: datetime) -> str:
        text = f"RT @{self.username}: {self.posts[post_id].text}"
        return self._add(replace(self._post_of(author_name, text, at), mentions_us=True, repost_of=post_id))

    def edit_mention(self, post_id: str, text: str, at: datetime) -> str:
        """An edit on X is a new post with a new id; only posts that reply to nobody can be edited."""
        with self.lock:
            old = self.posts[post_id]
            new_id = self._new_id(at)
            versions = (*(old.versions or (old.id,)), new_id)
            self.posts[new_id] = replace(old, id=new_id, text=text, created_at=at, versions=versions)
            for version in versions[:-1]:
                self.posts[version] = replace(self.posts[version], versions=versions)
            return new_id

    def delete_comment(self, comment_id: str) -> None:
        """Deleting one version deletes them all."""
        with self.lock:
            for version in self.posts[comment_id].versions or (comment_id,):
                self.posts[version] = replace(self.posts[version], is_deleted=True)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        answered = self.posts[comment_id]
        return self._add(XPost("", self.user_id, self.username, text, at, answered.conversation_id, answered.id))

    def write_to_us(self, author_name: str, text: str, at: datetime) -> None:
        self.received.append((shapes.author_id_of(author_name), text, at))

    # What demonstrations and tests look at.

    @property
    def private_messages(self) -> list[tuple[str, str, datetime]]:
        """(author id, text, when): on X a message goes to a person, not to a comment."""
        return self.sent

    def comment(self, comment_id: str) -> CommentView:
        return shapes.view(self.posts[comment_id])

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [shapes.view(post) for post in self.posts.values() if post.author_id != self.user_id]

    # The platform's side.

    def answer(self, asked: Asked) -> Answer:
        parts = asked.path.strip("/").split("/")[1:]
        if asked.path.startswith("/media/"):
            return shapes.medium(asked, self.pictures)
        try:
            if not asked.headers.get("authorization", "").startswith(("OAuth ", "Bearer ")):
                raise XProblem(401, "Unauthorized", "Unauthorized")
            headers = self._count(parts[-1])
            return Answer(201 if asked.method == "POST" else 200, self._route(asked, parts), headers)
        except XProblem as problem:
            return problem.answer

    def fault(self, kind: str, asked: Asked) -> Answer:
        return shapes.fault_answer(kind, self._reset())

    def _route(self, asked: Asked, parts: list[str]) -> dict[str, Any]:
        match asked.method, parts:
            case "GET", ["users", "me"]:
                return {"data": {"id": self.user_id, "name": "The council", "username": self.username}}
            case "GET", ["users", self.user_id, "mentions"]:
                return self._listed(asked, [post for post in self._served() if post.mentions_us][:800])
            case "GET", ["users", self.user_id, "tweets"]:
                return self._listed(asked, [post for post in self._served() if post.author_id == self.user_id])
            case "GET", ["tweets"]:
                return self._by_id(asked)
            case "GET", ["tweets", "search", "recent"]:
                return self._search(asked)
            case "POST", ["tweets"]:
                return self._posted(json.loads(asked.body or b"{}"))
            case "PUT", ["tweets", post_id, "hidden"]:
                return self._hide(post_id, json.loads(asked.body or b"{}"))
            case "GET", ["dm_conversations", "with", person, "dm_events"]:
                return self._events(person)
            case "POST", ["dm_conversations", "with", person, "messages"]:
                return self._message(person, json.loads(asked.body or b"{}"))
            case _:
                raise shapes.not_found(asked.path)

    def _served(self) -> list[XPost]:
        """Newest first; of an edited post only its newest version."""
        now = self._clock()
        posts = [post for post in self.posts.values() if not post.is_deleted and post.created_at <= now]
        alive = {post.id for post in posts}
        newest = [post for post in posts if post.id == max([v for v in post.versions if v in alive], default=post.id)]
        return sorted(newest, key=lambda post: int(post.id), reverse=True)

    def _listed(self, asked: Asked, posts: list[XPost]) -> dict[str, Any]:
        query = asked.query
        size = int(query.get("max_results", "10"))
        if not 5 <= size <= 100:
            raise shapes.invalid("max_results")
        if "since_id" in query:
            posts = [post for post in posts if int(post.id) > int(query["since_id"])]
        if "start_time" in query:
            start = datetime.fromisoformat(query["start_time"].replace("Z", "+00:00"))
            posts = [post for post in posts if post.created_at >= start]
        first = int(query.get("pagination_token") or query.get("next_token") or "0", 32)
        page = posts[first : first + size]
        meta: dict[str, Any] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
        if first + size < len(posts):
            meta["next_token"] = shapes.base32(first + size)
        answer = self._rendered(page, query)
        return answer | {"meta": meta}

    def _search(self, asked: Asked) -> dict[str, Any]:
        query = asked.query
        start = datetime.fromisoformat(query.get("start_time", "2999-01-01T00:00:00Z").replace("Z", "+00:00"))
        now = self._clock()
        if {"since_id", "start_time"} <= set(query) or ("start_time" in query and start < now - _SEARCH_REACH):
            raise shapes.invalid("start_time")
        if int(query.get("max_results", "10")) < 10 or len(query["query"]) > 512:
            raise shapes.invalid("query")
        wanted = {word.strip("()").removeprefix("conversation_id:") for word in query["query"].split()}
        posts = [
            post
            for post in self._served()
            if post.conversation_id in wanted
            and f"-from:{post.author_id}" not in query["query"]
            and now - post.created_at <= _SEARCH_REACH
            and not post.repost_of
        ]
        return self._listed(asked, posts)

    def _by_id(self, asked: Asked) -> dict[str, Any]:
        ids = asked.query["ids"].split(",")
        found = [self.posts[native_id] for native_id in ids if self._is_served(native_id)]
        errors = [shapes.missing(native_id) for native_id in ids if not self._is_served(native_id)]
        return self._rendered(found, asked.query) | ({"errors": errors} if errors else {})

    def _hide(self, post_id: str, body: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(body.get("hidden"), bool):
            raise shapes.invalid("hidden")
        if not self._is_served(post_id):
            raise shapes.not_found(post_id)
        post = self.posts[post_id]
        root = self.posts.get(post.conversation_id)
        if post.author_id == self.user_id or not post.replied_to or root is None or root.author_id != self.user_id:
            raise XProblem(403, "Forbidden", "You are not allowed to hide this reply.")
        with self.lock:
            self.posts[post_id] = replace(post, is_hidden=body["hidden"])
        return {"data": {"hidden": body["hidden"]}}

    def _posted(self, body: dict[str, Any]) -> dict[str, Any]:
        """A post of ours; X begins an answer with the names of those who are answered, and shortens links."""
        answered = str((body.get("reply") or {}).get("in_reply_to_tweet_id") or "")
        if not self._is_served(answered):
            raise XProblem(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.")
        post = self.posts[answered]
        if not (post.mentions_us or post.author_id == self.user_id):
            raise shapes.not_summoned()
        text = shapes.as_posted(str(body["text"]), post.username)
        if len(text) > shapes.SHORT:
            raise XProblem(403, "Forbidden", "Your Tweet text is too long.")
        return {"data": {"id": self.council_reply(answered, text, self._clock()), "text": text}}

    def _events(self, person: str) -> dict[str, Any]:
        rows = [(when, person, text) for who, text, when in self.received if who == person]
        rows += [(when, self.user_id, text) for who, text, when in self.sent if who == person]
        served = [row for row in sorted(rows) if row[0] <= self._clock()]
        data = [shapes.event(number, *row) for number, row in enumerate(served, start=1)]
        return ({"data": data[::-1]} if data else {}) | {"meta": {"result_count": len(data)}}

    def _message(self, person: str, body: dict[str, Any]) -> dict[str, Any]:
        if person in self.closed_doors:
            raise XProblem(403, "Forbidden", "You do not have permission to DM one or more participants.")
        self.sent.append((person, str(body["text"]), self._clock()))
        number = len(self.sent) + len(self.received)
        return {"data": {"dm_conversation_id": f"{person}-{self.user_id}", "dm_event_id": str(number)}}

    def _rendered(self, posts: list[XPost], query: Mapping[str, str]) -> dict[str, Any]:
        parents = [self.posts[post.replied_to] for post in posts if self._is_served(post.replied_to)]
        return shapes.answer(posts, parents, query)

    def _is_served(self, post_id: str) -> bool:
        post = self.posts.get(post_id)
        return post is not None and not post.is_deleted and post.created_at <= self._clock()

    def _count(self, name: str) -> dict[str, str]:
        """Counts the call against its window; raises X's 429 when the window is used up."""
        limit = _LIMITS.get(name, 5000)
        key = (name, int(self._clock().timestamp()) // _WINDOW_S)
        self._used[key] = self._used.get(key, 0) + 1
        left = limit - self._used[key]
        headers = {
            "x-rate-limit-limit": str(limit),
            "x-rate-limit-remaining": str(max(0, left)),
            "x-rate-limit-reset": str(self._reset()),
        }
        if left < 0:
            problem = XProblem(429, "Too Many Requests", "Too Many Requests")
            problem.answer = replace(problem.answer, headers=headers)
            raise problem
        return headers

    def _post_of(self, author_name: str, text: str, at: datetime, conversation_id: str = "") -> XPost:
        author = (shapes.author_id_of(author_name), shapes.username_of(author_name))
        return XPost("", *author, text, at, conversation_id)

    def _reset(self) -> int:
        return (int(self._clock().timestamp()) // _WINDOW_S + 1) * _WINDOW_S

    def _add(self, post: XPost) -> str:
        with self.lock:
            post_id = self._new_id(post.created_at)
            answered = self.posts.get(post.replied_to)
            self.posts[post_id] = replace(
                post,
                id=post_id,
                conversation_id=post.conversation_id or post_id,
                replied_to_user=answered.author_id if answered else "",
            )
            return post_id

    def _new_id(self, at: datetime) -> str:
        self._number += 1
        return shapes.id_of(at, self._number)
