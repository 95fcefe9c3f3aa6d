"""How the stand-in for Discourse words things: posts, topics and problems in the documented shapes; pure."""

import html
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.server import Answer, CommentView


@dataclass(frozen=True, slots=True)
class BoardTopic:
    id: int
    title: str
    created_at: datetime
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class BoardPost:
    id: int
    topic: int
    number: int
    author: str
    raw: str
    created_at: datetime
    updated_at: datetime
    version: int = 1
    #: Number of the post in the same topic that it answers; 0 for none.
    answers: int = 0
    is_hidden: bool = False
    times_hidden: int = 0
    deleted_at: datetime | None = None


class Problem(Exception):
    """An error body as Discourse sends it."""

    def __init__(self, status: int, kind: str, told: str, **extras: object) -> None:
        super().__init__(told)
        value: dict[str, Any] = {"errors": [told], "error_type": kind}
        self.answer = Answer(status, value | ({"extras": extras} if extras else {}))


FORBIDDEN = Problem(403, "invalid_access", "You are not permitted to view the requested resource.")
NOT_FOUND = Problem(404, "not_found", "The requested URL or resource could not be found.")
TOO_MANY = Problem(429, "rate_limit", "You've performed this action too many times.", wait_seconds=39)


def user_id(name: str) -> int:
    return zlib.crc32(name.encode()) % 10**6


def username(name: str) -> str:
    return name.replace(" ", "_")


def row(post: BoardPost, topic: BoardTopic, replies: int, *, is_ours: bool) -> dict[str, Any]:
    """A post as a moderator is shown it."""
    blank = dict.fromkeys(
        ("primary_group_name", "flair_name", "flair_url", "flair_bg_color", "flair_color", "flair_group_id")
    )
    counts = dict.fromkeys(("quote_count", "incoming_link_count", "readers_count", "reviewable_score_count"), 0)
    may = dict.fromkeys(("can_edit", "can_delete", "can_see_hidden_post", "can_view_edit_history"), True)
    is_not = dict.fromkeys(("can_recover", "can_wiki", "bookmarked", "admin", "user_deleted", "wiki"), False)
    return {
        "id": post.id,
        "name": post.author,
        "username": username(post.author),
        "user_id": user_id(post.author),
        "avatar_template": "/letter_avatar_proxy/v4/letter/c/bbce88/{size}.png",
        "created_at": stamp(post.created_at),
        "updated_at": stamp(post.updated_at),
        "cooked": f"<p>{html.escape(post.raw)}</p>",
        "raw": post.raw,
        "post_number": post.number,
        "post_type": 1,
        "posts_count": 1,
        "reply_count": replies,
        "reply_to_post_number": post.answers or None,
        "topic_id": topic.id,
        "topic_slug": "topic",
        "post_url": f"/t/topic/{topic.id}/{post.number}",
        "display_username": post.author,
        "version": post.version,
        "hidden": post.is_hidden,
        "deleted_at": stamp(post.deleted_at) if post.deleted_at else None,
        "reads": 1,
        "score": 0.2,
        "yours": is_ours,
        "moderator": is_ours,
        "staff": is_ours,
        "trust_level": 1,
        "user_title": None,
        "edit_reason": None,
        "actions_summary": [{"id": kind, "can_act": True} for kind in (3, 4, 8, 7)],
        "badges_granted": [],
        "reviewable_id": None,
        "reviewable_score_pending_count": 0,
        **blank,
        **counts,
        **may,
        **is_not,
    }


def in_lists(topic: BoardTopic) -> dict[str, Any]:
    """What a post has besides in the list of the newest posts."""
    return {
        "topic_title": topic.title,
        "topic_html_title": html.escape(topic.title),
        "category_id": 4,
        "excerpt": "",
        "truncated": False,
    }


def as_reply(row: dict[str, Any], answered: BoardPost) -> dict[str, Any]:
    """What a post looks like among the replies of another: without its source text."""
    names = {"username": username(answered.author), "name": answered.author, "avatar_template": "/x/{size}.png"}
    return {key: value for key, value in row.items() if key != "raw"} | {"reply_to_user": names}


def topic_row(topic: BoardTopic) -> dict[str, Any]:
    moment = stamp(topic.created_at)
    return {
        "id": topic.id,
        "title": topic.title,
        "created_at": moment,
        "bumped_at": moment,
        "archetype": "private_message",
        "visible": True,
    }


def topic(found: BoardTopic, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A topic as its own page has it, with its first posts."""
    blank = dict.fromkeys(
        (
            *("deleted_at", "deleted_by", "featured_link", "pinned_at", "pinned_until", "image_url", "draft"),
            *("unpinned", "topic_timer", "thumbnails", "slow_mode_enabled_until"),
        )
    )
    is_not = dict.fromkeys(
        (
            *("closed", "archived", "has_summary", "pinned_globally", "pinned", "has_deleted", "bookmarked"),
            "show_read_indicator",
        ),
        False,
    )
    counts = dict.fromkeys(("views", "reply_count", "like_count", "word_count", "slow_mode_seconds"), 0)
    in_topics = {"link_counts": [], "read": True, "reviewable_id": 0}
    left_out = ("raw", "posts_count", "post_url", "badges_granted", "flair_group_id")
    posts = [{key: value for key, value in row.items() if key not in left_out} | in_topics for row in rows]
    moment = stamp(found.created_at)
    return {
        "id": found.id,
        "title": found.title,
        "fancy_title": html.escape(found.title),
        "slug": "topic",
        "created_at": moment,
        "last_posted_at": moment,
        "archetype": "private_message" if found.is_private else "regular",
        "category_id": 4,
        "user_id": rows[0]["user_id"],
        "posts_count": len(rows),
        "highest_post_number": len(rows),
        "participant_count": len({row["user_id"] for row in rows}),
        "current_post_number": 1,
        "visible": True,
        "chunk_size": 20,
        "draft_key": f"topic_{found.id}",
        "draft_sequence": 0,
        "message_bus_last_id": 0,
        "post_stream": {"posts": posts[:20], "stream": [row["id"] for row in rows]},
        "timeline_lookup": [],
        "suggested_topics": [],
        "tags": [],
        "tags_descriptions": {},
        "actions_summary": [],
        "bookmarks": [],
        "details": _details(rows),
        **blank,
        **is_not,
        **counts,
    }


def _details(rows: list[dict[str, Any]]) -> dict[str, Any]:
    may = (
        *("edit", "move_posts", "delete", "create_post", "reply_as_new_topic", "convert_topic", "review_topic"),
        *("close_topic", "archive_topic", "split_merge_topic", "edit_staff_notes", "toggle_topic_visibility"),
        *("pin_unpin_topic", "moderate_category", "remove_allowed_users"),
    )
    names = ("username", "name", "avatar_template")
    first, last = ({"id": row["user_id"], **{name: row[name] for name in names}} for row in (rows[0], rows[-1]))
    told = {"notification_level": 1, "can_remove_self_id": rows[0]["user_id"], "created_by": first, "last_poster": last}
    return told | {f"can_{what}": True for what in may}


def view(post: BoardPost) -> CommentView:
    is_deleted = post.deleted_at is not None
    return CommentView(str(post.id), post.raw, post.is_hidden, is_deleted, post.author, post.created_at)


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
