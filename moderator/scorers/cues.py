"""Reads lists of regular expressions that lie in data files, so that wording is tuned without touching code."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby

from moderator.scorers.anchored import Expression, anchored
from moderator.scorers.plain_reading import Reading

#: Longer comments are judged by their beginning: what is asked for stands in the first 6,000 characters.
READ_AT_MOST = 6000
#: The edge of a word.
_EDGE = r"\b"
#: What stands for itself, whatever sign it is.
_LITERAL = re.compile(r"\\.|\[[^\]]*\]")


@cache
def cues(package: str, name: str) -> Mapping[str, Expression]:
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
    return {cue: anchored(_any_of(expressions)) for cue, expressions in lists.items()}


def _any_of(expressions: Sequence[str]) -> str:
    """The expressions as alternatives, first come first served.

    Neighbours that all begin at the edge of a word ask for the edge once: elsewhere none of them is tried.
    """
    parts: list[str] = []
    for at_edge, group in groupby(expressions, _is_at_edge):
        joined = "|".join(f"(?:{each.removeprefix(_EDGE) if at_edge else each})" for each in group)
        parts.append(rf"{_EDGE}(?:{joined})" if at_edge else joined)
    return "|".join(parts)


def _is_at_edge(expression: str) -> bool:
    """Whether every match begins at the edge of a word: not so where only the first alternative does."""
    depth = 0
    for sign in _LITERAL.sub("", expression):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            return False
    return expression.startswith(_EDGE)


def hits(reading: Reading, cue: Expression) -> Iterator[tuple[int, int]]:
    """Places in ``reading`` where the cue stands."""
    return (found.span() for found in cue.finditer(reading.lowered[:READ_AT_MOST]) if found.end() > found.start())
