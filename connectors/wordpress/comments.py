"""Reads WordPress's comment rows into our values; pure."""

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from connectors import markup
from connectors.contract import OwnReply, Standing
from moderator.domain.comment import AccountRef, Author, CommentRef, Sighting

#: All that is asked of a comment. Not the author's mail and network addresses: nobody here needs them.
FIELDS = "id,post,parent,author,author_name,date,date_gmt,content,link,status,_links.up"
_UP = re.compile(r"/wp/v2/([a-z0-9_-]+)/(\d+)/?$")


def moment(row: Mapping[str, Any]) -> datetime:
    """When it was written; WordPress sends UTC without saying so."""
    return datetime.fromisoformat(str(row["date_gmt"])).replace(tzinfo=UTC)


def site_time(row: Mapping[str, Any]) -> datetime:
    """The site's own wall clock at that moment, without a zone, as WordPress sorts and filters by."""
    return datetime.fromisoformat(str(row["date"])).replace(tzinfo=None)


def author_id(row: Mapping[str, Any]) -> str:
    """Empty for a guest, who has a name and nothing else."""
    return str(row.get("author") or "")


def parent_id(row: Mapping[str, Any]) -> str:
    return str(row.get("parent") or "")


def words(row: Mapping[str, Any]) -> str:
    return markup.words(str(row["content"]["raw"]))


def same_words(row: Mapping[str, Any], text: str) -> bool:
    """Whether a comment says this, spaces and markup aside."""
    return words(row).split() == text.split()


def marked_up(text: str) -> str:
    """Plain words as WordPress wants them: it takes HTML."""
    return html.escape(text, quote=False)


def sighting(row: Mapping[str, Any], account: AccountRef, parent_text: str = "") -> Sighting:
    text, attachments = markup.read(str(row["content"]["raw"]))
    return Sighting(
        ref=CommentRef(account, str(row["id"])),
        text=text,
        created_at=moment(row),
        author=Author(author_id(row), html.unescape(str(row.get("author_name") or ""))),
        post_id=str(row.get("post") or ""),
        parent_id=parent_id(row),
        parent_text=parent_text,
        permalink=str(row.get("link") or ""),
        attachments=attachments,
        is_hidden=row["status"] != "approved",
        raw=json.dumps(row, ensure_ascii=False, sort_keys=True),
    )


def own_reply(row: Mapping[str, Any]) -> OwnReply | None:
    """The council's comment as an answer; None when it answers nobody."""
    answered = parent_id(row)
    return OwnReply(str(row["id"]), answered, moment(row)) if answered else None


def standing(row: Mapping[str, Any], account: AccountRef) -> Standing:
    """What lies in the bin was deleted by a person; what the site's spam filter holds is out of sight."""
    if row["status"] == "trash":
        return Standing("gone")
    seen = sighting(row, account)
    return Standing("hidden" if seen.is_hidden else "visible", seen.text, seen)


def stands_under(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """Kind and id of the post, page or other content the comment stands under: ("posts", "12")."""
    for link in (row.get("_links") or {}).get("up") or []:
        if found := _UP.search(unquote(str(link.get("href") or ""))):
            return found[1], found[2]
    return None
