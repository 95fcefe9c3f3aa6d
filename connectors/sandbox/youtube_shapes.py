"""What the YouTube stand-in keeps, and how it renders it in the shapes of the discovery document; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.server import Answer, CommentView

_HIDDEN = frozenset({"heldForReview", "likelySpam", "rejected"})


@dataclass(frozen=True, slots=True)
class Clip:
    """A video of the channel."""

    id: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class YouTubeComment:
    id: str
    video_id: str
    #: The thread's first comment; "" for that one itself.
    parent_id: str
    author_id: str
    author_name: str
    text: str
    at: datetime
    edited_at: datetime
    attachment: str = ""
    status: str = "published"
    is_deleted: bool = False


class YouTubeError(Exception):
    """An error body as Google sends it."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        errors = [{"message": message, "domain": "youtube.comment", "reason": reason}]
        self.answer = Answer(status, {"error": {"code": status, "message": message, "errors": errors}})


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def comment_row(comment: YouTubeComment, channel_id: str, *, tells_state: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "channelId": channel_id,
        "videoId": comment.video_id,
        "textDisplay": comment.text,
        "authorDisplayName": comment.author_name,
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 0,
        "publishedAt": stamp(comment.at),
        "updatedAt": stamp(comment.edited_at),
    }
    if comment.author_name:
        said["authorChannelId"] = {"value": comment.author_id}
        said["authorChannelUrl"] = f"http://www.youtube.com/channel/{comment.author_id}"
    if comment.author_id == channel_id:  # the original words are certain for their author only
        said["textOriginal"] = comment.text
    if comment.parent_id:
        said["parentId"] = comment.parent_id
    if comment.attachment:
        said["imageUrl"] = f"https://lh3.googleusercontent.com/{comment.id}?signed={int(comment.edited_at.timestamp())}"
    if tells_state:
        said["moderationStatus"] = comment.status
    return {"kind": "youtube#comment", "etag": "etag", "id": comment.id, "snippet": said}


def thread_row(
    top: YouTubeComment, replies: list[YouTubeComment], channel_id: str, *, inline: int = 5
) -> dict[str, Any]:
    """A thread with the newest few of its replies, as the channel's owner sees it."""
    row: dict[str, Any] = {
        "kind": "youtube#commentThread",
        "etag": "etag",
        "id": top.id,
        "snippet": {
            "channelId": channel_id,
            "videoId": top.video_id,
            "topLevelComment": comment_row(top, channel_id, tells_state=True),
            "canReply": True,
            "totalReplyCount": len(replies),
            "isPublic": top.status == "published",
        },
    }
    if replies:
        newest = sorted(replies, key=lambda reply: reply.at, reverse=True)[:inline]
        row["replies"] = {"comments": [comment_row(reply, channel_id, tells_state=True) for reply in newest]}
    return row


def video_row(clip: Clip, channel_id: str) -> dict[str, Any]:
    said = {"publishedAt": stamp(clip.at), "channelId": channel_id, "title": clip.title}
    return {"kind": "youtube#video", "etag": "etag", "id": clip.id, "snippet": said}


def upload_row(clip: Clip) -> dict[str, Any]:
    details = {"videoId": clip.id, "videoPublishedAt": stamp(clip.at)}
    return {"kind": "youtube#playlistItem", "etag": "etag", "id": f"item-{clip.id}", "contentDetails": details}


def view(comment: YouTubeComment) -> CommentView:
    is_hidden = comment.status in _HIDDEN
    return CommentView(comment.id, comment.text, is_hidden, comment.is_deleted, comment.author_name, comment.at)
