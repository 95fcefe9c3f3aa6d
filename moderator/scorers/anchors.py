"""Tells which words a text must hold before an expression can match it, so that most expressions need not be tried.

An expression is read as Python's own parser reads it. What this file does not understand gives no anchor: such an
expression is always tried, which costs time and changes nothing.
"""

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

#: What a word of the text begins with; with END behind it, what it is.
Anchor = str
END = "$"
#: Longer beginnings tell no more.
LONGEST = 10
#: More possibilities are not followed.
_MOST = 300
#: Estimated comments in which an anchor of so many letters stands, as a share of all.
_SHARES = (1.0, 0.5, 0.2, 0.05, 0.015, 0.006, 0.003)
_COMMON_SHARE = 0.15
_COMMON = (
    "the to and a of i in is it you for that on they this be are have with not at was so we as but all no if my your "
    "what can do up just out like get there will one from their about who or how has them our he she people when been "
    "would more an its by dont now some time im know good why should than need council us his her think see go back "
    "only him me were because did where had then make want being am u P"
)


class _Read(NamedTuple):
    """Part of an expression, read from left to right."""

    #: How the word under way may begin, "" where none has begun; None where nothing is known.
    begun: frozenset[str] | None
    #: Anchors of which a match needs one; None where there are none.
    found: frozenset[Anchor] | None = None


_FRESH = frozenset([""])


def anchors_of(expression: str, flags: int = 0) -> frozenset[Anchor] | None:
    """Every text that the expression matches holds one of these; None where that says nothing about a comment.

    With re.IGNORECASE they are in small letters, for a text in small letters.
    """
    parsed = parser.parse(expression, flags)
    if parsed.state.flags & re.ASCII or not parsed.getwidth()[0]:
        return None
    read = _sequence(parsed, None)
    best = _rarest(read.found, _closed(read.begun))
    if best is None or share(best) > 1:
        return None
    return frozenset(one.lower() for one in best) if parsed.state.flags & re.IGNORECASE else best


def satisfied_by(word: str) -> Iterator[Anchor]:
    """Every anchor that a word of a text satisfies."""
    yield word + END
    for length in range(1, min(len(word), LONGEST) + 1):
        yield word[:length]


def _sequence(items: Iterable[tuple[Any, Any]], begun: frozenset[str] | None) -> _Read:
    found = None
    for code, argument in items:
        begun, more = _step(code, argument, begun)
        found = _rarest(found, more)
    return _Read(begun, found)


def _step(code: Any, argument: Any, begun: frozenset[str] | None) -> _Read:
    if code is op.LITERAL:
        return _letter(chr(argument), begun)
    if code is op.IN:
        return _one_of(argument, begun)
    if code is op.BRANCH:
        return _either(*(_sequence(items, begun) for items in argument[1]))
    if code is op.SUBPATTERN:
        _, added, taken, items = argument
        return _lost(begun) if added or taken else _sequence(items, begun)
    if code is op.ATOMIC_GROUP:
        return _sequence(argument, begun)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, items = argument
        return _repeated(items, begun, is_needed=bool(least), is_single=most == 1)
    if code is op.AT:
        return _edge(argument, begun)
    if code in (op.ASSERT, op.ASSERT_NOT):
        direction, items = argument
        return _looked(items, begun, is_ahead=direction > 0, is_there=code is op.ASSERT)
    return _lost(begun)


def _lost(begun: frozenset[str] | None) -> _Read:
    """Behind something that may be anything."""
    return _Read(None, _closed(begun))


def _letter(sign: str, begun: frozenset[str] | None) -> _Read:
    if not _is_wordy(sign):
        return _Read(_FRESH, _closed(begun, END))
    if begun is None or not sign.isascii():
        return _lost(begun)
    return _Read(frozenset(one + sign for one in begun))


