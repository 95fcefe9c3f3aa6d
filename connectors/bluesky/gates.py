"""Reads and writes the threadgate of our posts: the record that lists which replies are hidden.

It lies in our own account, so reading it back is proof; the network's view of it may lag behind. A write replaces the
whole record, so it is read first, everything else in it is kept, and it is written only if nobody changed it meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.bluesky.client import Conversation
from connectors.bluesky.posts import author_of, key_of
from connectors.contract import CommentGone, Refused

_GATES = "app.bsky.feed.threadgate"
#: The network takes no longer list.
MOST_HIDDEN = 300
#: What a write costs of the account's 5000 points an hour.
_POINTS = 2


@dataclass(frozen=True, slots=True)
class Gate:
    """The threadgate of one post as it stands; ``cid`` names this very version, None when there is none."""

    root: str
    record: Mapping[str, Any]
    cid: str | None

    @property
    def hidden(self) -> tuple[str, ...]:
        return tuple(str(uri) for uri in self.record.get("hiddenReplies") or [])


def gate_of(conversation: Conversation, root: str) -> Gate:
    try:
        answer = conversation.read(
            "com.atproto.repo.getRecord", repo=author_of(root), collection=_GATES, rkey=key_of(root)
        )
    except CommentGone:
        return Gate(root, {}, None)
    return Gate(root, dict(answer["value"]), str(answer["cid"]))


def set_hidden(conversation: Conversation, uri: str, root: str, now: datetime, *, is_hidden: bool) -> None:
    """Puts a reply on the list or takes it off; writes nothing when it stands so already.

    Raises Refused when the list is full, TryLater when somebody changed the record at the same moment.
    """
    gate = gate_of(conversation, root)
    if (uri in gate.hidden) is is_hidden:
        return
    others = [other for other in gate.hidden if other != uri]
    if is_hidden and len(others) >= MOST_HIDDEN:
        raise Refused(f"Bluesky hides at most {MOST_HIDDEN} replies under one post; report it or mute it there")
    fresh = {"$type": _GATES, "post": root, "createdAt": f"{now:%Y-%m-%dT%H:%M:%S.000Z}"}
    record = {**fresh, **gate.record, "hiddenReplies": [*others, uri] if is_hidden else others}
    body = {"repo": author_of(root), "collection": _GATES, "rkey": key_of(root), "record": record}
    # A null means: only if there is none yet.
    conversation.write("com.atproto.repo.putRecord", {**body, "swapRecord": gate.cid}, points=_POINTS)


def hidden_under(conversation: Conversation, account_id: str, roots: Iterable[str]) -> frozenset[str]:
    """Every reply that is hidden under these posts of ours, in as few calls as there are hundreds of gates."""
    wanted = {key_of(root): root for root in roots}
    if len(wanted) == 1:
        (root,) = wanted.values()
        return frozenset(gate_of(conversation, root).hidden)
    found: set[str] = set()
    cursor: dict[str, str] = {}
    while wanted:
        answer = conversation.read(
            "com.atproto.repo.listRecords", repo=account_id, collection=_GATES, limit=100, **cursor
        )
        keys = [key_of(str(row["uri"])) for row in answer["records"]]
        for key, row in zip(keys, answer["records"], strict=True):
            if wanted.pop(key, None):
                found |= {str(uri) for uri in row["value"].get("hiddenReplies") or []}
        if not keys or not answer.get("cursor") or cursor == {"cursor": answer["cursor"]}:
            break
        # Newest key first: a key above the last one listed has no gate.
        wanted = {key: root for key, root in wanted.items() if key < min(keys)}
        cursor = {"cursor": str(answer["cursor"])}
    return frozenset(found)
