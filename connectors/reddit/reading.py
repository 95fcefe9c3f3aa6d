"""One fetch on a subreddit: its newest comments and posts, what waits in the queue, and what was edited.

Every list comes newest first and ends after about a thousand rows. A place in a list is never kept: Reddit answers
with nothing at all once the row it stood on is deleted. The mark is a time, and reading starts some minutes before it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contract import OwnPost, OwnReply, Page
from connectors.reddit import things
from connectors.reddit.client import Reddit
from moderator.domain.comment import AccountRef, Sighting

_OVERLAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Habits:
    look_back: timedelta = timedelta(days=3)
    #: Reddit names that are the council's, beside the account's own.
    own_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """The cursor's meaning; None before the first fetch."""

    written: datetime | None = None
    edited: datetime | None = None


def parsed(cursor: str) -> Mark:
    """An unreadable cursor counts as none."""
    try:
        value = json.loads(cursor)
        return Mark(*(datetime.fromtimestamp(int(value[key]), UTC) for key in ("written", "edited")))
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        return Mark()


def written(mark: Mark) -> str:
    moments = {"written": mark.written, "edited": mark.edited}
    return json.dumps({key: int(moment.timestamp()) for key, moment in moments.items() if moment})


class Reading:
    """Everything since the marks of one cursor; thrown away afterwards."""

    def __init__(self, reddit: Reddit, account: AccountRef, habits: Habits, us: str, now: datetime) -> None:
        self._reddit = reddit
        self._account = account
        self._own = habits.own_ids | {us}
        self._start = now - habits.look_back
        self._rows: dict[str, dict[str, Any]] = {}

    def page(self, cursor: str) -> Page:
        mark = parsed(cursor)
        place = f"r/{self._account.account_id}"
        since = mark.written - _OVERLAP if mark.written else self._start
        comments = self._since(f"{place}/comments", since, things.created)
        posts = self._since(f"{place}/new", since, things.created)
        changed = self._since(
            f"{place}/about/edited", mark.edited - _OVERLAP if mark.edited else self._start, _last_touched
        )
        self._since(f"{place}/about/modqueue", self._start, things.created)
        return Page(
            *self._told(),
            own_posts=tuple(self._own_posts()),
            cursor=written(
                Mark(
                    _newest([comments, posts], mark.written or self._start),
                    _newest([changed], mark.edited or self._start),
                )
            ),
        )

    def _since(self, path: str, since: datetime, when: Callable[[Mapping[str, Any]], datetime]) -> datetime | None:
        """Takes what is not older, to the first page that holds nothing else; returns the newest time."""
        newest = None
        for rows in self._reddit.rows(path):
            young = [row for row in rows if when(row) >= since]
            for row in young:
                self._rows[str(row["name"])] = row
                newest = max(newest or when(row), when(row))
            if rows and not young:
                break
        return newest

    def _told(self) -> tuple[tuple[Sighting, ...], tuple[OwnReply, ...]]:
        rows = [row for row in self._rows.values() if not things.is_gone(row)]
        public = [row for row in rows if row.get("author") not in self._own]
        answered = [name for name in dict.fromkeys(things.parent_of(row) for row in public) if name]
        parents = self._reddit.things([name for name in answered if name not in self._rows])
        own = [row for row in rows if row.get("author") in self._own and row["kind"] == things.COMMENT]
        return (
            tuple(things.sighting(row, self._account, self._rows | parents) for row in public),
            tuple(things.own_reply(row) for row in own),
        )

    def _own_posts(self) -> Iterator[OwnPost]:
        for row in self._rows.values():
            if row["kind"] == things.POST and row.get("author") in self._own:
                yield things.own_post(row)


def _last_touched(row: Mapping[str, Any]) -> datetime:
    return things.edited(row) or things.created(row)


def _newest(found: Iterable[datetime | None], mark: datetime) -> datetime:
    return max([one for one in found if one] + [mark])
