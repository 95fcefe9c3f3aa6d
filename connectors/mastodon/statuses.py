"""Reads Mastodon's statuses into our values; pure."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors import markup
from connectors.contract import OwnPost, OwnReply
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

_KINDS = {"image": "image", "gifv": "gif", "video": "video", "audio": "voice"}
#: Only those named in it see it: a private message, not a comment.
_PRIVATE = "direct"
#: Who sees a status: everybody, those who follow its author, those named. snac2 says "private" of the last as well.
_NARROWNESS = {"private": 1, _PRIVATE: 2}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def author_id(status: Mapping[str, Any]) -> str:
    return str(status["account"]["id"])


def parent_id(status: Mapping[str, Any]) -> str:
    return str(status.get("in_reply_to_id") or "")


def is_public(status: Mapping[str, Any]) -> bool:
    return status.get("visibility") != _PRIVATE


def is_message(status: Mapping[str, Any], answered: Mapping[str, Any] | None) -> bool:
    """Whether what we wrote is no answer but a private message: fewer people see it than see what it answers."""
    if not is_public(status) or answered is None:
        return not is_public(status)
    ours, theirs = (_NARROWNESS.get(str(one.get("visibility")), 0) for one in (status, answered))
    return ours > theirs


def text_of(status: Mapping[str, Any]) -> str:
    """What a reader sees: the warning in front, the words, the choices of a poll. HTML becomes words, links stay."""
    warning = str(status.get("spoiler_text") or "")
    words = markup.words(str(status.get("content") or ""))
    choices = [f"- {choice.get('title')}" for choice in (status.get("poll") or {}).get("options") or []]
    return "\n\n".join(part for part in (warning, words, "\n".join(choices)) if part)


def sighting(status: Mapping[str, Any], account: AccountRef, post_id: str, parent_text: str) -> Sighting:
    author = status["account"]
    answered = parent_id(status)
    edited = status.get("edited_at")
    return Sighting(
        ref=CommentRef(account, str(status["id"])),
        text=text_of(status),
        created_at=moment(status["created_at"]),
        author=Author(str(author["id"]), str(author.get("display_name") or author.get("acct") or "")),
        post_id=post_id,
        parent_id="" if answered == post_id else answered,
        parent_text=parent_text,
        permalink=str(status.get("url") or status.get("uri") or ""),
        attachments=_attachments(status),
        edited_at=moment(edited) if edited else None,
        raw=json.dumps(status, ensure_ascii=False, sort_keys=True),
    )


def own_reply(status: Mapping[str, Any], own_ids: frozenset[str]) -> OwnReply | None:
    """One of our own statuses as an answer; None when it answers nobody but ourselves."""
    answered = str(status.get("in_reply_to_account_id") or "")
    if not parent_id(status) or not answered or answered in own_ids:
        return None
    return OwnReply(str(status["id"]), parent_id(status), moment(status["created_at"]))


def own_post(status: Mapping[str, Any]) -> OwnPost:
    kinds = {one.kind for one in _attachments(status)}
    address = str(status.get("url") or status.get("uri") or "")
    return OwnPost(str(status["id"]), moment(status["created_at"]), bool(kinds & {"image", "gif", "video"}), address)


def _attachments(status: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Without addresses of media: a server moves them about, which would look like an edit."""
    media = [Attachment(_KINDS.get(str(one.get("type")), "other")) for one in status.get("media_attachments") or []]
    quoted = (status.get("quote") or {}).get("quoted_status") or {}
    links = [Attachment("link", str(quoted["url"]))] if quoted.get("url") else []
    return (*media, *links)
