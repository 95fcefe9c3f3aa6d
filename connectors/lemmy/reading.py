"""One fetch in a Lemmy community: posts and comments, newest first, down to what was read before.

Lemmy can be asked neither for what came since a moment nor for what stands after an id. A list is counted off by pages,
and a row slips to the page before when another is deleted meanwhile. So every reading goes an hour further back than it
must, and every few hours a day further: whatever slipped is found then.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import AccessLost, CommentGone, Page
from connectors.lemmy import things
from connectors.lemmy.api import Lemmy
from connectors.lemmy.things import Thing
from moderator.domain.comment import AccountRef

PER_PAGE = 50
OVERLAP = timedelta(hours=1)
SWEEP_EVERY = timedelta(hours=6)
_SWEPT = timedelta(days=1)
#: One fetch reads so many pages of each list; what is left waits for the next.
_PAGES_PER_FETCH = 20
#: So many comments that are answered, and not in the same lists, are asked for one by one.
_PARENTS_PER_FETCH = 50
#: The two lists, in the order in which they are read: route, the key of its rows, and how a row is read.
LISTS: tuple[tuple[str, str, Callable[[Mapping[str, Any]], Thing]], ...] = (
    ("post/list", "posts", things.post),
    ("comment/list", "comments", things.comment),
)


@dataclass(frozen=True, slots=True)
class Habits:
    look_back: timedelta = timedelta(days=3)
    #: Ids of people whose words are the council's own, beside ours.
    own_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are on the instance, and which communities we moderate."""

    id: str
    moderates: frozenset[str]
    is_admin: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """The cursor's meaning; seconds since 1970, UTC, in every field but the last two."""

    #: Everything up to here was read in a complete run; 0 before the first.
    mark: int = 0
    #: When the last run began that went a day further back.
    swept: int = 0
    #: The run under way: how far back it goes, its newest row, and when it began if it is a sweep.
    since: int = 0
    newest: int = 0
    sweeping: int = 0
    #: Which list it is reading, and its next page; 0 between two runs.
    at_list: int = 0
    at_page: int = 0


def parsed(cursor: str) -> Marks:
    """An unreadable cursor counts as none: reading again is safe, since the caller ignores what it knows."""
    try:
        value = json.loads(cursor)
        marks = Marks(**{key: int(value[key]) for key in Marks.__slots__})
    except (ValueError, KeyError, TypeError):
        return Marks()
    return marks if 0 <= marks.at_list < len(LISTS) and marks.at_page >= 0 else Marks()


def written(marks: Marks) -> str:
    return json.dumps(asdict(marks), separators=(",", ":"))


def whoami(lemmy: Lemmy) -> Me:
    """Raises AccessLost where the token is nobody's: older instances answer then as they answer any visitor."""
    user = lemmy.read("site").get("my_user")
    if not isinstance(user, dict):
        raise AccessLost(
            "the token signs nobody in; sign in to the instance as the council's account, make a new token and store "
            "it as token"
        )
    view = user["local_user_view"]
    return Me(
        str(view["person"]["id"]),
        frozenset(str(one["community"]["name"]) for one in user.get("moderates") or []),
        bool((view.get("local_user") or {}).get("admin") or view["person"].get("admin")),
    )


class Reading:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, lemmy: Lemmy, account: AccountRef, habits: Habits, now: datetime) -> None:
        self._lemmy = lemmy
        self._account = account
        self._habits = habits
        self._now = now
        self._found: list[Thing] = []

    def page(self, cursor: str) -> Page:
        own = self._habits.own_ids | {whoami(self._lemmy).id}
        marks = self._read(self._begun(parsed(cursor)))
        ours = [thing for thing in self._found if thing.author.native_id in own and not thing.is_deleted]
        theirs = [thing for thing in self._found if thing.author.native_id not in own]
        seen = [thing for thing in theirs if not thing.is_deleted and not thing.is_withheld]
        answered = self._answered(seen)
        seen.sort(key=lambda thing: thing.created_at)
        return Page(
            sightings=tuple(things.sighting(thing, self._account, answered[thing.native_id]) for thing in seen),
            own_replies=tuple(things.own_reply(thing) for thing in ours if not thing.is_post),
            own_posts=tuple(things.own_post(thing) for thing in ours if thing.is_post),
            gone=tuple(thing.native_id for thing in theirs if thing.is_deleted),
            cursor=written(marks),
            more=bool(marks.at_page),
        )

    def _begun(self, marks: Marks) -> Marks:
        if marks.at_page:
            return marks
        now = int(self._now.timestamp())
        is_sweep = now - marks.swept >= SWEEP_EVERY.total_seconds()
        back = _SWEPT if is_sweep else OVERLAP
        since = (
            marks.mark - int(back.total_seconds()) if marks.mark else now - int(self._habits.look_back.total_seconds())
        )
        return replace(marks, since=since, newest=0, sweeping=now if is_sweep else 0, at_list=0, at_page=1)

    def _read(self, marks: Marks) -> Marks:
        for _ in range(_PAGES_PER_FETCH):
            rows = self._rows(marks)
            kept = [thing for thing in rows if thing.created_at.timestamp() >= marks.since]
            older = [thing for thing in rows if thing.created_at.timestamp() < marks.since]
            self._found += kept
            newest = max([marks.newest, *(int(thing.created_at.timestamp()) for thing in kept)])
            marks = replace(marks, newest=newest, at_page=marks.at_page + 1)
            # A list ends below the first page that reaches further back than wanted; pinned rows stand above all order.
            if rows and all(thing.is_pinned for thing in older):
                continue
            if marks.at_list + 1 == len(LISTS):
                return self._finished(marks)
            marks = replace(marks, at_list=marks.at_list + 1, at_page=1)
        return marks

    def _rows(self, marks: Marks) -> list[Thing]:
        route, key, read = LISTS[marks.at_list]
        return [read(row) for row in listed(self._lemmy, route, key, self._account.account_id, marks.at_page)]

    def _finished(self, marks: Marks) -> Marks:
        """The mark never passes our own time: one row dated next year would hide everything until then."""
        newest = min(marks.newest, int(self._now.timestamp()))
        return Marks(mark=max(marks.mark, newest, marks.since), swept=marks.sweeping or marks.swept)

    def _answered(self, seen: list[Thing]) -> dict[str, str]:
        """Native id -> the words it answers: the comment above it, else the post; "" for a post."""
        known = {thing.native_id: thing.text for thing in self._found}
        wanted = dict.fromkeys(thing.parent_id for thing in seen if thing.parent_id not in {"", *known})
        known |= dict(self._one_by_one(list(wanted)[:_PARENTS_PER_FETCH]))
        return {thing.native_id: known.get(thing.parent_id, "") or thing.post_text for thing in seen}

    def _one_by_one(self, ids: list[str]) -> Iterator[tuple[str, str]]:
        for native_id in ids:
            try:
                yield native_id, things.comment(self._lemmy.read("comment", id=native_id)["comment_view"]).text
            except CommentGone:
                continue


def listed(lemmy: Lemmy, route: str, key: str, community: str, page: int) -> list[Mapping[str, Any]]:
    """One page of a list of the community, newest first."""
    asked = {"community_name": community, "type_": "All", "sort": "New", "limit": PER_PAGE, "page": page}
    return list(lemmy.read(route, **asked)[key])
