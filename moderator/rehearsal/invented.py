"""Reads the comments invented for this project: tables of labelled lines with the words that carry the abuse marked."""

import csv
import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from moderator.rehearsal.targets import CIVIL, Row, targets

SOURCE = "invented"
OUTCOMES = ("publish", "queue", "hide")
#: The letters of the third column, each a label of Detoxify.
LETTERS = {
    "t": "toxicity", "v": "severe_toxicity", "o": "obscene", "i": "identity_attack", "n": "insult", "h": "threat",
    "x": "sexual_explicit",
}  # fmt: skip
_COLUMNS = 6
_HELD_OUT = 64
_MARKED = re.compile("⟦([^⟦⟧]*)⟧")
#: A comment like those the service will read counts for more than one from elsewhere.
_WEIGHT = 2.0
_SURE = 0.95
#: Swearing at nobody, and a coarse word in passing: rude, and not what a person is asked to look at.
_MILD = 0.35


@dataclass(frozen=True, slots=True)
class Invented:
    """One line: a comment, what should become of it, and why."""

    text: str
    parent: str
    #: The best outcome first, then others that a fair reviewer would accept.
    outcomes: tuple[str, ...]
    labels: frozenset[str]
    #: Detoxify's labels that hold.
    toxic: frozenset[str]
    needs_response: bool
    #: The words that carry the abuse, and where they stand in the comment, as (start, end).
    marked: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = ()

    @property
    def is_held_out(self) -> bool:
        """As :func:`held_out`."""
        return held_out(self.text)


def held_out(text: str) -> bool:
    """A quarter, by a SHA-256 of the words: nothing is learned from it, and no rule was made by reading it."""
    return hashlib.sha256(text.encode()).digest()[0] < _HELD_OUT


def read_invented(path: Path) -> Iterator[Invented]:
    """Every comment of a table, in order. Raises ValueError that names file, line and what is wrong with it."""
    with path.open(encoding="utf-8", newline="") as stream:
        for number, cells in enumerate(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            try:
                yield _invented(cells)
            except ValueError as trouble:
                raise ValueError(f"{path.name}, line {number}: {trouble}") from None


def _invented(cells: list[str]) -> Invented:
    if len(cells) != _COLUMNS:
        raise ValueError(f"{len(cells)} columns where {_COLUMNS} are wanted, with tabs between")
    outcome, labels, letters, needs, text, parent = (cell.strip() for cell in cells)
    outcomes = tuple(outcome.split("|"))
    if not set(outcomes) <= set(OUTCOMES):
        raise ValueError(f"an outcome that is none of {', '.join(OUTCOMES)}")
    if not set(letters) <= set(LETTERS):
        raise ValueError(f"a letter that is none of {', '.join(LETTERS)}")
    if needs not in {"y", "n"}:
        raise ValueError("the fourth column says y or n")
    plain, places = _without_marks(text)
    if not plain or "⟦" in plain or "⟧" in plain:
        raise ValueError("no comment, or a mark that is not closed")
    return Invented(
        plain,
        _MARKED.sub(r"\1", parent),
        outcomes,
        frozenset(label.strip() for label in labels.split(",") if label.strip()),
        frozenset(LETTERS[letter] for letter in letters),
        needs == "y",
        tuple(plain[start:end] for start, end in places),
        places,
    )


def _without_marks(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The comment without its marks, and what stood between them unless that was blank."""
    places: list[tuple[int, int]] = []
    pieces, length, at = [], 0, 0
    for mark in _MARKED.finditer(text):
        pieces += [text[at : mark.start()], mark[1]]
        length += mark.start() - at
        if mark[1].strip():
            places.append((length, length + len(mark[1])))
        length, at = length + len(mark[1]), mark.end()
    return "".join([*pieces, text[at:]]), tuple(places)


def invented_rows(folder: Path) -> list[Row]:
    """Training rows of all tables in a folder, in the order of their names.

    Raises as :func:`read_invented` does, and FileNotFoundError where there is no table.
    """
    tables = sorted(folder.glob("*.tsv"))
    if not tables:
        raise FileNotFoundError(f"{folder} holds no table (*.tsv); the tables are in tests/data/invented")
    seen: dict[str, Row] = {}
    for path in tables:
        for one in read_invented(path):
            seen.setdefault(one.text, _row(one))
    return list(seen.values())


def _row(one: Invented) -> Row:
    """Grave ones wholly; a coarse comment that may stay is said to be rude and no more."""
    if not one.toxic:
        return Row(SOURCE, one.text, targets(CIVIL), _WEIGHT, (), one.text)
    stays = one.outcomes[0] == "publish"
    wanted = dict.fromkeys(one.toxic, _SURE)
    if stays:
        wanted["toxicity"] = _MILD
    if not stays and "insult" not in one.toxic:
        wanted["insult"] = math.nan  # a threat or a slur insults as well; nobody was asked
    return Row(SOURCE, one.text, targets(CIVIL, **wanted), _WEIGHT, one.marked or None, one.text)
