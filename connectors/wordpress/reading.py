"""One fetch on a WordPress site: a hundred comments from a mark on, oldest first, by the site's own clock.

WordPress has no mark of its own to read from, and a page counted by number slips when a row is deleted. So the next
page begins at the newest time on this one, in the site's wall-clock time, which is what WordPress compares: in UTC, an
hour would go missing when the clocks go back.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors import markup
from connectors.contract import AccessLost, CommentGone, Page
from connectors.wordpress import comments
from connectors.wordpress.site import Site
from moderator.domain.comment import AccountRef

#: Read again this far back. Not less than an hour, the most by which a wall clock is ever put back.
OVERLAP = timedelta(hours=2)
#: How often the last ``look_back`` is read afresh, for what was let out of the spam folder or the bin meanwhile.
SWEEP_EVERY = timedelta(hours=6)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Habits:
    look_back: timedelta = timedelta(days=3)
    #: Ids whose comments are the council's own, beside the one we sign in with.
    own_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Marks:
    """The cursor's meaning; seconds since 1970, UTC, where it is a number."""

    #: Everything up to here was read in a complete run.
    mark: int = 0
    #: When the last sweep began that was completed.
    swept: int = 0
    #: Where the run under way goes on, in the site's wall-clock time; "" between two runs.
    at: str = ""
    #: The newest comment of the run under way.
    newest: int = 0
    #: When the run under way began, if it is a sweep; else 0.
    sweeping: int = 0


def parsed(cursor: str) -> Marks:
    """An unreadable cursor counts as none: reading again is safe, since the caller ignores what it knows."""
    try:
        value = json.loads(cursor)
        at = str(value["at"])
        if at:
            datetime.fromisoformat(at)
        return Marks(int(value["mark"]), int(value["swept"]), at, int(value["newest"]), int(value["sweeping"]))
    except (ValueError, KeyError, TypeError):
        return Marks()


def written(marks: Marks) -> str:
    return json.dumps(asdict(marks), separators=(",", ":"))


class Reading:
    """What one fetch reads; thrown away afterwards."""

    def __init__(self, site: Site, account: AccountRef, habits: Habits, now: datetime) -> None:
        self._site = site
        self._account = account
        self._habits = habits
        self._now = now

    def page(self, cursor: str) -> Page:
        own = self._habits.own_ids | {whoami(self._site)}
        marks, after = self._begun(parsed(cursor))
        rows, marks = self._read(marks, after)
        theirs = [row for row in rows if comments.author_id(row) not in own]
        ours = [reply for row in rows if comments.author_id(row) in own and (reply := comments.own_reply(row))]
        context = self._context(theirs, rows)
        return Page(
            sightings=tuple(comments.sighting(row, self._account, context.get(str(row["id"]), "")) for row in theirs),
            own_replies=tuple(ours),
            cursor=written(marks),
            more=bool(marks.at),
        )

    def _begun(self, marks: Marks) -> tuple[Marks, str]:
        """The marks of the run, and what to read after."""
        if marks.at:
            return marks, marks.at
        now = int(self._now.timestamp())
        start = datetime.fromtimestamp(marks.mark, UTC) - OVERLAP
        if not marks.mark or now - marks.swept >= SWEEP_EVERY.total_seconds():
            marks, start = replace(marks, sweeping=now), self._now - self._habits.look_back
        return replace(marks, newest=0), start.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _read(self, marks: Marks, after: str) -> tuple[list[dict[str, Any]], Marks]:
        """Usually one page; more only where a whole page was written in one second."""
        found: list[dict[str, Any]] = []
        number, reached = 1, after
        while True:
            answer = self._site.rows(
                "comments",
                status="all",  # approved and held; the spam folder and the bin are left out
                context="edit",  # refused to a user who may not moderate, who would else see less and not know
                orderby="date",
                order="asc",
                after=after,
                page=str(number),
                _fields=comments.FIELDS,
            )
            found += answer.rows
            seconds = [int(comments.moment(row).timestamp()) for row in answer.rows]
            marks = replace(marks, newest=max([marks.newest, *seconds]))
            if not answer.has_more:
                return found, self._finished(marks)
            if answer.rows:  # exclusive, so one second before the newest
                reached = (max(map(comments.site_time, answer.rows)) - _SECOND).isoformat()
            if answer.rows and reached != after:
                return found, replace(marks, at=reached)
            number += 1

    def _finished(self, marks: Marks) -> Marks:
        """The mark never passes our own time: one comment dated next year would hide everything until then."""
        newest = min(marks.newest, int(self._now.timestamp()))
        swept = marks.sweeping or marks.swept
        # A first run that found nothing has read up to now all the same.
        begun = int((self._now - self._habits.look_back).timestamp())
        return Marks(mark=max(marks.mark, newest) or begun, swept=swept)

    def _context(self, theirs: list[dict[str, Any]], known: list[dict[str, Any]]) -> dict[str, str]:
        """Comment id -> what it answers: the parent's words, else the title above it."""
        texts = {str(row["id"]): comments.words(row) for row in known}
        parents = {comments.parent_id(row) for row in theirs} - {"", *texts}
        texts |= {str(row["id"]): comments.words(row) for row in self._comments(parents)}
        titles = self._titles({place for row in theirs if (place := comments.stands_under(row))})
        found = {}
        for row in theirs:
            place = comments.stands_under(row)
            title = titles.get(place, "") if place else ""
            found[str(row["id"])] = texts.get(comments.parent_id(row), "") or title
        return found

    def _comments(self, ids: Iterable[str]) -> Iterable[Mapping[str, Any]]:
        if not (wanted := ",".join(sorted(ids))):
            return []
        return self._site.rows("comments", status="all", context="edit", include=wanted, _fields="id,content").rows

    def _titles(self, places: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
        titles: dict[tuple[str, str], str] = {}
        for kind in sorted({kind for kind, _ in places}):
            wanted = ",".join(sorted(native_id for of, native_id in places if of == kind))
            try:
                rows = self._site.rows(kind, include=wanted, _fields="id,title").rows
            except (AccessLost, CommentGone):
                continue  # a kind of content of a plugin's, which it keeps to itself: then there is no title to show
            titles |= {(kind, str(row["id"])): markup.words(str(row["title"]["rendered"])) for row in rows}
        return titles


def whoami(site: Site) -> str:
    """Our user's id on the site. Raises AccessLost, naming the cure, where it may not moderate."""
    me = site.read("users/me", context="edit", _fields="id,capabilities")
    capabilities = me.get("capabilities") or {}
    if not (isinstance(capabilities, dict) and capabilities.get("moderate_comments") is True):
        raise AccessLost(
            "the user may not moderate comments, so the site would show less than there is; on the site, open Users, "
            "edit the user and give the role Editor"
        )
    return str(me["id"])
