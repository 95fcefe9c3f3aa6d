"""Reads everything under one post, however deep."""

from collections.abc import Iterator
from typing import Any

from connectors.bluesky.client import Conversation
from connectors.contract import CommentGone

#: Levels asked for at once. A JSON reader gives up at some 200 brackets within each other; each level takes two.
_DEPTH = 50


def thread_of(conversation: Conversation, uri: str) -> Iterator[dict[str, Any]]:
    """The post and all replies beneath it that the network shows to us. Raises CommentGone."""
    asked = {uri}
    waiting = [uri]
    while waiting:
        try:
            levels = _levels(conversation, waiting.pop())
        except CommentGone:
            if asked == {uri}:
                raise
            continue  # deleted since the answer that named it
        yield from (node["post"] for _, node in levels)
        deepest = max((level for level, _ in levels), default=0)
        # The network may answer fewer levels than asked for: where it ends, it is asked again from there.
        cut = [node["post"] for level, node in levels if level == deepest and level and not node.get("replies")]
        further = {str(post["uri"]) for post in cut if post.get("replyCount")} - asked
        asked |= further
        waiting += sorted(further)


def _levels(conversation: Conversation, uri: str) -> list[tuple[int, dict[str, Any]]]:
    answer = conversation.read("app.bsky.feed.getPostThread", uri=uri, depth=_DEPTH, parentHeight=0)
    return list(nodes(answer["thread"]))


def nodes(thread: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Posts that are there; not those of somebody who blocks us or whom we block, nor gaps where one was deleted."""
    stack = [(0, thread)]
    while stack:
        level, node = stack.pop()
        if "post" in node:
            yield level, node
            stack += [(level + 1, reply) for reply in node.get("replies") or []]
