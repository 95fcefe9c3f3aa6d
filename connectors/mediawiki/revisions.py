"""What a wiki stores of one edit, as a value; and its sighting."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.mediawiki import words
from connectors.mediawiki.words import Addition
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting


@dataclass(frozen=True, slots=True)
class Revision:
    id: int
    #: The revision before it; 0 for the first of a page.
    parent_id: int
    page_id: int
    title: str
    user: str
    user_id: int
    at: datetime
    #: The whole page as it stood; None where it is kept even from us.
    text: str | None
    summary: str = ""
    #: Out of public view in the page's history.
    is_hidden: bool = False


def revision(page: Mapping[str, Any], row: Mapping[str, Any]) -> Revision:
    main = (row.get("slots") or {}).get("main") or {}
    content = main.get("content")
    return Revision(
        id=int(row["revid"]),
        parent_id=int(row.get("parentid") or 0),
        page_id=int(page["pageid"]),
        title=str(page["title"]),
        user=str(row.get("user") or ""),
        user_id=int(row.get("userid") or 0),
        at=moment(str(row["timestamp"])),
        text=content if isinstance(content, str) else None,
        summary=str(row.get("comment") or ""),
        is_hidden=bool(row.get("texthidden") or main.get("texthidden")),
    )


def moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).astimezone(UTC)


def sighting(
    seen: Revision, added: Addition, account: AccountRef, *, base_url: str, parent_id: str, is_hidden: bool
) -> Sighting:
    """The words one edit added, as a comment on its talk page."""
    evidence = {
        "revision": seen.id,
        "parent": seen.parent_id,
        "page": seen.title,
        "user": seen.user,
        "timestamp": seen.at.isoformat(),
        "summary": seen.summary,
        "added": added.words,
    }
    return Sighting(
        ref=CommentRef(account, str(seen.id)),
        text=words.told(added, seen.summary),
        created_at=seen.at,
        author=Author(str(seen.user_id or seen.user), seen.user),
        post_id=str(seen.page_id),
        parent_id=parent_id,
        parent_text=words.plain(added.answered) or added.heading or seen.title,
        permalink=f"{base_url}index.php?diff={seen.id}",
        attachments=tuple(Attachment("image") for _ in range(words.pictures(added.words))),
        is_hidden=is_hidden,
        raw=json.dumps(evidence, ensure_ascii=False),
    )
