"""How the stand-in for the Graph API words things: posts, comments and errors in the documented shapes; pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.server import Answer, CommentView


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


def view(comment: GraphComment) -> CommentView:
    return CommentView(
        comment.id, comment.text, comment.is_hidden, comment.is_deleted, comment.author_name, comment.created_at
    )
