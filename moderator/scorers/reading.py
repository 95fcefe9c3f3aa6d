"""Reads a comment into sentences of plain words, each pointing back into the original, once for every scorer."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from moderator.scorers.folding import Folded, Folder
from moderator.scorers.lexicon import known_words, maskable_words, slur_words, violent_words

_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>]{1,300}"
    r"|(?<![\w@])[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){0,4}\."
    r"(?:example|com|co\.uk|org|org\.uk|gov\.uk|gov\.wales|net|uk|wales|cymru|info|biz|ly|gl|me|io|xyz|top|shop|site)"
    r"(?![\w.]*@)\b(?:/[^\s<>]{0,300})?)"
    r"|(?P<mail>[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,4})"
    r"|(?P<word>[@#]?[A-Za-z0-9£$€][A-Za-z0-9_]*(?:['’`][A-Za-z]+)*)"
    r"|(?P<end>[.!?…\n]+)"
    r"|(?P<quote>[\"“”«»‘’'])"
    r"|(?P<sign>[=])"
    r"|(?P<gap>[,;:()\[\]|/–—-]+)"
    r"|(?P<other>[^\s\w])",
    re.IGNORECASE,
)
_ABBREVIATIONS = frozenset(
    ["mr", "mrs", "ms", "dr", "cllr", "st", "no", "prof", "rev", "sgt", "approx", "vs", "etc", "inc", "ltd", "co"]
)
_WITHOUT_APOSTROPHES = str.maketrans("", "", "'’`")
URL, MAIL = "url0", "mail0"
_ADDRESSES = {"url": URL, "mail": MAIL}
#: A sentence never grows longer than this many words; a longer run is cut.
_LONGEST = 120


class Word(NamedTuple):
    """One word in small letters without apostrophes, as shown, and where it stands in the original.

    A tuple, since thousands are made.
    """

    text: str
    shown: str
    start: int
    end: int
    #: A comma, dash, bracket or quotation mark stands before it.
    after_gap: bool = False
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    words: tuple[Word, ...]
    #: The words joined by single spaces: what patterns are matched against.
    canon: str
    #: Where each word starts in ``canon``.
    places: tuple[int, ...]
    #: "?", "!", "…", "." or "".
    ending: str

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """Indexes of the first word in ``canon[start:end]`` and one past the last."""
        first = next(
            (index for index, place in enumerate(self.places) if place + len(self.words[index].text) > start), 0
        )
        last = next((index for index, place in enumerate(self.places) if place >= end), len(self.words))
        return first, max(last, first + 1)


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    folded: Folded
    sentences: tuple[Sentence, ...]
    #: Emoji and other signs in order, without letters.
    signs: str
    urls: tuple[str, ...]
    #: All sentences, one after the other.
    canon: str


class Reader:
    """Reads texts with one folding vocabulary."""

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        """``names`` are words of the register that may be disguised too."""
        longer = tuple(name for name in names if len(name) > 4)
        self._folder = Folder(known_words(), maskable_words(), violent_words(), longer, slur_words())
        self._read = lru_cache(maxsize=256)(self._fresh)

    def read(self, text: str) -> Reading:
        """The text as sentences; the same text is read once."""
        return self._read(text)

    def _fresh(self, text: str) -> Reading:
        folded = self._folder.fold(text)
        sentences: list[Sentence] = []
        words: list[Word] = []
        signs: list[str] = []
        urls: list[str] = []
        gap = quoted = False
        for match in _TOKEN.finditer(folded.text):
            kind, shown = match.lastgroup, match.group()
            if kind in ("word", "url", "mail", "sign"):
                if kind == "url":
                    urls.append(shown)
                words.append(_word(kind, shown, folded.origin(*match.span()), gap, quoted))
                gap = False
                if len(words) < _LONGEST:
                    continue
                kind, shown = "end", ""
            if kind == "end":
                if words and not _is_abbreviated(words, shown, folded.text, match.end()):
                    sentences.append(_sentence(words, shown))
                    words = []
                gap = False
            elif kind == "quote":
                quoted = _opens(folded.text, match.start(), match.end()) if not quoted else False
                gap = True
            elif kind == "gap":
                gap = True
            else:
                signs.append(shown)
                gap = True
        if words:
            sentences.append(_sentence(words, ""))
        canon = " . ".join(sentence.canon for sentence in sentences)
        return Reading(text, folded, tuple(sentences), "".join(signs), tuple(urls), canon)


def _word(kind: str, shown: str, origin: tuple[int, int], gap: bool, quoted: bool) -> Word:
    text = _ADDRESSES.get(kind) or shown.lower().translate(_WITHOUT_APOSTROPHES)
    return Word(text, shown, *origin, after_gap=gap, is_quoted=quoted)


def _sentence(words: list[Word], ending: str) -> Sentence:
    places, position = [], 0
    for word in words:
        places.append(position)
        position += len(word.text) + 1
    mark = next((sign for sign in "?!…" if sign in ending), "…" if ".." in ending else "." if ending else "")
    return Sentence(tuple(words), " ".join(word.text for word in words), tuple(places), mark)


def _is_abbreviated(words: list[Word], shown: str, text: str, end: int) -> bool:
    if shown != ".":
        return False
    after = text[end : end + 1]
    return words[-1].text in _ABBREVIATIONS or (len(words[-1].text) == 1 and after.isalpha()) or after.isdigit()


def _opens(text: str, start: int, end: int) -> bool:
    """A quotation mark opens when a word follows and none touches it on the left, and it closes somewhere near."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or not after.isalnum():
        return False
    closing = {"“": "”", "‘": "’'", "«": "»"}.get(text[start], text[start])
    return any(mark in text[end : end + 160] for mark in closing)
