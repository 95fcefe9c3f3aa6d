"""Reads Bluesky's posts into our values; pure.

A post comes in three wrappings that share their keys: in a thread, in a list of posts, in a notification. What its
author wrote is the ``record`` inside. The time in the record is the author's own claim, so comments are dated by when
the network first saw them.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contract import OwnPost, OwnReply
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

POSTS = "app.bsky.feed.post"
_EMBED = "app.bsky.embed."
_MEDIA = {f"{_EMBED}images": "image", f"{_EMBED}gallery": "image", f"{_EMBED}video": "video"}
#: Animated pictures are links to this host.
_ANIMATED = ("https://media.tenor.com/", "https://static.klipy.com/")
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def seen_at(post: Mapping[str, Any]) -> datetime:
    """When the network first saw it."""
    return moment(post["indexedAt"])


def author_of(uri: str) -> str:
    """The account in whose records a post lies."""
    return uri.removeprefix("at://").split("/")[0]


def key_of(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]


def text_of(post: Mapping[str, Any]) -> str:
    return str(post["record"].get("text") or "")


def root_of(post: Mapping[str, Any]) -> str:
    """The post that began the conversation; "" when this one answers nobody."""
    return _answered(post["record"], "root")


def parent_of(post: Mapping[str, Any]) -> str:
    return _answered(post["record"], "parent")


def made_at(record: Mapping[str, Any]) -> datetime:
    """When one of our own records was made: by its key, which counts microseconds; else by what it says itself."""
    key = key_of(str(record["uri"]))
    if len(key) != 13 or not set(key) <= set(_DIGITS):
        return moment(record["value"]["createdAt"])
    number = 0
    for digit in key:
        number = number * 32 + _DIGITS.index(digit)
    return _EPOCH + timedelta(microseconds=number >> 10)


def sighting(post: Mapping[str, Any], account: AccountRef, parent_text: str, *, is_hidden: bool) -> Sighting:
    uri, author = str(post["uri"]), post["author"]
    root, parent = root_of(post), parent_of(post)
    return Sighting(
        ref=CommentRef(account, uri),
        text=text_of(post),
        created_at=seen_at(post),
        author=Author(str(author["did"]), str(author.get("displayName") or author.get("handle") or "")),
        post_id=root,
        parent_id="" if parent == root else parent,
        parent_text=parent_text,
        permalink=permalink(uri),
        attachments=tuple(_attachments(post["record"].get("embed"))),
        is_hidden=is_hidden,
        raw=json.dumps(post, ensure_ascii=False, sort_keys=True),
    )


def own_reply(record: Mapping[str, Any], own_ids: frozenset[str]) -> OwnReply | None:
    """One of our own records as an answer; None when it answers nobody but ourselves."""
    parent = _answered(record["value"], "parent")
    if not parent or author_of(parent) in own_ids:
        return None
    return OwnReply(str(record["uri"]), parent, made_at(record))


def own_post(record: Mapping[str, Any]) -> OwnPost:
    uri = str(record["uri"])
    kinds = {one.kind for one in _attachments(record["value"].get("embed"))}
    return OwnPost(uri, made_at(record), bool(kinds & {"image", "video"}), permalink(uri))


def permalink(uri: str) -> str:
    return f"https://bsky.app/profile/{author_of(uri)}/post/{key_of(uri)}"


def pictures_of(post: Mapping[str, Any]) -> Iterator[str]:
    """Addresses of the still pictures, as the network serves them."""
    embed = post.get("embed") or {}
    for holder in (embed, embed.get("media") or {}):
        for image in holder.get("images") or []:
            yield str(image.get("fullsize") or "")


def _answered(record: Mapping[str, Any], which: str) -> str:
    reply = record.get("reply")
    return str(reply[which]["uri"]) if reply else ""


def _attachments(embed: Any) -> Iterator[Attachment]:
    if not isinstance(embed, Mapping):
        return
    kind = str(embed.get("$type") or "")
    if kind in _MEDIA:
        yield from (Attachment(_MEDIA[kind]) for _ in embed.get("images") or embed.get("items") or [None])
    elif kind == f"{_EMBED}external":
        address = str((embed.get("external") or {}).get("uri") or "")
        yield Attachment("gif" if address.startswith(_ANIMATED) else "link", address)
    elif kind == f"{_EMBED}record":
        yield Attachment("link", permalink(str((embed.get("record") or {}).get("uri") or "")))
    elif kind == f"{_EMBED}recordWithMedia":
        yield from _attachments(embed.get("media"))
        yield from _attachments(embed.get("record"))
    else:
        yield Attachment("other")
