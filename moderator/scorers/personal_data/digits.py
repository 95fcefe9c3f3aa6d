"""Finds runs of figures however they are written: digits, spaced digits, number words in English and Welsh."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "dim": "0", "sero": "0", "un": "1", "dau": "2", "dwy": "2", "tri": "3", "tair": "3", "pedwar": "4", "pedair": "4",
    "pump": "5", "pum": "5", "chwech": "6", "chwe": "6", "saith": "7", "wyth": "8", "naw": "9",
}  # fmt: skip
_TENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
_REPEATS = {"double": 2, "treble": 3, "triple": 3, "dwbl": 2, "dwywaith": 2}
#: Words a person puts between the parts of one number.
_LINKS = frozenset(
    ("and", "then", "ends", "ending", "with", "in", "dash", "dot", "space", "a", "ac", "wedyn", "yna", "finishes")
)
#: Figures in which letters stand for the noughts and ones.
_TOKEN = re.compile(r"[0-9oOlI|]*[0-9][0-9oOlI|]*|[^\W\d_]+|[^\w\s]|\s+|\w")
_LOOKALIKES = str.maketrans("oOlI|", "00111")
#: Characters that may stand between the parts of one number.
_BETWEEN = frozenset(" \t\r\n\u00a0.-–—/(),_*|·•+'\"~")
_LONGEST_GAP = 6
#: Signs among which a written figure stands, and number words, wherever a token may begin.
_RUN = re.compile(r"[0-9oOlI|]+")
_NUMBER_WORD = re.compile(rf"(?<![^\W\d_oOlI])(?:{'|'.join((*_UNITS, *_TENS, *_REPEATS))})(?![^\W\d_])", re.IGNORECASE)
#: A number word stands for no more figures ("nine hundred", "treble two").
_FIGURES_A_WORD = 3
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")
_WORD_AFTER = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Figures:
    """One written figure or group of figures."""

    start: int
    end: int
    digits: str
    #: Whether it is written as words.
    is_spoken: bool = False
    #: Whether a price, a percentage or a code letter clings to it.
    is_tied: bool = False


def may_hold(text: str, figures: int) -> bool:
    """Whether so many figures may stand in the text, however they are written; quickly, and rather yes than no."""
    found = sum(len(run) for run in _RUN.findall(text) if not run.isalpha())
    found += 0 if text.isascii() else sum(map(str.isdigit, text))
    return found + _FIGURES_A_WORD * len(_NUMBER_WORD.findall(text)) >= figures


def chains(text: str) -> Iterator[list[Figures]]:
    """Groups of figures that may belong together, in order."""
    chain: list[Figures] = []
    gap = links = 0
    for figures, length, is_link in _pieces(text):
        if figures is not None:
            chain.append(figures)
            gap = links = 0
            continue
        gap += 0 if is_link else length
        links += is_link
        if chain and (gap > _LONGEST_GAP or links > 2):
            yield chain
            chain, gap, links = [], 0, 0
    if chain:
        yield chain


def _pieces(text: str) -> Iterator[tuple[Figures | None, int, bool]]:
    """Each piece of the text: a figure, a link, a separator (by its length), or something that breaks the chain."""
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        word = token.group()
        if any(sign.isdigit() for sign in word):
            yield _written(text, token), 0, False
        elif (spoken := _spoken(tokens, at)) is not None:
            figures, at_next = spoken
            yield figures, 0, False
            at = at_next
            continue
        elif word.lower() in _LINKS:
            yield None, len(word), True
        elif all(sign in _BETWEEN for sign in word):
            yield None, min(len(word), _LONGEST_GAP), False
        else:
            yield None, _LONGEST_GAP + 1, False
        at += 1


def _written(text: str, token: re.Match[str]) -> Figures:
    start, end = token.span()
    digits = token.group().translate(_LOOKALIKES)
    before = _WORD_BEFORE.search(text[max(0, start - 12) : start])
    after = _WORD_AFTER.match(text[end : end + 12])
    tied = text[start - 1 : start] in ("£", "$", "€") or text[end : end + 1] == "%"
    if before and before.group().lower() not in _UNITS:
        tied = tied or len(digits) < 10 or before.group().isupper()
    if after and after.group().lower() not in _UNITS:
        tied = tied or len(digits) < 3
    return Figures(start, end, digits, is_tied=tied)


def _spoken(tokens: list[re.Match[str]], at: int) -> tuple[Figures, int] | None:
    """A number word with what belongs to it ("double oh", "nine hundred", "twenty three"), and the place after it."""
    word = tokens[at].group().lower()
    times = _REPEATS.get(word, 1)
    first = _after_space(tokens, at) if times > 1 else at
    if first is None:
        return None
    name = tokens[first].group().lower()
    following = _after_space(tokens, first)
    next_name = tokens[following].group().lower() if following is not None else ""
    if name in _UNITS:
        digits, last = _UNITS[name] * times, first
        if next_name == "hundred" and following is not None:
            digits, last = digits + "00", following
    elif name in _TENS and times == 1:
        digits, last = _TENS[name], first
        if digits.endswith("0") and digits != "10" and next_name in _UNITS and following is not None:
            digits, last = digits[0] + _UNITS[next_name], following
    elif times > 1 and name.isdigit() and len(name) == 1:
        digits, last = name * times, first
    else:
        return None
    return Figures(tokens[at].start(), tokens[last].end(), digits, is_spoken=True), last + 1


def _after_space(tokens: list[re.Match[str]], at: int) -> int | None:
    """The word after white space or a hyphen, if there is one."""
    if at + 2 < len(tokens) and tokens[at + 1].group() in (" ", "-", "  ", "\n"):
        return at + 2
    return None
