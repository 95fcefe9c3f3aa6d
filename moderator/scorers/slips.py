"""Words turned around, with letters swapped or doubled, or in pig Latin: what each of them may stand for."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from moderator.scorers.wordstock import Stock

_DOUBLED = re.compile(r"([a-z])\1+")
#: Longer runs are no slip.
_LONGEST = 24
_PIG = re.compile(r"([a-z]{1,14}?)([b-df-hj-np-tv-z]{0,3})-?(ay|way|yay)s?")
#: What is met when letters are swapped may be chance: of three letters it must be one of the commonest words.
_COMMON, _EVERYDAY = 100.0, 5.0
#: Kinds of slips, the plainest first; one of the last two shows itself only by its company.
MARKED, DOUBLED, SWAPPED, TURNED, PIG = "marked", "doubled", "swapped", "turned", "pig"
#: Marks set into a word; what an apostrophe cuts off a word of English is shorter than what one breaks off.
_MARKED = re.compile(r"[a-z]{1,16}(?:[-.,;:!/\\|_~'][a-z]{1,16}){1,8}")
_CUT_OFF = re.compile(r"'[a-z]{1,2}(?![a-z])")


class Slip(NamedTuple):
    kind: str
    word: str


def slips(word: str, stock: Stock) -> Sequence[Slip]:
    """What a word in small letters that nobody knows may be, by kind; at most one of each kind."""
    if not word.isalpha() and (joined := _unmarked(word, stock)):
        return (Slip(MARKED, joined),)
    if not 3 <= len(word) <= _LONGEST or not word.isascii() or not stock.is_strange(word.replace("-", "")):
        return ()
    found = [
        Slip(kind, best)
        for kind, words in ((DOUBLED, _singled(word)), (SWAPPED, _swapped(word)), (PIG, _unpigged(word)))
        if (best := _likeliest(kind, words, stock))
    ]
    if stock.lists(word[::-1]):
        found.append(Slip(TURNED, word[::-1]))
    return tuple(found)


def _likeliest(kind: str, words: Iterator[str], stock: Stock) -> str:
    known = [one for one in words if stock.lists(one) and (kind != SWAPPED or _is_slip(one, stock))]
    return max(known, key=stock.often, default="")


def _is_slip(meant: str, stock: Stock) -> bool:
    """Whether letters were likely swapped by mistake: towards a common word, or by one who hides a grave one."""
    return stock.often(meant) >= (_EVERYDAY if len(meant) > 3 else _COMMON) or stock.is_grave(meant)


def _unmarked(word: str, stock: Stock) -> str:
    """The word without the marks in it, if one of its parts is none by itself."""
    if not _MARKED.fullmatch(word) or _CUT_OFF.search(word):
        return ""
    parts = re.split("[^a-z]", word)
    joined = "".join(parts)
    is_broken = len(joined) > 3 and not all(len(part) > 1 and stock.knows(part) for part in parts)
    return joined if is_broken and stock.knows(joined) else ""


def _singled(word: str) -> Iterator[str]:
    runs = _DOUBLED.findall(word)
    if len(word) < 5 and runs and runs[0] not in "aiu":  # "mill", "moor": English doubles those itself
        return
    if not runs or len(runs) > 5:
        return
    for sizes in product((1, 2), repeat=len(runs)):
        each = iter(sizes)
        yield _DOUBLED.sub(lambda run, each=each: run[1] * next(each), word)  # type: ignore[misc]


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _unpigged(word: str) -> Iterator[str]:
    """ "Ogay omehay" says "go home": the first sounds of a word stand at its end, before "ay"."""
    found = _PIG.fullmatch(word)
    if found is None:
        return
    stem, ending = word.removesuffix("s").removesuffix("ay").rstrip("-"), found[3]
    if ending != "ay" or stem.endswith(("w", "y")):
        yield stem.removesuffix("w").removesuffix("y")
    for size in (3, 2, 1):
        first = stem[-size:]
        if (len(stem) > size and not set(first) & set("aeiou")) or first == "qu":
            yield first + stem[:-size]
