"""Reddit's comments and posts as the contract's values; pure."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.contract import OwnPost, OwnReply
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

COMMENT, POST = "t1", "t3"
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)\s]*(?:\s[^)]*)?\)")
_KINDS = {"Image": "image", "AnimatedImage": "gif", "RedditVideo": "video"}
_EVIDENCE = (
    *("name", "author", "author_fullname", "title", "selftext", "body", "created_utc", "edited", "parent_id"),
    *("link_id", "permalink", "removed", "spam", "approved", "banned_by", "media_metadata", "url", "subreddit"),
)


def created(row: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(float(row["created_utc"]), UTC)


def edited(row: Mapping[str, Any]) -> datetime | None:
    when = row.get("edited")
    return datetime.fromtimestamp(float(when), UTC) if when and when is not True else None


def is_gone(row: Mapping[str, Any]) -> bool:
    """Deleted by its author, or taken away by Reddit itself: neither leaves words or a name."""
    said = str(row.get("body") if row["kind"] == COMMENT else row.get("selftext") or "")
    by_author = said == "[deleted]" and row.get("author") in (None, "[deleted]")
    by_reddit = said == "[ Removed by Reddit ]" or row.get("removed_by_category") in ("deleted", "anti_evil_ops")
    nameless_post = row["kind"] == POST and row.get("author") in (None, "[deleted]")
    return by_author or by_reddit or nameless_post


def is_hidden(row: Mapping[str, Any]) -> bool:
    """Removed by a moderator, by AutoModerator or by Reddit's own filter."""
    return bool(row.get("removed") or row.get("spam") or row.get("banned_by"))


def text_of(row: Mapping[str, Any]) -> str:
    if row["kind"] == POST:
        return "\n\n".join(part for part in (str(row.get("title") or ""), str(row.get("selftext") or "")) if part)
    return _PICTURE.sub("", str(row.get("body") or "")).strip()


def parent_of(row: Mapping[str, Any]) -> str:
    """The comment it answers; "" for a post, and for a comment that answers a post."""
    parent = str(row.get("parent_id") or "")
    return parent if parent.startswith(COMMENT) else ""


def sighting(row: Mapping[str, Any], account: AccountRef, parents: Mapping[str, Mapping[str, Any]]) -> Sighting:
    parent = parent_of(row)
    above = text_of(parents[parent]) if parent in parents else str(row.get("link_title") or "")
    is_post = row["kind"] == POST
    author = str(row.get("author") or "")
    return Sighting(
        ref=CommentRef(account, str(row["name"])),
        text=text_of(row),
        created_at=created(row),
        author=Author(str(row.get("author_fullname") or author), author),
        post_id="" if is_post else str(row.get("link_id") or ""),
        parent_id=parent,
        parent_text="" if is_post else above,
        permalink=f"https://www.reddit.com{row.get('permalink') or ''}",
        attachments=tuple(_attachments(row)),
        is_hidden=is_hidden(row),
        edited_at=edited(row),
        raw=json.dumps({key: row[key] for key in _EVIDENCE if key in row}, ensure_ascii=False),
    )


def pictures_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Addresses of its still pictures, as Reddit serves them."""
    return tuple(one.url for one in _attachments(row) if one.kind == "image" and one.url)


def own_reply(row: Mapping[str, Any]) -> OwnReply:
    return OwnReply(str(row["name"]), str(row["parent_id"]), created(row))


def own_post(row: Mapping[str, Any]) -> OwnPost:
    pictured = any(one.kind in ("image", "gif", "video") for one in _attachments(row))
    return OwnPost(str(row["name"]), created(row), pictured, f"https://www.reddit.com{row.get('permalink') or ''}")


def _attachments(row: Mapping[str, Any]) -> Iterator[Attachment]:
    media = row.get("media_metadata") or {}
    for medium in media.values():
        kind = _KINDS.get(str(medium.get("e")), "other")
        yield Attachment(kind, str((medium.get("s") or {}).get("u") or ""))
    if not media and row["kind"] == COMMENT and _PICTURE.search(str(row.get("body") or "")):
        yield Attachment("image")
    if row["kind"] == POST and not media and not row.get("is_self"):
        kind = "video" if row.get("is_video") else "image" if row.get("post_hint") == "image" else "link"
        yield Attachment(kind, str(row.get("url") or ""))
