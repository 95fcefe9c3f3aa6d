"""Reads Misago's rows into our values; pure.

A post is named by its thread and its number ("12-345"), because Misago's API reaches it only through its thread. The
oldest post of a thread is hidden only together with the thread. Which one that is can change: one that is moved there
from elsewhere may be older.
"""

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors import markup
from connectors.contract import CommentGone, OwnPost, Standing
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

#: What is kept of a row as evidence; the rest is how the board looks to us.
_KEPT = (
    "id",
    "poster_name",
    "content",
    "attachments",
    "posted_on",
    "updated_on",
    "edits",
    "is_hidden",
    "hidden_by_name",
    "is_unapproved",
)
_LINK = re.compile(r'href="[^"]*/t/[^"/]+/(\d+)/post/(\d+)/"')
_QUOTED = re.compile(r'<blockquote[^>]* data-author="([^"]+)"[^>]*>(.*?)</blockquote>', re.DOTALL)
_MENTIONED = re.compile(r'<a [^>]*data-quote="@([^"]+)"')


@dataclass(frozen=True, slots=True)
class Post:
    """One post as a moderator sees it."""

    thread_id: str
    number: int
    opens_thread: bool
    title: str
    author: Author
    #: Everything a reader sees, the opening post's title and quoted words among it.
    text: str
    attachments: tuple[Attachment, ...]
    created_at: datetime
    edited_at: datetime | None
    is_hidden: bool
    #: It waits for a moderator's approval: only its author and moderators see it.
    is_unapproved: bool
    #: On the board, beginning with "/".
    path: str
    content: str
    #: What we may do to it, in Misago's names.
    may: Mapping[str, Any]
    row: Mapping[str, Any]

    @property
    def native_id(self) -> str:
        return f"{self.thread_id}-{self.number}"

    @property
    def is_withheld(self) -> bool:
        return self.is_hidden or self.is_unapproved


def post(row: Mapping[str, Any], thread: Mapping[str, Any], *, opens_thread: bool) -> Post:
    text, attachments = markup.read(str(row.get("content") or ""))
    title = str(thread["title"])
    poster = row.get("poster") or {}
    name = str(poster.get("username") or row.get("poster_name") or "")
    return Post(
        thread_id=str(thread["id"]),
        number=int(row["id"]),
        opens_thread=opens_thread,
        title=title,
        author=Author(str(poster.get("id") or ""), name),
        text=f"{title}\n\n{text}".strip() if opens_thread else text,
        attachments=attachments + _attached(row),
        created_at=moment(row["posted_on"]),
        edited_at=moment(row["updated_on"]) if row.get("edits") else None,
        is_hidden=row.get("is_hidden") is True,
        is_unapproved=row.get("is_unapproved") is True,
        path=str(row["url"]["index"]),
        content=str(row.get("content") or ""),
        may=(thread if opens_thread else row).get("acl") or {},
        row=row,
    )


def moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).astimezone(UTC)


def second(text: object) -> int:
    return int(moment(text).timestamp())


def place(native_id: str) -> tuple[str, int]:
    """Thread and number. Raises CommentGone: text of any other shape never becomes part of an address."""
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", native_id)
    if not found:
        raise CommentGone("no post of Misago has such an id")
    return found[1], int(found[2])


def sighting(found: Post, account: AccountRef, address: str, parent: Post | None = None) -> Sighting:
    kept = {key: found.row[key] for key in _KEPT if key in found.row}
    return Sighting(
        ref=CommentRef(account, found.native_id),
        text=found.text,
        created_at=found.created_at,
        author=found.author,
        post_id=found.thread_id,
        parent_id=parent.native_id if parent else "",
        parent_text=parent.text if parent else ("" if found.opens_thread else found.title),
        permalink=f"{address}{found.path}",
        attachments=found.attachments,
        is_hidden=found.is_withheld,
        edited_at=found.edited_at,
        raw=json.dumps(kept | {"thread": found.thread_id, "title": found.title}, ensure_ascii=False, sort_keys=True),
    )


def own_post(found: Post, address: str) -> OwnPost:
    """A thread that the council opened."""
    has_pictures = any(one.kind == "image" for one in found.attachments)
    return OwnPost(found.native_id, found.created_at, has_pictures, f"{address}{found.path}")


def standing(found: Post, account: AccountRef, address: str) -> Standing:
    return Standing("hidden" if found.is_withheld else "visible", found.text, sighting(found, account, address))


def answered(found: Post, before: Sequence[Post]) -> str:
    """The native id of what a post answers; "" where that is not among ``before``, the posts above it.

    Misago's threads are flat, so the post itself must say: by a link to the post, as ours do; by quoting it, as
    Misago's own "reply" button does; by its author's name. One that names nobody answers the post right above it.
    """
    for thread, number in _LINK.findall(found.content):
        if thread == found.thread_id:
            return f"{thread}-{number}"
    if quoted := _QUOTED.search(found.content):
        by = [post for post in before if post.author.name == html.unescape(quoted[1]).removeprefix("@")]
        words = markup.words(quoted[2]).split()
        saying = [post for post in by if _holds(post.text.split(), words)]
        return (saying or by)[-1].native_id if by else ""
    names = {html.unescape(name) for name in _MENTIONED.findall(found.content)}
    by = [post for post in before if not names or post.author.name in names]
    return next((post.native_id for post in reversed(by) if post.author != found.author), "")


def _holds(words: list[str], part: list[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(words)} "


def _attached(row: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Files beside the words; pictures among the words were found there."""
    return tuple(
        Attachment("image" if one.get("is_image") else "other", str((one.get("url") or {}).get("index") or ""))
        for one in row.get("attachments") or []
    )
