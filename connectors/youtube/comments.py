"""Reads YouTube's comment resources into our values; pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.contract import OwnPost, OwnReply
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

PUBLISHED, HELD, SPAM = "published", "heldForReview", "likelySpam"
#: One pass each: YouTube lists one state at a time.
STATES = (PUBLISHED, HELD, SPAM)
OUT_OF_SIGHT = frozenset({HELD, SPAM, "rejected"})


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment on the way from YouTube, with what stands around it."""

    row: Mapping[str, Any]
    #: The video it stands under; the channel itself where there is none.
    post_id: str
    #: What it answers, if that is a comment.
    parent_text: str = ""
    is_hidden: bool = False

    @property
    def native_id(self) -> str:
        return str(self.row["id"])

    @property
    def parent_id(self) -> str:
        return str(snippet(self.row).get("parentId") or "")

    @property
    def touched_at(self) -> datetime:
        """When it was written or last edited."""
        return max(written_at(self.row), edited_at(self.row) or written_at(self.row))


def snippet(row: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = row["snippet"]
    return found


def moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text)).astimezone(UTC)


def written_at(row: Mapping[str, Any]) -> datetime:
    return moment(snippet(row)["publishedAt"])


def edited_at(row: Mapping[str, Any]) -> datetime | None:
    """None for words never edited: YouTube then gives the time of writing again."""
    stamp = snippet(row).get("updatedAt")
    edited = moment(stamp) if stamp else None
    return edited if edited and edited > written_at(row) else None


def author_id(row: Mapping[str, Any]) -> str:
    return str((snippet(row).get("authorChannelId") or {}).get("value") or "")


def words(row: Mapping[str, Any]) -> str:
    return str(snippet(row).get("textDisplay") or snippet(row).get("textOriginal") or "")


def is_hidden(row: Mapping[str, Any], state: str) -> bool:
    """By its own state where YouTube tells it, else by the pass it came in."""
    return str(snippet(row).get("moderationStatus") or state) in OUT_OF_SIGHT


def top_of(thread: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = snippet(thread)["topLevelComment"]
    return found


def inline(thread: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Some of the replies, as many as YouTube cares to send along."""
    return list((thread.get("replies") or {}).get("comments") or [])


def remarks(
    thread: Mapping[str, Any], replies: list[Mapping[str, Any]], state: str, channel_id: str
) -> Iterator[Remark]:
    """The thread's first comment and the given replies."""
    top = top_of(thread)
    post_id = str(snippet(thread).get("videoId") or channel_id)
    yield Remark(top, post_id, "", is_hidden(top, state))
    for reply in replies:
        # A reply that tells no state may be public beneath a first comment that is not, and the other way round.
        yield Remark(reply, post_id, words(top), is_hidden(reply, PUBLISHED))


def sighting(remark: Remark, account: AccountRef, title: str) -> Sighting:
    row, said = remark.row, snippet(remark.row)
    return Sighting(
        ref=CommentRef(account, remark.native_id),
        text=words(row),
        created_at=written_at(row),
        author=Author(author_id(row), str(said.get("authorDisplayName") or "")),
        post_id=remark.post_id,
        parent_id=remark.parent_id,
        parent_text=remark.parent_text or title,
        permalink=_link(remark, account),
        # The address is signed afresh each time and dies after six hours: it would look like an edit.
        attachments=(Attachment("image"),) if said.get("imageUrl") else (),
        is_hidden=remark.is_hidden,
        edited_at=edited_at(row),
        raw=json.dumps(row, ensure_ascii=False, sort_keys=True),
    )


def own_reply(remark: Remark) -> OwnReply | None:
    """The council's comment as an answer; None when it answers nobody."""
    if not remark.parent_id:
        return None
    return OwnReply(remark.native_id, remark.parent_id, written_at(remark.row))


def own_post(item: Mapping[str, Any]) -> OwnPost:
    details = item["contentDetails"]
    video_id = str(details["videoId"])
    return OwnPost(video_id, moment(details["videoPublishedAt"]), True, f"https://www.youtube.com/watch?v={video_id}")


def _link(remark: Remark, account: AccountRef) -> str:
    if remark.post_id == account.account_id:
        return f"https://www.youtube.com/channel/{remark.post_id}/community?lc={remark.native_id}"
    return f"https://www.youtube.com/watch?v={remark.post_id}&lc={remark.native_id}"
