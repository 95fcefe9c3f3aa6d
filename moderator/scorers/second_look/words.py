"""Turns a comment and what it answers into the network's tokens: windows that fit, so that the end is read as well."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

#: Tokens of a comment in one window; neighbours share an eighth, so that a phrase on a cut is whole in one of them.
ROOM = 96
#: Tokens of what it answers: its beginning says what it is about.
ABOVE = 40
_STEP = ROOM - ROOM // 8


class Tokens:
    """The tokenizer of the network. Stateless between calls."""

    def __init__(self, tokenizer: Any) -> None:
        # Files of published tokenizers may come with padding or a cut of their own; both are decided here.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._first, self._last = tokenizer.encode("").ids

    def rows(self, pairs: Sequence[tuple[str, str]]) -> list[list[list[int]]]:
        """For each comment and what it answers its windows, each a row of tokens; none for a comment without any."""
        texts = self._encoded([text for text, _ in pairs])
        above = self._encoded([parent for _, parent in pairs])
        return [self._windows(text, parent[:ABOVE]) for text, parent in zip(texts, above, strict=True)]

    def _encoded(self, texts: Sequence[str]) -> list[list[int]]:
        readable = [
            text.encode("utf-8", "replace").decode("utf-8") for text in texts
        ]  # there is no lone surrogate in it
        return [one.ids for one in self._tokenizer.encode_batch_fast(readable, add_special_tokens=False)]

    def _windows(self, text: list[int], parent: list[int]) -> list[list[int]]:
        behind = [self._last, *parent, self._last] if parent else [self._last]
        starts = range(0, max(1, len(text) - ROOM // 8), _STEP) if text else ()
        return [[self._first, *text[start : start + ROOM], *behind] for start in starts]


def spoken(text: str) -> str:
    """The text as the network knows words.

    Each emoji by its Unicode name, a row of them once; signs among letters as the letters they stand for; an address on
    the web as "link".
    """
    text = _LINK.sub("link", text)
    text = _MIXED.sub(lambda found: found[0].translate(_LETTERS), text)
    if text.isascii():
        return text
    said: list[str] = []
    for sign in text:
        name = _name(sign)
        if not name:
            said.append(sign)
        elif not said or said[-1] != name:
            said.append(name)
    return "".join(said)


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
