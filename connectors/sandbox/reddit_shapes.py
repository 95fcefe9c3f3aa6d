"""How the stand-in for Reddit words things: rows, listings and names in the shapes Reddit uses; pure."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.sandbox.server import CommentView

ACCESS = "access-for-an-hour"
_DELETED = "[deleted]"

#: What the media server has under the address that rows name.
PICTURE = b"\x89PNG\r\n\x1a\npicture"


@dataclass(frozen=True, slots=True)
class RedditThing:
    """A post (t3) or a comment (t1)."""

    name: str
    kind: str
    author: str
    text: str
    at: datetime
    post_id: str = ""
    parent_id: str = ""
    attachment: str = ""
    edited_at: datetime | None = None
    is_removed: bool = False
    is_queued: bool = False
    is_deleted: bool = False


def row(thing: RedditThing, things: Mapping[str, RedditThing]) -> dict[str, Any]:
    author = _DELETED if thing.is_deleted else thing.author
    data: dict[str, Any] = {
        "name": thing.name,
        "id": thing.name[3:],
        "author": author,
        "created_utc": thing.at.timestamp(),
        "edited": thing.edited_at.timestamp() if thing.edited_at else False,
        "removed": thing.is_removed,
        "spam": False,
        "approved": False,
        "banned_by": "CouncilModerator" if thing.is_removed else None,
        "permalink": f"/r/council/comments/{thing.post_id[3:]}/_/{thing.name[3:]}/",
    }
    if not thing.is_deleted:
        data["author_fullname"] = f"t2_{base36(zlib.crc32(author.encode()))}"
    if thing.kind == "t1":
        data |= _comment(thing, things)
    else:
        data |= {"title": thing.text, "selftext": _DELETED if thing.is_deleted else "", "is_self": True}
        if thing.attachment:
            data |= {"is_self": False, "post_hint": thing.attachment, "url": "https://i.redd.it/picture.png"}
    return {"kind": thing.kind, "data": data}


def listing(page: Sequence[RedditThing], things: Mapping[str, RedditThing], after: str | None = None) -> dict[str, Any]:
    children = [row(thing, things) for thing in page]
    return {"kind": "Listing", "data": {"after": after, "dist": len(children), "children": children, "before": None}}


def moderator(name: str, permissions: list[str]) -> dict[str, Any]:
    return {"name": name, "id": "t2_1", "mod_permissions": permissions, "date": 0.0, "rel_id": "rb_1"}


def view(thing: RedditThing) -> CommentView:
    return CommentView(thing.name, thing.text, thing.is_removed, thing.is_deleted, thing.author, thing.at)


def base36(number: int) -> str:
    digits, text = "0123456789abcdefghijklmnopqrstuvwxyz", ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"


def _comment(thing: RedditThing, things: Mapping[str, RedditThing]) -> dict[str, Any]:
    body = _DELETED if thing.is_deleted else thing.text
    data: dict[str, Any] = {
        "body": body,
        "parent_id": thing.parent_id,
        "link_id": thing.post_id,
        "link_title": things[thing.post_id].text,
    }
    if thing.attachment and not thing.is_deleted:
        source = {"u": "https://preview.redd.it/picture.png", "x": 10, "y": 10}
        kind = {"gif": "AnimatedImage"}.get(thing.attachment, "Image")
        data |= {"body": f"{body}\n\n![img](picture)".strip()}
        data |= {"media_metadata": {"picture": {"status": "valid", "e": kind, "s": source, "id": "picture"}}}
    return data
