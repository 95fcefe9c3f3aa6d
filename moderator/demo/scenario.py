"""What the demonstration's residents and officers do, and when: read from a data file that anybody can add to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moderator.shipped import shipped

#: In this order when two things happen in the same minute: a comment needs its post, an edit its comment.
KINDS = ("post", "comment", "edit", "delete", "council_reply", "intake")

#: What the demonstration must show about a comment, whatever else happens: "hidden" or "visible" at the end;
#: "was-hidden" at some time; "restored" = hidden, and then put back by a moderator; "breach" = nobody answers it, so
#: its promise is broken; "reported" = nobody can hide there, so the platform's operator is told.
MUSTS = ("", "hidden", "visible", "was-hidden", "restored", "breach", "reported")

_NEEDS = {
    "post": ("profile", "text"),
    "comment": ("post", "author"),
    "edit": ("of", "text"),
    "delete": ("of",),
    "council_reply": ("of", "text"),
    "intake": ("profile", "author", "text", "link"),
}


class ScenarioError(ValueError):
    """A line of the scenario cannot be played; names the line and the cure, never the text of a comment."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that somebody does at one moment."""

    at: datetime
    #: One of KINDS.
    kind: str
    #: The scenario's own name for it; the stand-in platforms give it another.
    id: str
    #: Id of the profile it happens on.
    profile: str
    text: str = ""
    author: str = ""
    #: The post a comment stands under.
    post: str = ""
    #: The comment a comment replies to.
    parent: str = ""
    #: The comment that is edited, deleted or answered.
    of: str = ""
    attachment: str = ""
    #: Where a person finds an item that came in by hand.
    link: str = ""
    #: One of MUSTS.
    must: str = ""
    #: Criticism of the council as a body: the demonstration proves that none of it is hidden.
    is_criticism: bool = False


def timeline(lines: Iterable[str]) -> tuple[Happening, ...]:
    """Every happening in the order in which it happens; the same lines always give the same answer.

    Raises ScenarioError when a line is not JSON, lacks what its kind needs, or speaks of something that has not
    happened yet.
    """
    happenings: list[Happening] = []
    profile_of: dict[str, str] = {}
    read = [_parsed(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    read.sort(key=lambda entry: (entry.at, KINDS.index(entry.row["kind"]), entry.number))
    for entry in read:
        happening = _happening(entry, profile_of)
        profile_of[happening.id] = happening.profile
        happenings.append(happening)
    return tuple(happenings)


def shipped_timeline() -> tuple[Happening, ...]:
    """The timeline that comes with the program."""
    path = shipped("config") / "demo" / "comments.jsonl"
    # Lines end at "\n" only: a comment may hold the other characters that splitlines() takes for an end.
    return timeline(path.read_text(encoding="utf-8").split("\n"))


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    at: datetime
    row: Mapping[str, Any]


def _parsed(number: int, line: str) -> _Entry:
    try:
        row = json.loads(line)
    except ValueError:
        raise ScenarioError(f"line {number} is not JSON: write one object per line") from None
    kind = row.get("kind") if isinstance(row, dict) else None
    if kind not in KINDS:
        raise ScenarioError(f"line {number} needs a kind, one of {', '.join(KINDS)}")
    missing = [key for key in ("id", "at", *_NEEDS[kind]) if not isinstance(row.get(key), str)]
    if missing:
        raise ScenarioError(f"line {number} ({kind}) lacks {', '.join(missing)}: add it as text")
    if row.get("must", "") not in MUSTS:
        raise ScenarioError(f"line {number}: must is one of {', '.join(word for word in MUSTS if word)}")
    return _Entry(number, _moment(number, row["at"]), row)


def _moment(number: int, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ScenarioError(f"line {number}: at is not a time: write it like 2026-11-27T09:30:00Z") from None
    if at.tzinfo is None:
        raise ScenarioError(f"line {number}: at has no time zone: end it with Z")
    return at.astimezone(UTC)


def _happening(entry: _Entry, profile_of: Mapping[str, str]) -> Happening:
    row = entry.row
    if row["id"] in profile_of:
        raise ScenarioError(f"line {entry.number}: the id {row['id']} is taken: choose another")
    leans_on = [row[key] for key in ("post", "parent", "of") if row.get(key)]
    for earlier in leans_on:
        if earlier not in profile_of:
            raise ScenarioError(f"line {entry.number}: {earlier} has not happened by then: check the id and the times")
    return Happening(
        at=entry.at,
        kind=row["kind"],
        id=row["id"],
        profile=row.get("profile") or profile_of[leans_on[0]],
        text=row.get("text", ""),
        author=row.get("author", ""),
        post=row.get("post", ""),
        parent=row.get("parent", ""),
        of=row.get("of", ""),
        attachment=row.get("attachment", ""),
        link=row.get("link", ""),
        must=row.get("must", ""),
        is_criticism=bool(row.get("criticism", False)),
    )
