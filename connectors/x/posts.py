"""Reads X's posts into our values; pure. Accepts both spellings X uses (tweet and post)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.contract import OwnPost, OwnReply
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

FIELDS = [
    "created_at",
    "conversation_id",
    "author_id",
    "in_reply_to_user_id",
    "referenced_tweets",
    "edit_history_tweet_ids",
    "attachments",
    "note_tweet",
]
EXPANSIONS = ["author_id", "attachments.media_keys", "referenced_tweets.id"]
MEDIA_FIELDS = ["media_key", "type", "url", "preview_image_url"]
#: What to ask for with every post.
ASK: dict[str, Any] = {
    "tweet_fields": FIELDS,
    "expansions": EXPANSIONS,
    "media_fields": MEDIA_FIELDS,
    "user_fields": ["username"],
}
_SNOWFLAKE_EPOCH_MS = 1288834974657
_KINDS = {"photo": "image", "video": "video", "animated_gif": "gif"}


@dataclass(frozen=True, slots=True)
class Context:
    """What came along with the posts, by id."""

    users: Mapping[str, Mapping[str, Any]]
    media: Mapping[str, Mapping[str, Any]]
    posts: Mapping[str, Mapping[str, Any]]


def context_of(answer: Mapping[str, Any]) -> Context:
    includes = answer.get("includes") or {}
    return Context(
        {str(user["id"]): user for user in includes.get("users") or []},
        {str(medium["media_key"]): medium for medium in includes.get("media") or []},
        {str(post["id"]): post for post in includes.get("tweets") or includes.get("posts") or []},
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def id_at(when: datetime) -> int:
    """The smallest id X can have given out at this moment: its ids count milliseconds."""
    return max(0, int(when.timestamp() * 1000) - _SNOWFLAKE_EPOCH_MS) << 22


def time_of(native_id: str) -> datetime:
    return datetime.fromtimestamp(((int(native_id) >> 22) + _SNOWFLAKE_EPOCH_MS) / 1000, UTC)


def history(post: Mapping[str, Any]) -> list[str]:
    """Ids of all versions, oldest first; an edit on X is a new post, so the first id is the comment's name."""
    versions = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids") or [post["id"]]
    return sorted((str(version) for version in versions), key=int)


def referenced(post: Mapping[str, Any], kind: str) -> str:
    """Id of the post this one replies to or reposts; "" for none."""
    found = post.get("referenced_tweets") or post.get("referenced_posts") or []
    return next((str(other["id"]) for other in found if other.get("type") == kind), "")


def is_repost(post: Mapping[str, Any]) -> bool:
    """Somebody else's words, merely passed on."""
    return bool(referenced(post, "retweeted") or referenced(post, "reposted"))


def text_of(post: Mapping[str, Any]) -> str:
    """The whole text: a long post keeps it elsewhere, and X escapes three characters."""
    long_form = post.get("note_tweet") or post.get("note_post") or {}
    text = str(long_form.get("text") or post.get("text") or "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def sighting(post: Mapping[str, Any], context: Context, account: AccountRef) -> Sighting:
    versions = history(post)
    written = moment(post["created_at"])
    is_edited = len(versions) > 1
    author_id = str(post.get("author_id") or "")
    username = str(context.users.get(author_id, {}).get("username") or "")
    conversation, parent = str(post.get("conversation_id") or ""), referenced(post, "replied_to")
    return Sighting(
        ref=CommentRef(account, versions[0]),
        text=text_of(post),
        created_at=time_of(versions[0]) if is_edited else written,
        author=Author(author_id, username),
        post_id="" if conversation in versions else conversation,
        parent_id="" if parent == conversation else parent,
        parent_text=text_of(context.posts.get(parent, {})),
        permalink=f"https://x.com/{username or 'i/web'}/status/{versions[-1]}",
        attachments=tuple(_attachments(post, context)),
        edited_at=written if is_edited else None,
        raw=json.dumps(post, ensure_ascii=False, sort_keys=True),
    )


def own_reply(post: Mapping[str, Any], context: Context) -> OwnReply | None:
    """The council's post as an answer; None when it answers nobody. It may answer a later version of a comment."""
    answered = referenced(post, "replied_to")
    if not answered:
        return None
    known = context.posts.get(answered)
    return OwnReply(str(post["id"]), history(known)[0] if known else answered, moment(post["created_at"]))


def own_post(post: Mapping[str, Any]) -> OwnPost:
    """A post of the council that answers nobody."""
    native_id = str(post["id"])
    has_pictures = bool((post.get("attachments") or {}).get("media_keys"))
    return OwnPost(native_id, moment(post["created_at"]), has_pictures, f"https://x.com/i/web/status/{native_id}")


def _attachments(post: Mapping[str, Any], context: Context) -> Iterable[Attachment]:
    attached = post.get("attachments") or {}
    for key in attached.get("media_keys") or []:
        medium = context.media.get(str(key), {})
        url = str(medium.get("url") or medium.get("preview_image_url") or "")
        yield Attachment(_KINDS.get(str(medium.get("type")), "other"), url)
    for _ in attached.get("poll_ids") or []:
        yield Attachment("other")
