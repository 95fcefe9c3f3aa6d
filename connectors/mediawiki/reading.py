"""One fetch on a wiki: its recent changes on the watched talk pages, and what each of them added.

The wiki lists changes oldest first, by the second, start included. Our mark is the newest second seen; reading starts
some minutes before it, since a change can surface late, and the caller ignores what it knows.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contract import OwnPost, OwnReply, Page
from connectors.mediawiki import words
from connectors.mediawiki.hiding import is_ours_to_forget
from connectors.mediawiki.revisions import Revision, moment, sighting
from connectors.mediawiki.wiki import Wiki
from connectors.mediawiki.words import Addition
from moderator.domain.comment import AccountRef, Sighting

_OVERLAP = timedelta(minutes=10)
#: One fetch reads about so many changes and asks to be called again.
_CHANGES_PER_FETCH = 1000
#: How far back the writer of an answered line is looked for.
_DEEPEST = 500


@dataclass(frozen=True, slots=True)
class Habits:
    """Where the connector looks."""

    look_back: timedelta = timedelta(days=3)
    #: Numbers of the watched namespaces, "1|3" ...
    namespaces: str = "1"
    #: Watched titles; one that ends in * stands for all that begin so. None = every page of the namespaces.
    pages: tuple[str, ...] = ()
    #: User names that are the council's, beside the bot's.
    own_ids: frozenset[str] = frozenset()

    def watches(self, title: str) -> bool:
        return not self.pages or any(
            title.startswith(page[:-1]) if page.endswith("*") else title == page for page in self.pages
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """The cursor's meaning."""

    #: The newest change read; None before the first fetch.
    newest: datetime | None = None
    #: A run stopped half-way: read on from exactly there.
    is_midway: bool = False


def parsed(cursor: str) -> Mark:
    """An unreadable cursor counts as none."""
    try:
        value = json.loads(cursor)
        return Mark(datetime.fromtimestamp(int(value["newest"]), UTC), value["midway"] is True)
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        return Mark()


def written(mark: Mark) -> str:
    return json.dumps({"newest": int(mark.newest.timestamp()) if mark.newest else 0, "midway": mark.is_midway})


class Reading:
    """Everything since the mark of one cursor; thrown away afterwards."""

    def __init__(self, wiki: Wiki, account: AccountRef, habits: Habits, base_url: str, now: datetime) -> None:
        self._wiki = wiki
        self._account = account
        self._habits = habits
        self._base_url = base_url
        self._now = now
        self._own = habits.own_ids | {account.account_id}

    def page(self, cursor: str) -> Page:
        mark = parsed(cursor)
        start = self._now - self._habits.look_back
        if mark.newest:
            start = mark.newest if mark.is_midway else mark.newest - _OVERLAP
        changes, is_all = self._changes(start)
        newest = max([moment(str(change["timestamp"])) for change in changes], default=mark.newest or start)
        sightings, replies, posts = self._read([change for change in changes if self._is_watched(change)])
        return Page(
            tuple(sightings),
            tuple(replies),
            own_posts=tuple(posts),
            cursor=written(Mark(max(newest, mark.newest or newest), is_midway=not is_all)),
            more=not is_all,
        )

    def _changes(self, start: datetime) -> tuple[list[dict[str, Any]], bool]:
        """Changes since then, and whether those were all."""
        changes: list[dict[str, Any]] = []
        for query in self._wiki.continued(
            list="recentchanges",
            rcdir="newer",
            rcstart=start.strftime("%Y-%m-%dT%H:%M:%SZ"),
            rcnamespace=self._habits.namespaces,
            rctype="edit|new",
            rcprop="ids|title|user|timestamp|flags",
            rclimit="max",
        ):
            changes += query.get("recentchanges") or []
            seconds = {str(change["timestamp"]) for change in changes}
            if len(changes) >= _CHANGES_PER_FETCH and len(seconds) > 1:
                return changes, False
        return changes, True

    def _is_watched(self, change: dict[str, Any]) -> bool:
        """Edits of the wiki's own bots are none: they archive, sign and move what others wrote."""
        is_machine = change.get("bot") is True and change.get("user") not in self._own
        return not is_machine and self._habits.watches(str(change["title"]))

    def _read(self, changes: list[dict[str, Any]]) -> tuple[list[Sighting], list[OwnReply], list[OwnPost]]:
        pairs = sorted({(int(change["revid"]), int(change.get("old_revid") or 0)) for change in changes})
        found = self._wiki.revisions(sorted({one for pair in pairs for one in pair if one}))
        told: tuple[list[Sighting], list[OwnReply], list[OwnPost]] = ([], [], [])
        writers = Writers(self._wiki, [found[new] for new, _ in pairs if new in found])
        now = self._wiki.newest({found[new].page_id for new, _ in pairs if new in found and found[new].is_hidden})
        for new, old in pairs:
            seen = found.get(new)
            added = added_by(seen, found.get(old)) if seen else None
            if seen is None or added is None or is_ours_to_forget(seen, self._account.account_id):
                continue
            parent = writers.writer_of(seen, added)
            if seen.user not in self._own:
                told[0].append(self._sighting(seen, added, parent, now.get(seen.page_id)))
            elif parent:
                told[1].append(OwnReply(str(seen.id), parent, seen.at))
            else:
                link = f"{self._base_url}index.php?diff={seen.id}"
                told[2].append(OwnPost(str(seen.id), seen.at, bool(words.pictures(added.words)), link))
        return told

    def _sighting(self, seen: Revision, added: Addition, parent: str, now: Revision | None) -> Sighting:
        """``now`` is the page as it stands: a revision is hidden along with others whose words stay on the page."""
        is_hidden = seen.is_hidden and not (now and words.stands(added.lines, now.text or ""))
        return sighting(seen, added, self._account, base_url=self._base_url, parent_id=parent, is_hidden=is_hidden)


class Writers:
    """Who wrote the line that an edit answers, found in the page's history; remembers what one call has read."""

    def __init__(self, wiki: Wiki, edits: Iterable[Revision]) -> None:
        """``edits`` are those that will be asked about, so that each page's history is read once."""
        self._wiki = wiki
        self._starts: dict[int, int] = {}
        for one in edits:
            self._starts[one.page_id] = max(one.parent_id, self._starts.get(one.page_id, 0))
        self._read: dict[int, list[Revision]] = {}
        self._unread: dict[int, Iterator[Revision]] = {}

    def writer_of(self, seen: Revision, added: Addition) -> str:
        """The revision that brought the answered line, as far back as we look; "" for none."""
        if not added.answered:
            return ""
        found = ""
        for older in self._older(seen):
            if older.text is None or not words.same_line(added.answered, older.text):
                break
            found = str(older.id)
        return found

    def _older(self, seen: Revision) -> Iterator[Revision]:
        """The page's revisions before this one, newest first."""
        page = seen.page_id
        if page not in self._read:
            start = self._starts[page]
            self._read[page] = []
            self._unread[page] = self._wiki.history(page, start, newer=False, most=_DEEPEST) if start else iter(())
        known = self._read[page]
        yield from (one for one in tuple(known) if one.id <= seen.parent_id)
        for one in self._unread[page]:
            known.append(one)
            if one.id <= seen.parent_id:
                yield one


def added_by(seen: Revision, before: Revision | None) -> Addition | None:
    """What an edit added; None where its text is kept even from us."""
    if seen.text is None:
        return None
    return words.addition((before.text or "") if before else "", seen.text)
