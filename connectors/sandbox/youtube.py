"""A stand-in for YouTube's Data API v3 and Google's sign-in: one channel with videos and comments, over real HTTP.

It lists one moderation state at a time, newest threads first and few at once, tells no state to who asks by id, sends
only some of the replies along, counts quota, and takes no rejected comment back.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from connectors.contract import Clock
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn, _send
from connectors.sandbox.youtube_shapes import (
    Clip,
    YouTubeComment,
    YouTubeError,
    comment_row,
    thread_row,
    upload_row,
    video_row,
    view,
)

_PAGE_CAP = 40  # fewer than asked, on purpose: a short page is not the end
_TOKEN = "/token"  # noqa: S105 - a path
_API = "/youtube/v3/"
_READ, _WRITE = 1, 50
FORCE_SSL = "https://www.googleapis.com/auth/youtube.force-ssl"
#: What YouTube has been seen to answer about a comment that is gone.
GONE = {
    "processingFailure": (400, "The API server failed to successfully process the request."),
    "forbidden": (403, "The comment could not be changed because of insufficient permissions."),
    "commentNotFound": (404, "One or more of the comments cannot be found."),
}


class YouTubeSandbox(StandIn):
    """One channel on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = frozenset(
        {"token_dead", "rate_limited", "server_error", "permission", "quota", "forbidden", "not_enabled"}
    )

    def __init__(self, clock: Clock, channel_id: str, refresh_token: str) -> None:
        super().__init__()
        self._clock = clock
        self.channel_id = channel_id
        self.refresh_token = refresh_token
        self._numbers = count(1)
        self.videos: dict[str, Clip] = {}
        self._comments: dict[str, YouTubeComment] = {}
        #: YouTube has none; demonstrations ask every stand-in.
        self.private_messages: list[tuple[str, str, datetime]] = []
        #: Quota units spent.
        self.units = 0
        #: In which words a write about a comment that is gone is refused.
        self.gone_as = "processingFailure"
        self.scopes = FORCE_SSL
        #: Seconds the refresh token still lives; None where it has no end.
        self.sign_in_ends_in: int | None = None
        #: How Google's sign-in answers next instead of giving access: (status, body).
        self.sign_in_fails: list[tuple[int, Any]] = []

    # What residents and the council do.

    def add_post(self, text: str, at: datetime) -> str:
        with self.lock:
            video_id = f"vid{next(self._numbers):08d}"
            self.videos[video_id] = Clip(video_id, text, at)
            return video_id

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        author_id = f"UC{zlib.crc32(author_name.encode()):022d}"
        return self._add(YouTubeComment("", post_id, parent_id, author_id, author_name, text, at, at, attachment))

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._change(comment_id, lambda found: replace(found, text=text, edited_at=max(self._clock(), found.at)))

    def delete_comment(self, comment_id: str) -> None:
        self._change(comment_id, lambda found: replace(found, is_deleted=True))

    def judge(self, comment_id: str, status: str) -> None:
        """YouTube's own filter, or a person in YouTube Studio, puts it into another state."""
        self._change(comment_id, lambda found: replace(found, status=status))

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        answered = self._comments[comment_id]
        top = answered.parent_id or comment_id
        return self._add(YouTubeComment("", answered.video_id, top, self.channel_id, "The council", text, at, at))

    # What demonstrations and tests look at.

    def comment(self, comment_id: str) -> CommentView:
        return view(self._comments[comment_id])

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [view(comment) for comment in self._comments.values()]

    def status_of(self, comment_id: str) -> str:
        return self._comments[comment_id].status

    # The platform's side.

    def serve(self, asked: Asked, handler: BaseHTTPRequestHandler) -> None:
        """Google's sign-in is another server: what goes wrong at YouTube does not concern it."""
        if asked.path != _TOKEN:
            return super().serve(asked, handler)
        with self.lock:
            self.calls.append(f"{asked.method} {asked.path}")
            return _send(handler, self._signed_in(asked))

    def answer(self, asked: Asked) -> Answer:
        self.units += _READ if asked.method == "GET" else _WRITE
        if asked.headers.get("authorization") != f"Bearer {self._access}":
            return self.fault("token_dead", asked)
        try:
            value = self._answer(asked)
        except YouTubeError as error:
            return error.answer
        return Answer(200, value) if value is not None else Answer(204, b"")

    def fault(self, kind: str, asked: Asked) -> Answer:
        match kind:
            case "token_dead":
                return YouTubeError(401, "authError", "Request had invalid authentication credentials.").answer
            case "rate_limited":
                return YouTubeError(403, "rateLimitExceeded", "Too many requests.").answer
            case "quota":
                return YouTubeError(403, "quotaExceeded", "The request cannot be completed: quota exceeded.").answer
            case "permission":
                return YouTubeError(403, "insufficientPermissions", "Insufficient Permission").answer
            case "forbidden":
                return YouTubeError(403, "forbidden", "Access forbidden.").answer
            case "not_enabled":
                return YouTubeError(403, "accessNotConfigured", "The API has not been used in project 1.").answer
            case _:
                return YouTubeError(503, "backendError", "Backend Error").answer

    @property
    def _access(self) -> str:
        return f"access-for-{zlib.crc32(self.refresh_token.encode())}"

    def _signed_in(self, asked: Asked) -> Answer:
        if self.sign_in_fails:
            return Answer(*self.sign_in_fails.pop(0))
        form = dict(parse_qsl(asked.body.decode()))
        if form.get("grant_type") != "refresh_token" or not form.get("client_id") or not form.get("client_secret"):
            return Answer(400, {"error": "invalid_request", "error_description": "Missing required parameter"})
        if form.get("refresh_token") != self.refresh_token:
            return Answer(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        value = {"access_token": self._access, "expires_in": 3599, "scope": self.scopes, "token_type": "Bearer"}
        ends = self.sign_in_ends_in
        return Answer(200, value if ends is None else value | {"refresh_token_expires_in": ends})

    def _answer(self, asked: Asked) -> dict[str, Any] | None:
        query = asked.query
        match asked.method, asked.path.removeprefix(_API):
            case "GET", "commentThreads":
                return self._threads(query)
            case "GET", "comments":
                return self._listed(query)
            case "POST", "comments/setModerationStatus":
                self._judged(query)
                return None
            case "POST", "comments":
                return self._answered(json.loads(asked.body))
            case "GET", "channels":
                playlists = {"relatedPlaylists": {"uploads": f"UU{self.channel_id[2:]}"}}
                row = {"kind": "youtube#channel", "etag": "etag", "id": self.channel_id, "contentDetails": playlists}
                return _list("channel", [row])
            case "GET", "playlistItems":
                if not self.videos:
                    raise YouTubeError(404, "playlistNotFound", "The playlist cannot be found.")
                clips = sorted(self.videos.values(), key=lambda clip: clip.at, reverse=True)
                return _list("playlistItem", [upload_row(clip) for clip in clips if clip.at <= self._clock()][:50])
            case "GET", "videos":
                ids = query["id"].split(",")
                return _list("video", [video_row(self.videos[key], self.channel_id) for key in ids])
            case _:
                raise YouTubeError(404, "notFound", "Not Found")

    def _threads(self, query: Mapping[str, str]) -> dict[str, Any]:
        state = query.get("moderationStatus", "published")
        if query.get("allThreadsRelatedToChannelId") != self.channel_id:
            raise YouTubeError(404, "channelNotFound", "The channel cannot be found.")
        if state == "rejected":
            raise YouTubeError(400, "operationNotSupported", "Rejected comments cannot be listed.")
        served, rows = self._served(), []
        beneath: dict[str, list[YouTubeComment]] = {one.id: [] for one in served if not one.parent_id}
        for one in served:
            if one.parent_id:
                beneath[one.parent_id].append(one)
        for top in sorted((one for one in served if not one.parent_id), key=lambda one: one.at, reverse=True):
            replies = beneath[top.id]
            if top.status == state or (state != "published" and any(one.status == state for one in replies)):
                rows.append((top, replies))
        page = _list("commentThread", rows, query)
        return page | {"items": [thread_row(top, replies, self.channel_id) for top, replies in page["items"]]}

    def _listed(self, query: Mapping[str, str]) -> dict[str, Any]:
        if parent_id := query.get("parentId"):
            if not any(one.id == parent_id for one in self._served()):
                raise YouTubeError(404, "commentNotFound", "The comment cannot be found.")
            replies = sorted(self._replies(parent_id), key=lambda one: one.at, reverse=True)
            return _list("comment", [comment_row(one, self.channel_id, tells_state=True) for one in replies], query)
        ids = query["id"].split(",")
        if len(ids) > 50:
            raise YouTubeError(400, "invalidFilters", "Too many ids.")
        found = [one for one in self._served() if one.id in ids]
        return _list("comment", [comment_row(one, self.channel_id, tells_state=False) for one in found])

    def _judged(self, query: Mapping[str, str]) -> None:
        ids, status = query["id"].split(","), query["moderationStatus"]
        if len(ids) > 50:
            raise YouTubeError(400, "invalidFilters", "Too many ids.")
        for comment_id in ids:
            if self._present(comment_id).status == "rejected":
                raise YouTubeError(400, "processingFailure", "A rejected comment stays rejected.")
        for comment_id in ids:
            self.judge(comment_id, status)

    def _answered(self, body: Mapping[str, Any]) -> dict[str, Any]:
        said = body["snippet"]
        top = self._present(str(said["parentId"]))
        if top.parent_id:
            raise YouTubeError(400, "invalidSnippetParentId", "The parent is itself a reply.")
        new_id = self.council_reply(top.id, str(said["textOriginal"]), self._clock())
        return comment_row(self._comments[new_id], self.channel_id, tells_state=True)

    def _present(self, comment_id: str) -> YouTubeComment:
        found = next((one for one in self._comments.values() if one.id == comment_id and not one.is_deleted), None)
        if found is None or found.at > self._clock():
            status, message = GONE[self.gone_as]
            raise YouTubeError(status, self.gone_as, message)
        return found

    def _served(self) -> list[YouTubeComment]:
        """What its owner can see: neither deleted nor rejected, and with its thread's first comment still there."""
        now = self._clock()
        there = {
            one.id: one
            for one in self._comments.values()
            if not one.is_deleted and one.status != "rejected" and one.at <= now
        }
        return [one for one in there.values() if not one.parent_id or one.parent_id in there]

    def _replies(self, thread_id: str) -> list[YouTubeComment]:
        return [one for one in self._served() if one.parent_id == thread_id]

    def _add(self, comment: YouTubeComment) -> str:
        with self.lock:
            number = f"Ugx{len(self._comments) + 1:020d}"
            comment_id = f"{comment.parent_id}.{number}" if comment.parent_id else number
            self._comments[comment_id] = replace(comment, id=comment_id)
            return comment_id

    def _change(self, comment_id: str, change: Callable[[YouTubeComment], YouTubeComment]) -> None:
        with self.lock:
            self._comments[comment_id] = change(self._comments[comment_id])


def _list(kind: str, rows: Sequence[Any], query: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One page of a list, with the token of the next."""
    query = query or {}
    start = int(query.get("pageToken", "page0").removeprefix("page"))
    end = start + min(int(query.get("maxResults", "20")), _PAGE_CAP) if query else len(rows)
    page = {"totalResults": len(rows), "resultsPerPage": max(1, end - start)}
    value = {"kind": f"youtube#{kind}ListResponse", "etag": "etag", "pageInfo": page, "items": rows[start:end]}
    return value | ({"nextPageToken": f"page{end}"} if end < len(rows) else {})
