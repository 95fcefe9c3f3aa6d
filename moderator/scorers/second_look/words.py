"""Turns a comment and what it answers into the network's tokens: windows that fit, so that the end is read as well."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moderator.scorers.folding import Folded

#: Tokens of a comment in one window; neighbours share an eighth, so that a phrase on a cut is whole in one of them.
ROOM = 96
#: Tokens of what it answers: its beginning says what it is about.
ABOVE = 40
_STEP = ROOM - ROOM // 8


@dataclass(frozen=True, slots=True)
class Window:
    """A row of tokens for the network, in which those from ``start`` to ``end`` of the comment follow the first."""

    row: list[int]
    start: int
    end: int


class Tokens:
    """The tokenizer of the network. Stateless between calls."""

    def __init__(self, tokenizer: Any) -> None:
        # Files of published tokenizers may come with padding or a cut of their own; both are decided here.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._first, self._last = tokenizer.encode("").ids

    def windows(self, pairs: Sequence[tuple[str, str]]) -> list[list[Window]]:
        """For each comment and what it answers its windows; none for a comment without any token."""
        texts = self._encoded([text for text, _ in pairs])
        above = self._encoded([parent for _, parent in pairs])
        return [self._windows(text, parent[:ABOVE]) for text, parent in zip(texts, above, strict=True)]

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where each token of a text stands in it, as (start, end)."""
        found: list[tuple[int, int]] = self._tokenizer.encode(_readable(text), add_special_tokens=False).offsets
        return found

    def _encoded(self, texts: Sequence[str]) -> list[list[int]]:
        readable = [_readable(text) for text in texts]
        return [one.ids for one in self._tokenizer.encode_batch_fast(readable, add_special_tokens=False)]

    def _windows(self, text: list[int], parent: list[int]) -> list[Window]:
        behind = [self._last, *parent, self._last] if parent else [self._last]
        starts = range(0, max(1, len(text) - ROOM // 8), _STEP) if text else ()
        pieces = [(start, text[start : start + ROOM]) for start in starts]
        return [Window([self._first, *piece, *behind], start, start + len(piece)) for start, piece in pieces]


def _readable(text: str) -> str:
    """There is no lone surrogate in it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def said(text: str) -> Folded:
    """The text as the network knows words, with the place of every sign in the text it came from.

    Each emoji by its Unicode name, a row of them once; signs among letters as the letters they stand for; an address on
    the web as "link".
    """
    # One sign for one sign, so that every place stays.
    if text.isascii() and not _LINK.search(text):
        return Folded(_mended(text), tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    letters = list(_with_links(text))
    mended = _mended("".join(sign for sign, _, _ in letters))
    letters = list(_named([(sign, start, end) for sign, (_, start, end) in zip(mended, letters, strict=True)]))
    signs, starts, ends = zip(*letters, strict=True) if letters else ((), (), ())
    return Folded("".join(signs), starts, ends)


def spoken(text: str) -> str:
    """:func:`said` without the places."""
    return said(text).text


def _mended(text: str) -> str:
    return _MIXED.sub(lambda found: found[0].translate(_LETTERS), text)


def _with_links(text: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    for start, end in [*(link.span() for link in _LINK.finditer(text)), (len(text), len(text))]:
        yield from ((text[place], place, place + 1) for place in range(at, start))
        if start < end:
            yield from ((letter, start, end) for letter in "link")
        at = end


def _named(letters: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    before = ""
    for sign, start, end in letters:
        name = _name(sign)
        if not name:
            yield sign, start, end
        elif name != before:
            yield from ((letter, start, end) for letter in name)
        before = name


#: Not a mail address, which says more.
_LINK = re.compile(
    r"(?<![\w@.])(?:https?://|www\.)[^\s<>]{1,300}"
    r"|(?<![\w@.-])[\w-]{1,60}(?:\.[\w-]{1,60}){0,4}\.[a-z]{2,12}/[^\s<>]{1,300}"
)
#: A word with a digit or sign between letters: four small letters at least, so that roads and postcodes stay.
_MIXED = re.compile(
    r"(?<![\w$@.])(?=[\w$@]{0,29}[A-Za-z][013457$@][A-Za-z])(?=(?:[\w$@]{0,29}[a-z]){4})"
    r"[A-Za-z013457$@]{5,30}(?![\w$@]|[.@]\w)"
)
_LETTERS = str.maketrans("013457$@", "oieastsa")


@lru_cache(maxsize=4096)
def _name(sign: str) -> str:
    if unicodedata.category(sign) != "So":
        return ""
    name = unicodedata.name(sign, "").lower()
    return f" {name} " if name else ""
