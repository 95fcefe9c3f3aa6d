"""How the stand-in for Mastodon words things: accounts, statuses and notifications in the documented shapes; pure."""

import html
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.server import Answer

HOME = "https://toot.example"
_MEDIA = {"image": "image", "gif": "gifv", "video": "video", "voice": "audio"}
_LINK = re.compile(r"https?://\S+")
_NAME = re.compile(r"(?<![\w/])@(\w[\w.-]*)")
_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Status:
    """One post as the stand-in keeps it."""

    id: str
    author_id: str
    acct: str
    name: str
    text: str
    created_at: datetime
    in_reply_to: str = ""
    visibility: str = "public"
    attachment: str = ""
    warning: str = ""
    edited_at: datetime | None = None
    is_deleted: bool = False


class Problem(Exception):
    """An error body as Mastodon sends it."""

    def __init__(self, status: int, error: str, **headers: str) -> None:
        super().__init__(error)
        self.answer = Answer(status, {"error": error}, {key.replace("_", "-"): told for key, told in headers.items()})


def id_at(moment: datetime, number: int) -> str:
    """Counts milliseconds as Mastodon's ids do."""
    return str((int(moment.timestamp() * 1000) << 16) + number)


def author_id_of(name: str) -> str:
    return str(110_000_000_000_000_000 + zlib.crc32(name.encode()))


def acct_of(name: str) -> str:
    return re.sub(r"\W+", "_", name.casefold()).strip("_") or "somebody"


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def account(native_id: str, acct: str, name: str) -> dict[str, Any]:
    picture = f"{HOME}/avatars/missing.png"
    return {
        "id": native_id,
        "username": acct,
        "acct": acct,
        "url": f"{HOME}/@{acct}",
        "uri": f"{HOME}/users/{acct}",
        "display_name": name,
        "note": "",
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "locked": False,
        "fields": [],
        "emojis": [],
        "bot": False,
        "group": False,
        "discoverable": True,
        "indexable": False,
        "noindex": False,
        "created_at": stamp(_BEGINNING),
        "last_status_at": None,
        "statuses_count": 1,
        "followers_count": 0,
        "following_count": 0,
    }


def credential_account(native_id: str, acct: str, name: str) -> dict[str, Any]:
    source = {
        "attribution_domains": [],
        "note": "",
        "fields": [],
        "privacy": "public",
        "sensitive": False,
        "language": "en",
        "follow_requests_count": 0,
        "quote_policy": "public",
        "hide_collections": None,
        "discoverable": True,
        "indexable": False,
    }
    role = {"id": "-99", "name": "", "color": "", "permissions": "65536", "highlighted": False}
    return {**account(native_id, acct, name), "source": source, "role": role}


def status(one: Status, answered: Status | None, replies: int) -> dict[str, Any]:
    """``answered`` is what it replies to, None when that is gone or was nothing."""
    media = [_medium(one)] if one.attachment else []
    return {
        "id": one.id,
        "created_at": stamp(one.created_at),
        "edited_at": stamp(one.edited_at) if one.edited_at else None,
        "in_reply_to_id": answered.id if answered else None,
        "in_reply_to_account_id": answered.author_id if answered else None,
        "sensitive": False,
        "spoiler_text": one.warning,
        "visibility": one.visibility,
        "language": "en",
        "uri": f"{HOME}/users/{one.acct}/statuses/{one.id}",
        "url": f"{HOME}/@{one.acct}/{one.id}",
        "content": content(one.text),
        "reblog": None,
        "account": account(one.author_id, one.acct, one.name),
        "media_attachments": media,
        "mentions": [],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
        "replies_count": replies,
        "reblogs_count": 0,
        "favourites_count": 0,
        "quotes_count": 0,
    }


def notification(native_id: str, about: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": native_id,
        "type": "mention",
        "created_at": about["created_at"],
        "group_key": f"ungrouped-{native_id}",
        "account": about["account"],
        "status": about,
    }


def report(native_id: str, form: dict[str, list[str]], at: datetime, about: Status) -> dict[str, Any]:
    return {
        "id": native_id,
        "action_taken": False,
        "action_taken_at": None,
        "category": form.get("category", ["other"])[0],
        "comment": form.get("comment", [""])[0],
        "forwarded": form.get("forward", ["false"])[0].casefold() in ("true", "1"),
        "created_at": stamp(at),
        "status_ids": form.get("status_ids[]", []),
        "rule_ids": [],
        "collection_ids": [],
        "target_account": account(about.author_id, about.acct, about.name),
    }


def content(text: str) -> str:
    """Words as Mastodon shows them: paragraphs, names and addresses to press, long addresses cut for the eye."""
    marked = _LINK.sub(_link, html.escape(text, quote=False))
    marked = _NAME.sub(_named, marked)
    paragraphs = "</p><p>".join(marked.split("\n\n")).replace("\n", "<br />")
    return f"<p>{paragraphs}</p>" if text else ""


def _link(found: re.Match[str]) -> str:
    address = found.group()
    start, _, rest = address.partition("://")
    shown = f'<span class="invisible">{start}://</span><span class="ellipsis">{rest[:30]}</span>'
    hidden = f'<span class="invisible">{rest[30:]}</span>'
    return f'<a href="{address}" target="_blank" rel="nofollow noopener">{shown}{hidden}</a>'


def _named(found: re.Match[str]) -> str:
    name = found.group(1)
    address = f"{HOME}/@{name}"
    return f'<span class="h-card"><a href="{address}" class="u-url mention">@<span>{name}</span></a></span>'


def _medium(one: Status) -> dict[str, Any]:
    address = f"{HOME}/media/{one.id}.png"
    return {
        "id": one.id,
        "type": _MEDIA.get(one.attachment, "unknown"),
        "url": address,
        "preview_url": address,
        "remote_url": None,
        "meta": {},
        "description": None,
        "blurhash": None,
    }
