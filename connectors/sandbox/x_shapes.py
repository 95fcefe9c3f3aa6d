"""How the stand-in for X words things: posts, problems and ids in the documented shapes; pure."""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.server import Answer, Asked, CommentView

PROBLEMS = "https://api.x.com/2/problems/"
_SNOWFLAKE_EPOCH_MS = 1288834974657
_MEDIA = {"image": "photo", "video": "video", "gif": "animated_gif"}
_ALWAYS = ("id", "text", "edit_history_tweet_ids")
#: Longer texts are cut in "text" and whole in "note_tweet".
SHORT = 280


@dataclass(frozen=True, slots=True)
class XPost:
    id: str
    author_id: str
    username: str
    text: str
    created_at: datetime
    conversation_id: str
    replied_to: str = ""
    replied_to_user: str = ""
    mentions_us: bool = False
    repost_of: str = ""
    attachment: str = ""
    versions: tuple[str, ...] = ()
    is_hidden: bool = False
    is_deleted: bool = False


class XProblem(Exception):
    """A problem body as X sends it."""

    def __init__(self, status: int, title: str, detail: str, kind: str = "about:blank", **more: str) -> None:
        super().__init__(title)
        value = {"title": title, "detail": detail, "type": kind, "status": status, **more}
        self.answer = Answer(status, value, content_type="application/problem+json")


def answer(posts: Sequence[XPost], parents: Sequence[XPost], query: Mapping[str, str]) -> dict[str, Any]:
    """Posts with the asked fields and what was asked to come along. Empty lists are left out altogether, as X does."""
    fields = {*_ALWAYS, *query.get("tweet.fields", "").split(",")}
    expansions = query.get("expansions", "").split(",")
    includes: dict[str, Any] = {}
    if "author_id" in expansions and posts:
        people = {post.author_id: post.username for post in posts}
        includes["users"] = [{"id": key, "name": name, "username": name} for key, name in people.items()]
    if "attachments.media_keys" in expansions and (media := [_medium(post) for post in posts if post.attachment]):
        includes["media"] = media
    if "referenced_tweets.id" in expansions and parents:
        includes["tweets"] = [_post(parent, fields) for parent in {parent.id: parent for parent in parents}.values()]
    data = {"data": [_post(post, fields) for post in posts]} if posts else {}
    return data | ({"includes": includes} if includes else {})


def event(number: int, when: datetime, sender: str, text: str) -> dict[str, Any]:
    """One private message."""
    return {
        "id": str(number),
        "text": text,
        "event_type": "MessageCreate",
        "sender_id": sender,
        "created_at": stamp(when),
    }


def missing(native_id: str) -> dict[str, Any]:
    """The partial error for one post among several."""
    return {
        "value": native_id,
        "detail": f"Could not find tweet with ids: [{native_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "ids",
        "resource_id": native_id,
        "type": PROBLEMS + "resource-not-found",
    }


def not_found(what: str) -> XProblem:
    kind = PROBLEMS + "resource-not-found"
    return XProblem(404, "Not Found Error", f"Could not find {what}.", kind, resource_type="tweet")


def invalid(parameter: str) -> XProblem:
    return XProblem(400, "Invalid Request", f"The {parameter} parameter is not valid.", PROBLEMS + "invalid-request")


def fault_answer(kind: str, resets_at: int) -> Answer:
    """The documented error body of one of the stand-in's faults. ``resets_at``: when the window ends, in seconds."""
    reset = {"x-rate-limit-limit": "300", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(resets_at)}
    match kind:
        case "token_dead":
            return XProblem(401, "Unauthorized", "Unauthorized").answer
        case "permission":
            return XProblem(403, "Forbidden", "You are not permitted to perform this action.").answer
        case "credit":
            return XProblem(402, "CreditsDepleted", "Your account has no credits.", PROBLEMS + "credits").answer
        case "rate_limited":
            return replace(XProblem(429, "Too Many Requests", "Too Many Requests").answer, headers=reset)
        case "rate_limited_no_reset":
            return XProblem(429, "UsageCapExceeded", "Usage cap exceeded", PROBLEMS + "usage-capped").answer
        case "list_body":
            return Answer(400, [{"code": 3, "message": "Invalid request"}])
        case _:
            return XProblem(503, "Service Unavailable", "Service Unavailable").answer


def not_summoned() -> XProblem:
    detail = "You can only reply to or quote posts where you are mentioned or are the author."
    return XProblem(403, "Forbidden", detail, PROBLEMS + "not-authorized-for-resource")


def as_posted(text: str, answered: str) -> str:
    """An answer as X keeps it: the answered name in front, every link as a short address of 23 letters."""
    return f"@{answered} " + re.sub(r"https?://\S+", "https://t.co/0123456789", text)


def view(post: XPost) -> CommentView:
    return CommentView(post.id, post.text, post.is_hidden, post.is_deleted, post.username, post.created_at)


def id_of(at: datetime, number: int) -> str:
    return str((int(at.timestamp() * 1000) - _SNOWFLAKE_EPOCH_MS << 22) + number)


def author_id_of(name: str) -> str:
    return str(10**9 + zlib.crc32(name.encode()))


def username_of(name: str) -> str:
    return name.replace(" ", "_")


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def base32(number: int) -> str:
    """X's paging tokens are base32hex."""
    digits = "0123456789abcdefghijklmnopqrstuv"
    text = ""
    while number:
        number, rest = divmod(number, 32)
        text = digits[rest] + text
    return text or "0"


def _post(post: XPost, fields: set[str]) -> dict[str, Any]:
    escaped = post.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    row: dict[str, Any] = {
        "id": post.id,
        "text": escaped[:SHORT],
        "edit_history_tweet_ids": list(post.versions or (post.id,)),
        "author_id": post.author_id,
        "created_at": stamp(post.created_at),
        "conversation_id": post.conversation_id,
    }
    if len(escaped) > SHORT:
        row["note_tweet"] = {"text": escaped}
    if post.replied_to:
        row["referenced_tweets"] = [{"type": "replied_to", "id": post.replied_to}]
        row["in_reply_to_user_id"] = post.replied_to_user
    if post.repost_of:
        row["referenced_tweets"] = [{"type": "retweeted", "id": post.repost_of}]
    if post.attachment:
        row["attachments"] = {"media_keys": [f"3_{post.id}"]}
    return {name: value for name, value in row.items() if name in fields}


def medium(asked: Asked, pictures: Mapping[str, bytes]) -> Answer:
    """The media server: it wants no token."""
    picture = pictures.get(asked.path.removeprefix("/media/").removesuffix(".jpg"), b"")
    if not picture or "authorization" in asked.headers:
        return Answer(404, b"Not Found", content_type="text/plain")
    return Answer(200, picture, content_type="image/jpeg")


def _medium(post: XPost) -> dict[str, Any]:
    kind = _MEDIA.get(post.attachment, "photo")
    return {"media_key": f"3_{post.id}", "type": kind, "url": f"https://pbs.twimg.com/media/{post.id}.jpg"}
