"""Gathers the training rows of all sources: cleaned, without duplicates, and split by what must stay together."""

import hashlib
import html
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from moderator.rehearsal.invented import SOURCE as INVENTED
from moderator.rehearsal.invented import held_out, invented_rows
from moderator.rehearsal.sources import SOURCES
from moderator.rehearsal.targets import Row
from moderator.rehearsal.templates import template_rows

_LINK = re.compile(r"https?://\S+|t\.co/\S+|&?\$LINK")
_RETWEET = re.compile(r"^[!\s\"]*(RT @\w+:?\s*)+")
_SPACE = re.compile(r"\s+")


def read_rows(data: Path, invented: Path, seed: int) -> Mapping[str, list[Row]]:
    """Every source's rows, in an order that the seed alone decides; ``invented`` holds this project's own comments."""
    found: dict[str, list[Row]] = {}
    for source in SOURCES:
        seen: dict[str, Row] = {}
        for path in source.paths(data):
            for row in source.read(path):
                text = cleaned(row.text)
                if text:
                    seen.setdefault(text, replace(row, source=source.folder, text=text))
        rows = [seen[text] for text in sorted(seen)]
        random.Random(seed).shuffle(rows)  # noqa: S311 - repeatable, not secret
        found[source.folder] = rows[: source.most]
    found["templates"] = template_rows(seed)
    own = {row.text: row for row in map(_plain, invented_rows(invented)) if row.text}
    found[INVENTED] = [own[text] for text in sorted(own)]
    return found


def _plain(row: Row) -> Row:
    return replace(row, text=cleaned(row.text))


def is_held_out(row: Row) -> bool:
    """A tenth of all rows, chosen by their text or by what they share: the same text is never on both sides.

    Of this project's own comments the quarter that :func:`moderator.rehearsal.invented.held_out` names.
    """
    if row.source == INVENTED:
        return held_out(row.kin)
    return hashlib.sha256((row.kin or row.text).casefold().encode()).digest()[0] < 26


def cleaned(text: str) -> str:
    """The text without links, marks of a retweet and double spaces."""
    plain = html.unescape(html.unescape(text)).replace("\u2019", "'")
    return _SPACE.sub(" ", _LINK.sub(" ", _RETWEET.sub("", plain))).strip()