def _one_of(items: list[tuple[Any, Any]], begun: frozenset[str] | None) -> _Read:
    signs = _signs(items)
    if signs is not None:
        return _either(*(_letter(sign, begun) for sign in signs))
    outside = (op.CATEGORY_SPACE, op.CATEGORY_NOT_WORD)
    if all(
        (code is op.CATEGORY and what in outside) or (code is op.LITERAL and not _is_wordy(chr(what)))
        for code, what in items
    ):
        return _Read(_FRESH, _closed(begun, END))
    return _lost(begun)


def _signs(items: list[tuple[Any, Any]]) -> list[str] | None:
    """What a class of signs may be, where it is a few signs."""
    signs: list[str] = []
    for code, what in items:
        if code is op.LITERAL:
            signs.append(chr(what))
        elif code is op.RANGE and what[1] - what[0] < len(_SHARES):
            signs += map(chr, range(what[0], what[1] + 1))
        else:
            return None
    return signs


def _either(*ways: _Read) -> _Read:
    needed = [_rarest(way.found, _closed(way.begun)) for way in ways]
    found = frozenset().union(*needed) if None not in needed else None  # type: ignore[arg-type]
    if any(way.begun is None for way in ways):
        return _Read(None, found)
    begun = frozenset().union(*(way.begun for way in ways if way.begun is not None))
    return _Read(begun, found) if len(begun) <= _MOST else _Read(None, found)


def _repeated(items: Any, begun: frozenset[str] | None, *, is_needed: bool, is_single: bool) -> _Read:
    once = _sequence(items, begun)
    needed = _rarest(once.found, _closed(once.begun))
    # However often it stands there, the first time came first.
    again = () if is_single else (_Read(_sequence(items, None).begun, needed),)
    if is_needed:
        return _Read(_either(_Read(once.begun), *again).begun, needed)
    return _either(_Read(begun), once, *again)


def _edge(where: Any, begun: frozenset[str] | None) -> _Read:
    if where is op.AT_NON_BOUNDARY:
        return _lost(begun)
    # At the edge of a word either none has begun, or the one under way is over and no letter can follow.
    return _Read(_FRESH, None if begun is None or "" in begun else _closed(begun, END))


def _looked(items: Any, begun: frozenset[str] | None, *, is_ahead: bool, is_there: bool) -> _Read:
    """Looking ahead or behind moves nothing; it may say that a word begins or ends here."""
    if is_there:
        seen = _sequence(items, begun if is_ahead else None)
        return _Read(begun if is_ahead or begun is not None else seen.begun, seen.found)
    if len(items) != 1 or not _holds_all_letters(*items[0]):
        return _Read(begun)
    if not is_ahead:
        return _Read(_FRESH if begun is None else begun)
    return _Read(None) if begun is None else _edge(None, begun)


def _holds_all_letters(code: Any, argument: Any) -> bool:
    return code is op.IN and (op.CATEGORY, op.CATEGORY_WORD) in argument and argument[0][0] is not op.NEGATE


def _closed(begun: frozenset[str] | None, end: str = "") -> frozenset[Anchor] | None:
    """The word under way as an anchor, where one is under way on every path."""
    if begun is None or "" in begun:
        return None
    return frozenset(one + end if len(one) < LONGEST else one[:LONGEST] for one in begun)


def _rarest(one: frozenset[Anchor] | None, other: frozenset[Anchor] | None) -> frozenset[Anchor] | None:
    if one is None or other is None:
        return one or other
    return one if share(one) <= share(other) else other


def share(anchors: frozenset[Anchor]) -> float:
    """In how many comments one of them stands, roughly, as a share of all."""
    return math.fsum(map(_share_of_one, anchors))  # the same in whatever order a set is read


@cache
def _share_of_one(anchor: Anchor) -> float:
    length = len(anchor.removesuffix(END))
    common = sum(f"{word}{END}".startswith(anchor) for word in _COMMON.split()) * _COMMON_SHARE
    return common + _SHARES[min(length, len(_SHARES) - 1)] * (0.3 if anchor.endswith(END) else 1)


def _is_wordy(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
