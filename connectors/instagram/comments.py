"""Reads Instagram's comment objects into our values; pure."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.contract import OwnPost, OwnReply, Standing
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

_OF_A_COMMENT = "id,text,timestamp,from,username,user,hidden,parent_id"
#: By itself a comment tells what it stands under.
FIELDS = f"{_OF_A_COMMENT},media{{id,caption,permalink}}"
#: In a list the first replies come along.
LIST_FIELDS = f"{_OF_A_COMMENT},replies.limit(50){{{_OF_A_COMMENT}}}"
REPLY_FIELDS = _OF_A_COMMENT
MEDIA_FIELDS = "id,timestamp,caption,permalink,media_type"


def moment(text: Any) -> datetime:
    """Instagram's time ("2026-11-23T09:14:00+0000") as UTC."""
    return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)


def written_at(row: Mapping[str, Any]) -> datetime:
    return moment(row["timestamp"])


def is_own(row: Mapping[str, Any], own: Collection[str]) -> bool:
    """By the author's id or name; ``user`` comes only with the comments of the account that asks."""
    whose = {(row.get("from") or {}).get("id"), (row.get("user") or {}).get("id"), row.get("username")}
    return any(str(name) in own for name in whose if name)


def words(row: Mapping[str, Any]) -> str:
    return str(row.get("text") or "")


def sighting(
    row: Mapping[str, Any], account: AccountRef, media: Mapping[str, Any], parent: Mapping[str, Any] | None = None
) -> Sighting:
    author = row.get("from") or {}
    text = words(row)
    return Sighting(
        ref=CommentRef(account, str(row["id"])),
        text=text,
        created_at=written_at(row),
        author=Author(str(author.get("id") or ""), str(author.get("username") or row.get("username") or "")),
        post_id=str(media.get("id") or ""),
        parent_id=str(row.get("parent_id") or (parent or {}).get("id") or ""),
        parent_text=words(parent or {}) or str(media.get("caption") or ""),
        permalink=str(media.get("permalink") or ""),
        # Instagram tells nothing of a GIF or sticker but that there are no words.
        attachments=() if text.strip() else (Attachment("other"),),
        is_hidden=row.get("hidden") is True,
        raw=json.dumps(
            {key: value for key, value in row.items() if key != "replies"}, ensure_ascii=False, sort_keys=True
        ),
    )


def own_reply(row: Mapping[str, Any], parent: Mapping[str, Any] | None) -> OwnReply | None:
    """The council's comment as an answer; None when it stands directly under the post and answers nobody."""
    parent_id = str(row.get("parent_id") or (parent or {}).get("id") or "")
    return OwnReply(str(row["id"]), parent_id, written_at(row)) if parent_id else None


def own_post(media: Mapping[str, Any]) -> OwnPost:
    """Instagram has no post without a picture."""
    return OwnPost(str(media["id"]), moment(media["timestamp"]), True, str(media.get("permalink") or ""))


def standing(row: Mapping[str, Any], account: AccountRef) -> Standing:
    seen = sighting(row, account, row.get("media") or {})
    return Standing("hidden" if seen.is_hidden else "visible", seen.text, seen)
