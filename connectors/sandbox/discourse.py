"""A stand-in for a Discourse board: topics, posts, moderators' flags, private messages, over real HTTP.

It does as Discourse's own source does where a client can trip: a flag of one kind is taken once, what is unhidden keeps
its flags, hiding a topic's first post takes the topic off the lists, moderators are shown deleted posts, and an author
who edits a hidden post shows it again.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from connectors.contract import Clock
from connectors.sandbox import discourse_shapes as shapes
from connectors.sandbox.discourse_shapes import BoardPost, BoardTopic, Problem
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn

_PAGE, _REPLIES, _TOPICS = 50, 20, 30
#: Kinds of flag that hide a post when a moderator takes action: off-topic, inappropriate, spam.
_HIDING = (3, 4, 8)


class DiscourseSandbox(StandIn):
    """One board on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = frozenset({"token_dead", "rate_limited", "server_error", "permission"})

    def __init__(self, clock: Clock, username: str, api_key: str) -> None:
        super().__init__()
        self._clock = clock
        self.username = username
        self._api_key = api_key
        self._numbers = count(101)
        self.topics: dict[int, BoardTopic] = {}
        self.posts: dict[int, BoardPost] = {}
        #: (post id, kind of flag) of every flag of ours.
        self.flags: set[tuple[int, int]] = set()
        self.is_moderator = True
        #: The board holds what we write until somebody approves it.
        self.holds_ours = False

    # What residents and the council do.

    def add_post(self, text: str, at: datetime) -> str:
        """The council opens a topic."""
        return self.add_topic(self.username, text, "All about it.", at)[0]

    def add_topic(self, author_name: str, title: str, text: str, at: datetime) -> tuple[str, str]:
        """Somebody opens a topic; its id, and the id of its first post."""
        with self.lock:
            topic = next(self._numbers)
            self.topics[topic] = BoardTopic(topic, title, at)
            return str(topic), self._add(topic, author_name, text, at)

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        picture = "![photo|690x388](upload://a1b2c3.jpeg)" if attachment else ""
        answered = self.posts[int(parent_id)].number if parent_id else 0
        return self._add(int(post_id), author_name, picture.replace("photo", "") + text, at, answered)

    def edit_comment(self, comment_id: str, text: str) -> None:
        """The author edits. After the first hiding that shows the post again, and its flags are taken back."""
        with self.lock:
            post = self.posts[int(comment_id)]
            if post.is_hidden and post.times_hidden == 1:
                self.flags = {flag for flag in self.flags if flag[0] != post.id}
                post = replace(post, is_hidden=False)
            changed = replace(post, raw=text, version=post.version + 1, updated_at=self._clock())
            self.posts[post.id] = changed

    def delete_comment(self, comment_id: str) -> None:
        self._change(comment_id, lambda post: replace(post, deleted_at=self._clock()))

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        post = self.posts[int(comment_id)]
        return self._add(post.topic, self.username, text, at, post.number)

    # What demonstrations and tests look at.

    def comment(self, comment_id: str) -> CommentView:
        return shapes.view(self.posts[int(comment_id)])

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [shapes.view(post) for post in self.posts.values() if not self.topics[post.topic].is_private]

    @property
    def private_messages(self) -> list[tuple[str, str, datetime]]:
        """(comment id, text, when) of every private message that went out; its title names the comment."""
        sent = [(self.topics[post.topic], post) for post in self.posts.values() if self.topics[post.topic].is_private]
        return [(re.sub(r".*#(\d+).*", r"\1", topic.title), post.raw, post.created_at) for topic, post in sent]

    # The board's side.

    def answer(self, asked: Asked) -> Answer:
        try:
            if (asked.headers.get("api-key"), asked.headers.get("api-username")) != (self._api_key, self.username):
                raise shapes.FORBIDDEN
            value = self._route(asked, asked.path.strip("/").removesuffix(".json").split("/"))
        except Problem as problem:
            return problem.answer
        return Answer(200, b"" if value is None else value)

    def fault(self, kind: str, asked: Asked) -> Answer:
        match kind:
            case "token_dead" | "permission":
                return shapes.FORBIDDEN.answer
            case "rate_limited":
                return shapes.TOO_MANY.answer
            case _:
                return Answer(500, b"<html><body>Oops</body></html>", content_type="text/html")

    def _route(self, asked: Asked, parts: list[str]) -> Any:
        match asked.method, parts:
            case "GET", _:
                return self._read(asked, parts)
            case "POST", ["posts"]:
                return self._write(json.loads(asked.body))
            case "POST", ["post_actions"]:
                return self._flag(json.loads(asked.body))
            case "PUT", ["posts", post_id, "unhide"]:
                return self._unhide(post_id)
            case _:
                raise shapes.NOT_FOUND

    def _read(self, asked: Asked, parts: list[str]) -> Any:
        match parts:
            case ["session", "current"]:
                role = {"moderator": self.is_moderator, "admin": False}
                return {"current_user": {"id": shapes.user_id(self.username), "username": self.username, **role}}
            case ["posts"]:
                return {"latest_posts": self._latest(int(asked.query.get("before") or 0))}
            case ["posts", "by_number", topic, number]:
                return self._row(self._at(int(topic), int(number)))
            case ["posts", post_id]:
                return self._row(self._present(post_id))
            case ["posts", post_id, "replies"]:
                return self._replies(self._present(post_id), int(asked.query.get("after") or 1))
            case ["t", topic] if int(topic) in self.topics:
                return self._topic(self.topics[int(topic)])
            case ["topics", "private-messages-sent", self.username]:
                return self._sent(int(asked.query.get("page") or 0))
            case _:
                raise shapes.NOT_FOUND

    def _latest(self, before: int) -> list[dict[str, Any]]:
        """Newest first; without private messages and without topics that are off the lists."""
        listed = [
            post
            for post in sorted(self.posts.values(), key=lambda post: -post.id)
            if self._is_due(post) and not post.deleted_at and self._is_listed(post) and (not before or post.id < before)
        ]
        return [self._row(post) | shapes.in_lists(self.topics[post.topic]) for post in listed[:_PAGE]]

    def _replies(self, answered: BoardPost, after: int) -> list[dict[str, Any]]:
        found = [
            post
            for post in self.posts.values()
            if (post.topic, post.answers) == (answered.topic, answered.number)
            and post.number > after
            and self._is_due(post)
            and not post.deleted_at
        ]
        rows = [self._row(post) for post in found[:_REPLIES]]
        return [shapes.as_reply(row, answered) for row in rows]

    def _sent(self, page: int) -> dict[str, Any]:
        topics = sorted((one for one in self.topics.values() if one.is_private), key=lambda one: one.created_at)[::-1]
        rows = [shapes.topic_row(topic) for topic in topics[page * _TOPICS : (page + 1) * _TOPICS]]
        return {"users": [], "topic_list": {"per_page": _TOPICS, "topics": rows}}

    def _write(self, given: dict[str, Any]) -> dict[str, Any]:
        raw, now = str(given.get("raw") or ""), self._clock()
        if len(raw) < 3:
            raise Problem(422, "invalid_record", "Body is too short")
        if self.holds_ours:
            return {"action": "enqueued", "success": True, "pending_count": 1}
        if given.get("archetype") == "private_message":
            topic = next(self._numbers)
            self.topics[topic] = BoardTopic(topic, str(given["title"]), now, is_private=True)
            number = 0
        else:
            topic, number = int(given["topic_id"]), int(given.get("reply_to_post_number") or 0)
            if topic not in self.topics:
                raise shapes.NOT_FOUND
        row = self._row(self.posts[int(self._add(topic, self.username, raw, now, number))])
        return row | {"draft_sequence": 0}

    def _flag(self, given: dict[str, Any]) -> dict[str, Any]:
        post, kind = self._present(str(given["id"])), int(given["post_action_type_id"])
        if post.author == self.username or not self.is_moderator or (post.id, kind) in self.flags:
            raise shapes.FORBIDDEN
        self.flags.add((post.id, kind))
        if kind in _HIDING and given.get("take_action") == "true":
            hidden = replace(post, is_hidden=True, times_hidden=post.times_hidden + 1)
            self._change(str(post.id), lambda _: hidden)
        return self._row(self.posts[post.id])

    def _unhide(self, post_id: str) -> None:
        self._present(post_id)
        if not self.is_moderator:
            raise shapes.FORBIDDEN
        self._change(post_id, lambda found: replace(found, is_hidden=False))

    def _row(self, post: BoardPost) -> dict[str, Any]:
        replies = [one for one in self.posts.values() if (one.topic, one.answers) == (post.topic, post.number)]
        return shapes.row(post, self.topics[post.topic], len(replies), is_ours=post.author == self.username)

    def _topic(self, topic: BoardTopic) -> dict[str, Any]:
        posts = [post for post in self.posts.values() if post.topic == topic.id and self._is_due(post)]
        return shapes.topic(topic, [self._row(post) for post in sorted(posts, key=lambda post: post.number)])

    def _at(self, topic: int, number: int) -> BoardPost:
        found = [post for post in self.posts.values() if (post.topic, post.number) == (topic, number)]
        return self._present(str(found[0].id) if found else "")

    def _present(self, post_id: str) -> BoardPost:
        """Moderators are shown deleted posts too."""
        post = self.posts.get(int(post_id)) if post_id.isdecimal() else None
        if post is None or not self._is_due(post) or (post.deleted_at and not self.is_moderator):
            raise shapes.NOT_FOUND
        return post

    def _is_due(self, post: BoardPost) -> bool:
        return post.created_at <= self._clock()

    def _is_listed(self, post: BoardPost) -> bool:
        topic = self.topics[post.topic]
        opening = next(one for one in self.posts.values() if (one.topic, one.number) == (post.topic, 1))
        return not topic.is_private and not opening.is_hidden

    def _add(self, topic: int, author_name: str, text: str, at: datetime, answered: int = 0) -> str:
        with self.lock:
            post_id = next(self._numbers)
            number = sum(post.topic == topic for post in self.posts.values()) + 1
            self.posts[post_id] = BoardPost(post_id, topic, number, author_name, text, at, at, answers=answered)
            return str(post_id)

    def _change(self, post_id: str, change: Callable[[BoardPost], BoardPost]) -> None:
        with self.lock:
            self.posts[int(post_id)] = change(self.posts[int(post_id)])
