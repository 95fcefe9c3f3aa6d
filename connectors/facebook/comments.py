"""Reads Graph API comment objects into our values; pure."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.contract import OwnPost, OwnReply, Standing
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

FIELDS = (
    "id,message,from,created_time,parent{id,message},attachment,is_hidden,can_hide,can_reply_privately,permalink_url"
)
#: What is asked of a post: enough to tell whose it is and whether it shows something.
POST_FIELDS = "id,created_time,from,permalink_url,attachments{media_type}"
_PICTURES = frozenset({"photo", "album", "video"})
_KINDS = (
    ("sticker", "sticker"),
    ("animated", "gif"),
    ("video", "video"),
    ("photo", "image"),
    ("image", "image"),
    ("share", "link"),
)


def moment(text: str) -> datetime:
    """Facebook's time ("2026-11-23T09:14:00+0000") as UTC."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)


def author_id(comment: Mapping[str, Any]) -> str:
    """Empty when Facebook withholds who wrote it."""
    return str((comment.get("from") or {}).get("id") or "")


def parent_id(comment: Mapping[str, Any]) -> str:
    """What it answers; empty for a comment right beneath the post."""
    return str((comment.get("parent") or {}).get("id") or "")


def sighting(comment: Mapping[str, Any], account: AccountRef, post_id: str, post_text: str) -> Sighting:
    parent = comment.get("parent") or {}
    return Sighting(
        ref=CommentRef(account, str(comment["id"])),
        text=str(comment.get("message") or ""),
        created_at=moment(comment["created_time"]),
        author=Author(author_id(comment), str((comment.get("from") or {}).get("name") or "")),
        post_id=post_id,
        parent_id=parent_id(comment),
        parent_text=str(parent.get("message") or "") or post_text,
        permalink=str(comment.get("permalink_url") or ""),
        attachments=_attachments(comment.get("attachment")),
        is_hidden=comment.get("is_hidden") is True,
        raw=json.dumps(comment, ensure_ascii=False, sort_keys=True),
    )


def own_reply(comment: Mapping[str, Any]) -> OwnReply | None:
    """The council's comment as an answer; None when it stands directly under the post and answers nobody."""
    answered = parent_id(comment)
    if not answered:
        return None
    return OwnReply(str(comment["id"]), answered, moment(comment["created_time"]))


def own_post(post: Mapping[str, Any]) -> OwnPost:
    attachments = (post.get("attachments") or {}).get("data") or []
    kinds = {str(one.get("media_type") or "") for one in attachments if isinstance(one, dict)}
    return OwnPost(
        native_id=str(post["id"]),
        created_at=moment(post["created_time"]),
        has_pictures=bool(kinds & _PICTURES),
        permalink=str(post.get("permalink_url") or ""),
    )


def standing(comment: Mapping[str, Any], account: AccountRef) -> Standing:
    native_id = str(comment["id"])
    # Facebook names a comment POST_COMMENT and a Page's post PAGE_POST.
    post_id = f"{account.account_id}_{native_id.split('_')[0]}" if "_" in native_id else ""
    seen = sighting(comment, account, post_id, "")
    return Standing("hidden" if seen.is_hidden else "visible", seen.text, seen)


def _attachments(attachment: Any) -> tuple[Attachment, ...]:
    if not isinstance(attachment, dict):
        return ()
    named = str(attachment.get("type") or "")
    kind = next((ours for theirs, ours in _KINDS if theirs in named), "other")
    return (Attachment(kind, _lasting(str(attachment.get("url") or ""))),)


def _lasting(url: str) -> str:
    """The address without what changes with every answer, which would look like an edit each time.

    Addresses of the media itself are signed afresh; a shared link goes through Facebook's own page, signed too.
    """
    parts = urlsplit(url)
    if parts.path == "/l.php":
        return parse_qs(parts.query).get("u", [""])[0]
    return "" if "fbcdn" in url else url
