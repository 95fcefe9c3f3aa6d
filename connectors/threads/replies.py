"""Reads Threads' reply objects into our values; pure."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.contract import OwnPost, OwnReply, Standing
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

FIELDS = (
    "id,text,username,permalink,timestamp,media_type,gif_url,root_post,replied_to,is_reply,is_reply_owned_by_me,"
    "hide_status"
)
POST_FIELDS = "id,text,timestamp,permalink,media_type"
#: "COVERED" is not among them: one tap shows it to anybody.
_OUT_OF_SIGHT = frozenset({"HIDDEN", "BLOCKED", "RESTRICTED"})
_KINDS = {"IMAGE": "image", "VIDEO": "video", "CAROUSEL_ALBUM": "image", "AUDIO": "voice"}
_WORDS_ALONE = frozenset({"TEXT_POST", "REPOST_FACADE", ""})


def moment(text: Any) -> datetime:
    """Threads' time ("2026-11-23T09:14:00+0000") as UTC."""
    return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)


def written_at(row: Mapping[str, Any]) -> datetime:
    return moment(row["timestamp"])


def id_in(row: Mapping[str, Any], key: str) -> str:
    """The id of what stands under ``key``: "root_post", "replied_to"."""
    return str((row.get(key) or {}).get("id") or "")


def is_top_level(row: Mapping[str, Any]) -> bool:
    """Whether it answers the post itself: only such a reply can be hidden."""
    return bool(id_in(row, "root_post")) and id_in(row, "replied_to") == id_in(row, "root_post")


def is_own(row: Mapping[str, Any], own: Collection[str]) -> bool:
    return row.get("is_reply_owned_by_me") is True or str(row.get("username") or "") in own


def words(row: Mapping[str, Any]) -> str:
    return str(row.get("text") or "")


def answered(row: Mapping[str, Any]) -> str:
    """The reply that it answers; "" when it answers the post."""
    return "" if is_top_level(row) else id_in(row, "replied_to")


def sighting(
    row: Mapping[str, Any], account: AccountRef, parent_text: str = "", *, is_pending: bool = False
) -> Sighting:
    name = str(row.get("username") or "")
    return Sighting(
        ref=CommentRef(account, str(row["id"])),
        text=words(row),
        created_at=written_at(row),
        author=Author(name, name),
        post_id=id_in(row, "root_post"),
        parent_id=answered(row),
        parent_text=parent_text,
        permalink=str(row.get("permalink") or ""),
        attachments=_attachments(row),
        is_hidden=is_pending or row.get("hide_status") in _OUT_OF_SIGHT,
        raw=json.dumps(row, ensure_ascii=False, sort_keys=True),
    )


def own_reply(row: Mapping[str, Any]) -> OwnReply | None:
    """The council's reply as an answer; None when it answers nobody but the post."""
    parent_id = answered(row)
    return OwnReply(str(row["id"]), parent_id, written_at(row)) if parent_id else None


def own_post(post: Mapping[str, Any]) -> OwnPost:
    has_pictures = str(post.get("media_type") or "") not in _WORDS_ALONE
    return OwnPost(str(post["id"]), moment(post["timestamp"]), has_pictures, str(post.get("permalink") or ""))


def standing(row: Mapping[str, Any], account: AccountRef, *, is_pending: bool) -> Standing:
    seen = sighting(row, account, is_pending=is_pending)
    return Standing("hidden" if seen.is_hidden else "visible", seen.text, seen)


def _attachments(row: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Without the addresses, which are signed afresh each time and would look like an edit."""
    if row.get("gif_url"):
        return (Attachment("gif"),)
    kind = str(row.get("media_type") or "")
    return () if kind in _WORDS_ALONE else (Attachment(_KINDS.get(kind, "other")),)
