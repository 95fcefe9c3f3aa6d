"""Reads everything beneath one post, also on servers that tell only what answers it directly."""

from collections.abc import Iterator
from typing import Any

from connectors.contract import CommentGone
from connectors.mastodon import statuses
from connectors.mastodon.client import Server


def beneath(server: Server, root: str) -> Iterator[dict[str, Any]]:
    """Every status beneath a post that the server shows to us. Raises CommentGone when the post itself is gone."""
    asked: set[str] = set()
    waiting = [root]
    while waiting:
        asked.add(current := waiting.pop())
        try:
            found = server.read(server.api.status_context, current)["descendants"]
        except CommentGone:
            if current == root:
                raise
            continue
        yield from found
        # Mastodon tells all levels at once; snac2 tells one, and then each reply with replies is asked for its own.
        if all(statuses.parent_id(status) == current for status in found):
            deeper = {str(status["id"]) for status in found if status.get("replies_count")}
            waiting += sorted(deeper - asked)
