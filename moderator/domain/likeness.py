"""Tells nearly the same words from others: marks to look them up by, and a comparison with the last word. Pure."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from struct import Struct

#: Text -> its words, however they were dressed up.
WordsOf = Callable[[str], tuple[str, ...]]
#: How far back the same words count.
WINDOW = timedelta(days=7)
#: Nobody needs to know more precisely how often; it bounds the work.
MOST_COPIES = 120
#: Shorter texts are what many people say by themselves ("Thank you so much!").
FEWEST_WORDS = 6
#: Of all groups of three words in either text, so many must be in both.
ALIKE = 0.7
_GROUP = 3
#: Two texts that are alike share at least one of this many bands in 98 of 100 cases; others rarely do.
_BANDS, _HASHES_IN_A_BAND = 4, 2
_EIGHT, _TWO = Struct(">8Q"), Struct(">2Q")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often nearly the same words stand in earlier comments of the last days; who wrote them is not looked at."""

    copies: int = 0
    #: Under how many posts, and on how many of the council's accounts.
    posts: int = 0
    accounts: int = 0


NEVER_BEFORE = Repeats()


@dataclass(frozen=True, slots=True)
class Copy:
    """An earlier comment that may hold nearly the same words."""

    text: str
    post: str
    account: str


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text in small letters."""
    return tuple(_WORD.findall(text.casefold()))


def marks_of(words: Sequence[str]) -> tuple[str, ...]:
    """What to look nearly the same words up by; none for a text too short to be a copy of anything."""
    if len(words) < FEWEST_WORDS:
        return ()
    smallest = _smallest_hashes(_groups(words))
    bands = range(0, _BANDS * _HASHES_IN_A_BAND, _HASHES_IN_A_BAND)
    return tuple(f"{number}{_short(smallest[start : start + _HASHES_IN_A_BAND])}" for number, start in enumerate(bands))


def are_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two texts are the same but for a few words."""
    first, second = _groups(one), _groups(other)
    return len(first & second) >= ALIKE * len(first | second)


def repeats_among(words: Sequence[str], candidates: Sequence[Copy], words_of: WordsOf) -> Repeats:
    """How many of these are nearly the same."""
    copies = [one for one in candidates if are_alike(words, words_of(one.text))][:MOST_COPIES]
    return Repeats(len(copies), len({one.post for one in copies}), len({one.account for one in copies}))


def _groups(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[start : start + _GROUP]) for start in range(max(1, len(words) - _GROUP + 1)))


def _smallest_hashes(groups: frozenset[tuple[str, ...]]) -> list[int]:
    """The smallest value of each of several hash functions: texts with much in common share many of them."""
    return list(map(min, zip(*map(_hashes, groups), strict=True)))


def _hashes(group: tuple[str, ...]) -> tuple[int, ...]:
    """Eight hash functions from one digest, the same on every machine."""
    return _EIGHT.unpack(hashlib.blake2b(" ".join(group).encode("utf-8", "replace")).digest())


def _short(values: Sequence[int]) -> str:
    return hashlib.blake2b(_TWO.pack(*values), digest_size=8).hexdigest()
