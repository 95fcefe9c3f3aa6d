"""Reads Discourse's post rows into our values; pure."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors import markup
from connectors.contract import OwnPost, Standing
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

#: What is kept of a row as evidence; the rest is how the board looks to us.
_KEPT = (
    "id",
    "topic_id",
    "topic_title",
    "post_number",
    "reply_to_post_number",
    "user_id",
    "username",
    "name",
    "created_at",
    "updated_at",
    "version",
    "raw",
    "hidden",
    "deleted_at",
    "user_deleted",
    "post_url",
)
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)|<img\b[^>]*?\bsrc=[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)


def moment(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(row["created_at"]).replace("Z", "+00:00")).astimezone(UTC)


def second(row: Mapping[str, Any]) -> int:
    return int(moment(row).timestamp())


def place(row: Mapping[str, Any]) -> tuple[str, str]:
    """Topic and number in it: how Discourse names what a post answers."""
    return str(row["topic_id"]), str(row["post_number"])


def answers(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """The place of the post that this one answers; None when it answers the topic."""
    number = row.get("reply_to_post_number")
    return (str(row["topic_id"]), str(number)) if number else None


def is_opening(row: Mapping[str, Any]) -> bool:
    """Whether it opens a topic: then the topic's title is part of what was written."""
    return str(row["post_number"]) == "1"


def is_gone(row: Mapping[str, Any]) -> bool:
    return bool(row.get("deleted_at") or row.get("user_deleted"))


def words(row: Mapping[str, Any]) -> str:
    return _read(str(row["raw"]))[0]


def sighting(
    row: Mapping[str, Any], account: AccountRef, address: str, *, parent: Mapping[str, Any] | None = None
) -> Sighting:
    text, attachments = _read(str(row["raw"]))
    title = str(row.get("topic_title") or "")
    if is_opening(row):
        text = f"{title}\n\n{text}".strip()
    return Sighting(
        ref=CommentRef(account, str(row["id"])),
        text=text,
        created_at=moment(row),
        author=Author(str(row.get("user_id") or ""), str(row.get("username") or "")),
        post_id=str(row["topic_id"]),
        parent_id=str(parent["id"]) if parent else "",
        parent_text=words(parent) if parent else ("" if is_opening(row) else title),
        permalink=f"{address}{row['post_url']}" if row.get("post_url") else "",
        attachments=attachments,
        is_hidden=row.get("hidden") is True,
        raw=json.dumps({key: row[key] for key in _KEPT if key in row}, ensure_ascii=False, sort_keys=True),
    )


def own_post(row: Mapping[str, Any], address: str) -> OwnPost:
    """A topic that the council opened."""
    has_pictures = bool(_read(str(row["raw"]))[1])
    return OwnPost(str(row["id"]), moment(row), has_pictures, f"{address}{row.get('post_url') or ''}")


def standing(row: Mapping[str, Any], account: AccountRef, address: str) -> Standing:
    if is_gone(row):
        return Standing("gone")
    seen = sighting(row, account, address)
    return Standing("hidden" if seen.is_hidden else "visible", seen.text, seen)


def _read(raw: str) -> tuple[str, tuple[Attachment, ...]]:
    """Words, and pictures in either of the two ways of writing them; a picture's description stays among the words."""
    found = tuple(Attachment("image", one[2] or one[3]) for one in _PICTURE.finditer(raw))
    return markup.tidied(_PICTURE.sub(lambda one: (one[1] or "").split("|")[0], raw)), found
