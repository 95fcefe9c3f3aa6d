"""How the stand-in for the Graph API words things: posts, comments and errors in the documented shapes; pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.sandbox.server import Answer, CommentView

REPLY_WINDOW = timedelta(days=7)
#: Where the media server keeps pictures.
MEDIA = "/v/t39/"
_ATTACHMENTS = {"image": "photo", "gif": "animated_image_share", "link": "share", "video": "video_inline"}


@dataclass(frozen=True, slots=True)
class GraphPost:
    id: str
    text: str
    created_at: datetime
    #: "photo", "album", "video" ...; "" for words alone.
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class GraphComment:
    id: str
    post_id: str
    parent_id: str
    author_id: str
    author_name: str
    text: str
    created_at: datetime
    attachment: str = ""
    #: A picture as the media server serves it.
    picture: bytes = b""
    is_hidden: bool = False
    is_deleted: bool = False


class GraphError(Exception):
    """An error body as Facebook sends it."""

    def __init__(self, status: int, code: int, message: str, subcode: int = 0) -> None:
        super().__init__(message)
        error = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
        self.answer = Answer(status, {"error": error | ({"error_subcode": subcode} if subcode else {})})


GRAPH_FAULTS = frozenset({"token_dead", "rate_limited", "server_error", "permission", "empty_error", "unknown_error"})


def documented_fault(kind: str, throttled: Mapping[str, str]) -> Answer:
    """The error body that Meta documents for a fault; ``throttled`` are the headers that come with a full quota."""
    match kind:
        case "token_dead":
            return GraphError(400, 190, "Error validating access token: Session has expired", 463).answer
        case "rate_limited":
            body = GraphError(400, 80001, "There have been too many calls to this account.").answer
            return Answer(400, body.value, throttled)
        case "permission":
            return GraphError(403, 200, "Permissions error").answer
        case "empty_error":
            return Answer(200, {"error": {}})
        case "unknown_error":
            return GraphError(500, 1, "An unknown error occurred").answer
        case _:
            return GraphError(500, 2, "Service temporarily unavailable").answer


def usage_headers(account_id: str, kind: str, used: int, minutes: int = 0) -> dict[str, str]:
    """The business-use-case header: how much of the hour's quota is used, and when access comes back."""
    use = {
        "type": kind,
        "call_count": 100 if minutes else used,
        "total_cputime": 1,
        "total_time": 1,
        "estimated_time_to_regain_access": minutes,
    }
    return {"x-business-use-case-usage": json.dumps({account_id: [use]})}


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def unknown_object() -> GraphError:
    return GraphError(400, 100, "Unsupported request. Object does not exist or cannot be loaded.", 33)


def only(row: dict[str, Any], fields: str) -> dict[str, Any]:
    """The asked fields; sub-fields in braces are taken whole."""
    names = re.sub(r"\{[^}]*\}", "", fields).split(",")
    return {name: row[name] for name in ["id", *names] if name in row}


def post_row(post: GraphPost, page_id: str) -> dict[str, Any]:
    """A post of the Page itself, as its feed lists it."""
    row = {
        "id": post.id,
        "message": post.text,
        "created_time": stamp(post.created_at),
        "from": {"id": page_id},
        "permalink_url": f"https://www.facebook.com/{post.id}",
    }
    return row | ({"attachments": {"data": [{"media_type": post.media_type}]}} if post.media_type else {})


def comment_row(
    comment: GraphComment, page_id: str, parent_text: str, now: datetime, *, is_messaged: bool
) -> dict[str, Any]:
    """A comment with every field that may be asked for, as Facebook shows it at this moment."""
    is_ours = comment.author_id == page_id
    row: dict[str, Any] = {
        "id": comment.id,
        "message": comment.text,
        "created_time": stamp(comment.created_at),
        "is_hidden": comment.is_hidden,
        "can_hide": not is_ours,
        "can_reply_privately": not is_ours and not is_messaged and now - comment.created_at <= REPLY_WINDOW,
        "permalink_url": f"https://www.facebook.com/{comment.post_id}/?comment_id={comment.id.split('_')[1]}",
    }
    if comment.author_name:  # Facebook withholds some authors: then there is no "from" at all
        row["from"] = {"id": comment.author_id, "name": comment.author_name}
    if comment.parent_id:
        row["parent"] = {"id": comment.parent_id, "message": parent_text}
    if comment.attachment:
        kind = _ATTACHMENTS.get(comment.attachment, comment.attachment)
        row["attachment"] = {"type": kind, "url": f"https://www.facebook.com/media/{comment.id}"}
        if comment.picture:
            src = f"https://scontent.xx.fbcdn.net{MEDIA}{comment.id}.png?oh=signed-{int(now.timestamp())}"
            row["attachment"]["media"] = {"image": {"src": src, "height": 720, "width": 960}}
    return row


def view(comment: GraphComment) -> CommentView:
    return CommentView(
        comment.id, comment.text, comment.is_hidden, comment.is_deleted, comment.author_name, comment.created_at
    )
