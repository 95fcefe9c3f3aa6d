"""Expressions that are tried only on texts that hold one of their anchors: the same answers, in less time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from moderator.scorers.alternatives import alternatives
from moderator.scorers.anchors import satisfied_by
from moderator.scorers.remembered import reading

_WORD = re.compile(r"\w+")
#: Signs that match a plain letter where case is ignored, though their small form is another.
_STRANGE_CASE = re.compile("[ſıİ]")
#: So many parts of an expression are tried one by one; where more may match, all are tried at once.
_FEW = 6
#: Where more have to be tried always, they are tried all at once.
_ALWAYS_AT_MOST = 2
#: The bits of every expression, and of every part.
_ALL = (-1, -1)


class _Index:
    """Which expressions, and which parts of them, may match a text: bits of two numbers."""

    def __init__(self) -> None:
        self._bits: dict[str, tuple[int, int]] = {}
        self._expressions = 0
        self._parts = 0
        #: Another one with every expression that is added: what was remembered before says nothing about that.
        self.edition = 0
        self.present = lru_cache(maxsize=2048)(self._present)
        self.present_in_any_case = lru_cache(maxsize=2048)(self._present_in_any_case)
        self._of_word = lru_cache(maxsize=8192)(self._word)

    def add(self, parts: Sequence[frozenset[str]]) -> tuple[int, int]:
        """The expression's bit, and the place of its first part's; those of the others follow."""
        bit, first = 1 << self._expressions, self._parts
        for place, anchors in enumerate(parts, first):
            for anchor in anchors:
                expressions, others = self._bits.get(anchor, (0, 0))
                self._bits[anchor] = expressions | bit, others | 1 << place
        self._expressions += 1
        self._parts += len(parts)
        self.edition += 1
        return bit, first

    def _present(self, text: str, edition: int) -> tuple[int, int]:
        expressions = parts = 0
        for word in _WORD.findall(text):
            more, others = self._of_word(word, edition)
            expressions |= more
            parts |= others
        return expressions, parts

    def _present_in_any_case(self, text: str, edition: int) -> tuple[int, int]:
        return _ALL if _STRANGE_CASE.search(text) else self.present(text.lower(), edition)

    def _word(self, word: str, edition: int) -> tuple[int, int]:
        expressions = parts = 0
        for anchor in satisfied_by(word):
            more, others = self._bits.get(anchor, (0, 0))
            expressions |= more
            parts |= others
        return expressions, parts


@lru_cache(maxsize=1)
def _index() -> _Index:
    """The one of this process: a text's words are looked up once for all expressions."""
    return _Index()


class Anchored:
    """An expression in parts that answers as the whole would."""

    def __init__(self, expression: str, flags: int, parts: Sequence[tuple[str, frozenset[str] | None]]) -> None:
        """``parts``, tried in this order, match what the expression matches; each with its anchors."""
        self.pattern = expression
        self.flags = flags
        self._parts = [part for part, _ in parts]
        self._is_whole = len(parts) == 1
        self._single: dict[int, re.Pattern[str]] = {}
        #: Those of which nothing tells beforehand that they do not match.
        self._always = sum(1 << place for place, (_, anchors) in enumerate(parts) if anchors is None)
        self._index = index = _index()
        self._bit, self._first = index.add([anchors or frozenset() for _, anchors in parts])
        self._mask = (1 << len(parts)) - 1
        self._present = index.present_in_any_case if flags & re.IGNORECASE else index.present

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The leftmost match that begins at ``start`` or behind it."""
        expressions, parts = self._present(text, self._index.edition)
        if not expressions & self._bit and not self._always:
            return None
        if self._is_whole:
            return self._whole.search(text, start)
        active = parts >> self._first & self._mask | self._always
        if active.bit_count() > _FEW:
            return self._whole.search(text, start)
        best = None
        for part in self._among(active):
            found = part.search(text, start)
            # Of two that begin at the same place the earlier part counts.
            if found is not None and (best is None or found.start() < best.start()):
                best = found
        return best

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The match that begins exactly at ``start``."""
        return self._whole.match(text, start) if self._may_match(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._whole.fullmatch(text) if self._may_match(text) else None

    def findall(self, text: str) -> list[str]:
        return self._whole.findall(text) if self._may_match(text) else []

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Matches from left to right that do not overlap."""
        expressions, parts = self._present(text, self._index.edition)
        if not expressions & self._bit and not self._always:
            return iter(())
        active = parts >> self._first & self._mask | self._always
        if self._is_whole or active.bit_count() > _FEW:
            return self._whole.finditer(text)
        return self._in_turn(text, active)

    def _in_turn(self, text: str, active: int) -> Iterator[re.Match[str]]:
        """As ``finditer``; every part's next match is kept until another one overlaps it."""
        found = [(part, part.search(text)) for part in self._among(active)]
        while True:
            best = None
            for _, match in found:
                if match is not None and (best is None or match.start() < best.start()):
                    best = match
            if best is None:
                return
            yield best
            end = best.end()
            found = [
                (part, part.search(text, end) if match.start() < end else match)
                for part, match in found
                if match is not None
            ]

    def _may_match(self, text: str) -> bool:
        return bool(self._always or self._present(text, self._index.edition)[0] & self._bit)

    def _among(self, active: int) -> Iterator[re.Pattern[str]]:
        while active:
            lowest = active & -active
            active ^= lowest
            place = lowest.bit_length() - 1
            single = self._single.get(place)
            if single is None:
                single = self._single[place] = re.compile(self._parts[place], self.flags)
            yield single


#: What searches a text.
Expression = re.Pattern[str] | Anchored
_Named = TypeVar("_Named")


class Several(Generic[_Named]):
    """Things that each have an expression, most of which cannot match a given text."""

    def __init__(self, things: Iterable[tuple[_Named, Expression]]) -> None:
        self._things = [
            (thing, one._bit if isinstance(one, Anchored) and not one._always else None) for thing, one in things
        ]

    def that_may_match(self, text: str) -> list[_Named]:
        """In their order."""
        index = _index()
        present, _ = index.present(text, index.edition)
        return [thing for thing, bit in self._things if bit is None or present & bit]


def anchored(expression: str, flags: int = 0) -> Expression:
    """The expression, ready to search; it is tried only where it may match, if that can be told."""
    parts = [*alternatives(expression, flags, reading(expression, flags))]
    unknown = sum(anchors is None for _, anchors in parts)
    if unknown == len(parts) or unknown > _ALWAYS_AT_MOST:
        return re.compile(expression, flags)
    return Anchored(expression, flags, parts)
