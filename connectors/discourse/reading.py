"""One fetch on a Discourse board: fifty posts, newest first, until what was read before.

The run may take several fetches; where it goes on is a post's id, and the marks move only when it has come to its end.
A page begins below an id, so nothing slips when a post is deleted meanwhile.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import AccessLost, CommentGone, OwnReply, Page
from connectors.discourse import posts
from connectors.discourse.board import Board, Forbidden, rows_in
from moderator.domain.comment import AccountRef

#: Read again this far back, for fresh edits and posts that surface late.
OVERLAP = timedelta(hours=2)
#: How often the last ``look_back`` is read afresh, for topics that were listed again or posts brought back.
SWEEP_EVERY = timedelta(hours=6)
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Habits:
    look_back: timedelta = timedelta(days=3)
    #: Usernames whose posts are the council's own, in small letters, our own among them.
    own_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Marks:
    """The cursor's meaning: post ids, and seconds since 1970, UTC."""

    #: The newest post of the last complete run, and the newest time in it.
    newest_id: int = 0
    mark: int = 0
    #: When the last sweep began that was completed.
    swept: int = 0
    #: The run under way goes on below this id; 0 between two runs.
    below: int = 0
    #: The newest post and time of the run under way, what it reads back to, and when it began if it is a sweep.
    run_id: int = 0
    run_mark: int = 0
    since: int = 0
    sweeping: int = 0


def parsed(cursor: str) -> Marks:
    """An unreadable cursor counts as none: reading again is safe, since the caller ignores what it knows."""
    try:
        value = json.loads(cursor)
        return Marks(**{key: int(value[key]) for key in asdict(Marks())})
    except (ValueError, KeyError, TypeError):
        return Marks()


def written(marks: Marks) -> str:
    return json.dumps(asdict(marks), separators=(",", ":"))


class Reading:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, board: Board, account: AccountRef, address: str, habits: Habits, now: datetime) -> None:
        self._board = board
        self._account = account
        self._address = address
        self._habits = habits
        self._now = now

    def page(self, cursor: str) -> Page:
        marks = self._begun(parsed(cursor))
        below = {"before": str(marks.below)} if marks.below else {}
        rows = rows_in(self._board.read("posts.json", **below)["latest_posts"])
        fresh = [row for row in rows if self._is_wanted(row, marks) and not posts.is_gone(row)]
        theirs = [row for row in fresh if not self._is_own(row)]
        ours = [row for row in fresh if self._is_own(row)]
        answered = self._answered(fresh, rows)
        parents = {str(row["id"]): answered.get(asked) for row in fresh if (asked := posts.answers(row))}
        marks = self._moved(marks, rows)
        return Page(
            sightings=tuple(
                posts.sighting(row, self._account, self._address, parent=parents.get(str(row["id"]))) for row in theirs
            ),
            own_replies=tuple(
                OwnReply(str(row["id"]), str(parent["id"]), posts.moment(row))
                for row in ours
                if (parent := parents.get(str(row["id"])))
            ),
            own_posts=tuple(posts.own_post(row, self._address) for row in ours if posts.is_opening(row)),
            cursor=written(marks),
            more=bool(marks.below),
        )

    def _begun(self, marks: Marks) -> Marks:
        if marks.below:
            return marks
        now = int(self._now.timestamp())
        marks = replace(marks, run_id=0, run_mark=0, sweeping=0, since=marks.mark - int(OVERLAP.total_seconds()))
        if marks.mark and now - marks.swept < SWEEP_EVERY.total_seconds():
            return marks
        require_moderator(self._board)  # whoever is none is shown less, and no error
        return replace(marks, sweeping=now, since=int((self._now - self._habits.look_back).timestamp()))

    def _is_wanted(self, row: Mapping[str, Any], marks: Marks) -> bool:
        """By time, and by id where one is known: posts that were carried in from elsewhere have old times."""
        return posts.second(row) >= marks.since or (bool(marks.newest_id) and int(row["id"]) > marks.newest_id)

    def _moved(self, marks: Marks, rows: list[dict[str, Any]]) -> Marks:
        ids = [int(row["id"]) for row in rows]
        marks = replace(
            marks,
            run_id=max([marks.run_id, *ids]),
            run_mark=max([marks.run_mark, *map(posts.second, rows)]),
        )
        if any(self._is_wanted(row, marks) for row in rows):
            return replace(marks, below=min(ids))
        now = int(self._now.timestamp())
        return Marks(
            newest_id=max(marks.newest_id, marks.run_id),
            # Never past our own time: one post dated next year would hide what surfaces late.
            mark=max(marks.mark, min(marks.run_mark, now), marks.since),
            swept=marks.sweeping or marks.swept,
        )

    def _answered(self, fresh: list[dict[str, Any]], known: list[dict[str, Any]]) -> dict[_Place, Mapping[str, Any]]:
        """The posts that these answer, by their place; those not at hand are asked for one by one."""
        found: dict[_Place, Mapping[str, Any]] = {posts.place(row): row for row in known}
        for asked in dict.fromkeys(filter(None, map(posts.answers, fresh))):
            if asked not in found and (row := self._at(*asked)):
                found[asked] = row
        return found

    def _at(self, topic: str, number: str) -> Mapping[str, Any] | None:
        try:
            return self._board.read(f"posts/by_number/{int(topic)}/{int(number)}.json")
        except (CommentGone, Forbidden):
            return None  # deleted, or moved where our user may not look: then nobody else is shown it either

    def _is_own(self, row: Mapping[str, Any]) -> bool:
        return str(row.get("username") or "").casefold() in self._habits.own_names


def require_moderator(board: Board) -> None:
    """Raises AccessLost, naming the cure, unless our user is a moderator of the board."""
    try:
        me = board.read("session/current.json").get("current_user") or {}
    except CommentGone:  # Discourse's way of saying that nobody is signed in
        me = {}
    if not (isinstance(me, dict) and (me.get("moderator") is True or me.get("admin") is True)):
        raise AccessLost(
            "the user is no moderator of the board, so it would show less than there is; on the board, open Admin > "
            "Users, and make the user a moderator, and check api_username"
        )
