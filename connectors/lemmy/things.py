"""Reads Lemmy's rows into our values: residents write posts as well as comments, and both can be moderated; pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.contract import OwnPost, OwnReply, Standing
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

#: What a post's native id begins with; a comment's is its bare number.
POST = "post-"
#: A picture in Markdown.
_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\((\S{1,2000}?)(?:\s[^)\n]{0,300})?\)")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class Thing:
    """A post or a comment as Lemmy shows it."""

    native_id: str
    created_at: datetime
    edited_at: datetime | None
    author: Author
    text: str
    attachments: tuple[Attachment, ...]
    post_id: str
    #: Native id of the comment it answers; "" for a post, and for a comment that answers one.
    parent_id: str
    #: What the post above it says; "" for a post.
    post_text: str
    permalink: str
    is_removed: bool
    is_deleted: bool
    #: It stands first in every list, however old it is.
    is_pinned: bool
    #: What Lemmy sent.
    row: Mapping[str, Any]

    @property
    def is_post(self) -> bool:
        return self.native_id.startswith(POST)

    @property
    def is_withheld(self) -> bool:
        """Removed, and its words are not shown to us: there is nothing to judge."""
        return self.is_removed and not self.text and not self.attachments


def comment(view: Mapping[str, Any]) -> Thing:
    """From a comment_view. Its path names everything above it, from the root down."""
    row, post = view["comment"], view["post"]
    words, attachments = _read(str(row["content"]))
    above = str(row.get("path") or "0").split(".")[1:-1]
    return Thing(
        native_id=str(row["id"]),
        created_at=moment(row["published"]),
        edited_at=moment(row["updated"]) if row.get("updated") else None,
        author=_author(view["creator"]),
        text=words,
        attachments=attachments,
        post_id=f"{POST}{row['post_id']}",
        parent_id=above[-1] if above else "",
        post_text=_post_text(post),
        permalink=str(row.get("ap_id") or ""),
        is_removed=bool(row.get("removed")),
        is_deleted=bool(row.get("deleted")),
        is_pinned=False,
        row=view,
    )


def post(view: Mapping[str, Any]) -> Thing:
    """From a post_view: its title is the first of its words."""
    row = view["post"]
    words, attachments = _read(_post_text(row))
    address = str(row.get("url") or "")
    if address:
        kind = "image" if address.casefold().split("?")[0].endswith(_PICTURES) else "link"
        attachments += (Attachment(kind, address),)
    return Thing(
        native_id=f"{POST}{row['id']}",
        created_at=moment(row["published"]),
        edited_at=moment(row["updated"]) if row.get("updated") else None,
        author=_author(view["creator"]),
        text=words,
        attachments=attachments,
        post_id=f"{POST}{row['id']}",
        parent_id="",
        post_text="",
        permalink=str(row.get("ap_id") or ""),
        is_removed=bool(row.get("removed")),
        is_deleted=bool(row.get("deleted")),
        is_pinned=bool(row.get("featured_community") or row.get("featured_local")),
        row=view,
    )


def moment(text: object) -> datetime:
    """Lemmy sends UTC; before version 0.19 without saying so."""
    read = datetime.fromisoformat(str(text))
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def sighting(thing: Thing, account: AccountRef, parent_text: str) -> Sighting:
    return Sighting(
        ref=CommentRef(account, thing.native_id),
        text=thing.text,
        created_at=thing.created_at,
        author=thing.author,
        post_id=thing.post_id,
        parent_id=thing.parent_id,
        parent_text=parent_text,
        permalink=thing.permalink,
        attachments=thing.attachments,
        is_hidden=thing.is_removed,
        edited_at=thing.edited_at,
        raw=json.dumps(thing.row, ensure_ascii=False, sort_keys=True),
    )


def standing(thing: Thing, account: AccountRef) -> Standing:
    """What its author deleted is gone; what a moderator removed is hidden, and Lemmy may keep its words from us."""
    if thing.is_deleted:
        return Standing("gone")
    if thing.is_withheld:
        return Standing("hidden")
    seen = sighting(thing, account, thing.post_text)
    return Standing("hidden" if thing.is_removed else "visible", thing.text, seen)


def own_reply(thing: Thing) -> OwnReply:
    return OwnReply(thing.native_id, thing.parent_id or thing.post_id, thing.created_at)


def own_post(thing: Thing) -> OwnPost:
    has_pictures = any(attachment.kind == "image" for attachment in thing.attachments)
    return OwnPost(thing.native_id, thing.created_at, has_pictures, thing.permalink)


def _read(markdown: str) -> tuple[str, tuple[Attachment, ...]]:
    """Markdown reads well enough as it is; pictures are no words."""
    pictures = tuple(Attachment("image", found[1]) for found in _PICTURE.finditer(markdown))
    return _PICTURE.sub("", markdown).strip(), pictures


def _post_text(row: Mapping[str, Any]) -> str:
    return "\n\n".join(filter(None, (str(row.get("name") or ""), str(row.get("body") or ""))))


def _author(row: Mapping[str, Any]) -> Author:
    return Author(str(row.get("id") or ""), str(row.get("display_name") or row.get("name") or ""))
