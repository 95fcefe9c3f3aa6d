"""Reads lists of regular expressions that lie in data files, so that wording is tuned without touching code."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from moderator.scorers.plain_reading import Reading

#: Longer comments are judged by their beginning: what is asked for stands in the first 6,000 characters.
READ_AT_MOST = 6000


@cache
def cues(package: str, name: str) -> Mapping[str, re.Pattern[str]]:
    """The cues of one file: ``[name]`` heads a list, every other line is one expression over plain small letters."""
    lists: dict[str, list[str]] = {}
    current = ""
    for line in files(package).joinpath(name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        heading = re.fullmatch(r"\[(\w+)\]", line.strip())
        if heading:
            current = heading[1]
            lists[current] = []
        else:
            lists[current].append(line)
    return {cue: re.compile("|".join(f"(?:{each})" for each in expressions)) for cue, expressions in lists.items()}


def hits(reading: Reading, cue: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Places in ``reading`` where the cue stands."""
    return (found.span() for found in cue.finditer(reading.lowered[:READ_AT_MOST]) if found.end() > found.start())
