"""One fetch on a channel: every state's threads, newest first, as far down as is due, and the replies beneath them.

YouTube lists an account's threads newest first and knows no ``since``; a new reply does not lift an old thread. So
young threads are read in every round and older ones ever more rarely, a hundred for one unit of quota. The replies
beyond the few that come along are asked for only where their number has changed, and once a day.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connectors import watching
from connectors.contract import AccessLost, CommentGone, OwnPost, Page
from connectors.youtube import comments
from connectors.youtube.api import Api
from connectors.youtube.comments import STATES, Remark
from moderator.domain.comment import AccountRef, Sighting

#: A fetch goes no further down after this many seconds; what it has not reached stays due.
_SECONDS_PER_FETCH = 150.0
_DAY_S = 86_400
#: The step of the schedule (threads up to 30 days) with which videos are listed, too: once an hour.
_HOURLY = 2


@dataclass(frozen=True, slots=True)
class Habits:
    """How far the connector looks."""

    #: Comments older than this are not taken up by the very first fetch.
    look_back: timedelta = timedelta(days=3)
    #: Threads begun longer ago are no longer looked into.
    watch_threads: timedelta = timedelta(days=90)
    #: Channels whose comments are the council's own, beside the profile's.
    own_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """The cursor's meaning; seconds since 1970, UTC."""

    start: int = 0
    #: When each step of the schedule was last read to its end.
    read: tuple[int, ...] = ()
    #: When every reply was last asked for.
    whole: int = 0
    #: "STATE THREAD" -> how many replies there were when all were last read; only where some do not come along.
    replies: Mapping[str, int] = field(default_factory=dict)


def parsed(cursor: str) -> Mark:
    """An unreadable cursor counts as none: reading again is safe, since the caller ignores what it knows."""
    try:
        value = json.loads(cursor)
        read = tuple(int(one) for one in value["read"])
        replies = {str(key): int(count) for key, count in value["replies"].items()}
        return Mark(int(value["start"]), read, int(value["whole"]), replies)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return Mark()


def written(mark: Mark) -> str:
    value = {"start": mark.start, "read": mark.read, "whole": mark.whole, "replies": dict(mark.replies)}
    return json.dumps(value, separators=(",", ":"))


class Round:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, api: Api, account: AccountRef, habits: Habits, now: datetime) -> None:
        self._api = api
        self._account = account
        self._habits = habits
        self._now = now
        self._own = habits.own_ids | {account.account_id}
        self._ends = time.monotonic() + _SECONDS_PER_FETCH
        self._remarks: dict[str, Remark] = {}
        self._counts: dict[str, int] = {}

    def page(self, cursor: str) -> Page:
        mark, window = parsed(cursor), self._habits.watch_threads
        start = mark.start or watching.seconds(self._now - self._habits.look_back)
        is_whole = watching.seconds(self._now) - mark.whole >= _DAY_S
        step, depth = watching.due_depth(() if is_whole else mark.read, self._now, window)
        posts = self._own_posts() if step >= _HOURLY else ()
        known = {} if is_whole else mark.replies
        reached = max(self._read(state, self._now - depth, known) for state in STATES)
        floor = max(start, _last_read(mark, step) - int(watching.OVERLAP.total_seconds()))
        remarks = [remark for remark in self._in_order() if watching.seconds(remark.touched_at) >= floor]
        after = Mark(
            start,
            watching.read_down(mark.read, self._now, window, reached),
            watching.seconds(self._now) if is_whole else mark.whole,
            self._counts if is_whole else {**mark.replies, **self._counts},
        )
        return Page(
            sightings=tuple(self._sightings(remarks)),
            own_replies=tuple(
                reply for remark in remarks if self._is_own(remark) and (reply := comments.own_reply(remark))
            ),
            own_posts=posts,
            cursor=written(after),
        )

    def _read(self, state: str, until: datetime, known: Mapping[str, int]) -> datetime:
        """Reads one state's threads; how far down it came."""
        youngest = self._now
        for threads in self._api.threads(self._account.account_id, state):
            for thread in threads:
                self._take(thread, state, known)
            # Rows may come in any order: only a page that holds nothing young is the end.
            youngest = max((comments.written_at(comments.top_of(thread)) for thread in threads), default=youngest)
            if threads and youngest < until:
                return until
            if time.monotonic() > self._ends:
                return youngest
        return until

    def _take(self, thread: Mapping[str, Any], state: str, known: Mapping[str, int]) -> None:
        native_id, replies = str(thread["id"]), comments.inline(thread)
        number = int(comments.snippet(thread).get("totalReplyCount") or 0)
        if number > len({str(reply["id"]) for reply in replies}):
            key = f"{state} {native_id}"
            if known.get(key) != number:
                replies = [*replies, *self._all_replies(native_id)]
            self._counts[key] = number
        for remark in comments.remarks(thread, replies, state, self._account.account_id):
            self._keep(remark)

    def _all_replies(self, thread_id: str) -> list[Mapping[str, Any]]:
        try:
            return [reply for replies in self._api.replies(thread_id) for reply in replies]
        except CommentGone:
            return []  # deleted since the list was made

    def _keep(self, remark: Remark) -> None:
        """A comment may come in two passes; that it is hidden is never forgotten for a state that was only guessed."""
        before = self._remarks.get(remark.native_id)
        tells_state = "moderationStatus" in comments.snippet(remark.row)
        if before is None or tells_state or remark.is_hidden:
            self._remarks[remark.native_id] = remark

    def _own_posts(self) -> tuple[OwnPost, ...]:
        """The newest videos; proves on the way that the sign-in is this channel's, which else would read nothing."""
        uploads = own_channel(self._api, self._account.account_id)
        try:
            items = self._api.uploads(uploads) if uploads else []
        except CommentGone:
            return ()  # a channel without a video has no list of them
        return tuple(comments.own_post(item) for item in items if "videoPublishedAt" in item["contentDetails"])

    def _in_order(self) -> list[Remark]:
        return sorted(self._remarks.values(), key=lambda remark: comments.written_at(remark.row))

    def _is_own(self, remark: Remark) -> bool:
        return comments.author_id(remark.row) in self._own

    def _sightings(self, remarks: list[Remark]) -> list[Sighting]:
        public = [remark for remark in remarks if not self._is_own(remark)]
        videos = dict.fromkeys(remark.post_id for remark in public if not remark.parent_text)
        titles = self._api.titles([video for video in videos if video != self._account.account_id])
        return [comments.sighting(remark, self._account, titles.get(remark.post_id, "")) for remark in public]


def own_channel(api: Api, account_id: str) -> str:
    """The list of the channel's videos. Raises AccessLost unless the sign-in is this very channel's."""
    channel = api.own_channel()
    signed_in = str(channel.get("id") or "")
    if signed_in != account_id:
        raise AccessLost(
            f"the sign-in is not this channel's: it belongs to {signed_in or 'nobody'}, the profile is {account_id}; "
            "sign in again and choose the council's channel, or correct account_id in the register"
        )
    playlists = (channel.get("contentDetails") or {}).get("relatedPlaylists") or {}
    return str(playlists.get("uploads") or "")


def _last_read(mark: Mark, step: int) -> int:
    return mark.read[step] if step < len(mark.read) else 0
