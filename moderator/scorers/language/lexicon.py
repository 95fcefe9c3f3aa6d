"""What single words say about the language: counts from corpora, Welsh mutations, letter triples, names."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from math import log

from moderator.scorers.language.words import plain

#: No single word may settle a comment.
STRONGEST = 5.0
#: How much a list of ours weighs beside the corpora: as if each word had been seen this often in 100,000.
LISTED = 12.0
_UNSEEN = 0.3
#: What a word known only in its unmutated form is worth, and at most what letters alone are worth.
MUTATED = 2.5
BY_LETTERS = 2.0

#: Soft, nasal and aspirate mutation undone: written beginning, unmutated beginnings.
_RADICALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ngh", ("c",)),
    ("mh", ("p",)),
    ("nh", ("t",)),
    ("ng", ("g",)),
    ("ch", ("c",)),
    ("ph", ("p",)),
    ("th", ("t",)),
    ("dd", ("d",)),
    ("b", ("p",)),
    ("d", ("t",)),
    ("g", ("c",)),
    ("f", ("b", "m")),
    ("l", ("ll",)),
    ("r", ("rh",)),
    ("m", ("b",)),
    ("n", ("d",)),
    ("h", ("",)),
)
_ENGLISH_ENDINGS = ("ing", "ness", "less", "ful", "tion", "ght", "ment", "able", "ers", "ily")
_PLACE_BEGINNINGS = (
    "llan", "aber", "cwm", "pont", "pant", "pen", "tre", "bryn", "ynys", "rhos", "nant", "glyn", "tal", "ystrad",
    "ystum",
    "maes", "caer", "dyffryn", "blaen", "mynydd", "gors", "gelli", "coed", "felin", "porth", "rhyd", "cefn", "craig",
    "penrhi",
)  # fmt: skip
#: Words that begin a street, school or house name; the capitalised words after them belong to the name.
NAME_OPENERS = frozenset((
    "heol", "ffordd", "stryd", "clos", "lon", "rhodfa", "cwrt", "llys", "tyla", "maes", "parc", "pant", "bryn",
    "pen", "pont", "cwm", "ysgol", "capel", "eglwys", "plas", "ty", "cae", "coed", "tan", "mynydd", "llyn", "afon",
    "nant", "teras", "cilgant", "gerddi", "trem", "lle", "gelli", "morfa", "neuadd", "canolfan", "swyddfa",
    "theatr", "castell", "caffi", "bwyd",
))  # fmt: skip


#: Letters that neither English nor Welsh uses.
_FOREIGN_LETTER = re.compile("[ąćęłńśźżğışßñãõășşțţçøæåœþðřščžěůőű¿¡]|ə|ё")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class Lexicon:
    """Reads the word lists that lie beside this file; about 17,000 words, a few megabytes."""

    def __init__(self) -> None:
        self._counts = {word: (float(cy), float(en)) for word, cy, en in _rows("lexicon.tsv")}
        self._triples = {triple: float(odds) for triple, odds in _rows("trigrams.tsv")}
        self._welsh_total = sum(cy for cy, _ in self._counts.values()) / 100_000
        self._english_total = sum(en for _, en in self._counts.values()) / 100_000
        self._colloquial = frozenset(_listed("colloquial.txt"))
        self._english = frozenset(_listed("english.txt"))
        self._names = frozenset(_listed("names.txt"))
        self._foreign = frozenset(_listed("foreign.txt"))
        self.odds = lru_cache(maxsize=20000)(self._odds)

    def rates(self, word: str) -> tuple[float, float]:
        """How often the word is met in 100,000 words of Welsh and of English."""
        cy, en = self._counts.get(word, (0.0, 0.0))
        welsh = cy / self._welsh_total + (LISTED if word in self._colloquial else 0.0)
        english = en / self._english_total + (LISTED if word in self._english else 0.0)
        return welsh, english

    def _odds(self, word: str) -> tuple[float, bool]:
        """Log odds Welsh to English, at most STRONGEST either way, and whether the word is known at all."""
        welsh, english = self.rates(word)
        if welsh or english:
            return _clipped(log((welsh + _UNSEEN) / (english + _UNSEEN)), STRONGEST), True
        if any(self.rates(radical)[0] >= 1 for radical in radicals(word)):
            return MUTATED, True
        if self._is_built_in_english(word):
            return -MUTATED, True
        return self.by_letters(word), False

    def _is_built_in_english(self, word: str) -> bool:
        """Whether it is two English words in one, or has an ending that only English uses."""
        if len(word) > 5 and word.endswith(_ENGLISH_ENDINGS):
            return True
        splits = range(3, len(word) - 2)
        return any(self.rates(word[:at])[1] >= 2 and self.rates(word[at:])[1] >= 2 for at in splits)

    def by_letters(self, word: str) -> float:
        marked = f"^{word}$"
        scores = [self._triples.get(marked[at : at + 3], 0.0) for at in range(len(marked) - 2)]
        return _clipped(sum(scores) / max(len(scores) ** 0.5, 1.0), BY_LETTERS)

    def is_name(self, word: str) -> bool:
        return word in self._names

    def is_listed_english(self, word: str) -> bool:
        return word in self._english

    def has_foreign_cue(self, text: str) -> bool:
        """Whether a letter or an everyday word of a third language stands in the text."""
        lowered = text.lower()
        if _FOREIGN_LETTER.search(lowered):
            return True
        return any(self.is_foreign(plain(word)) for word in _WORD.findall(lowered))

    def is_foreign(self, word: str) -> bool:
        """Whether it is listed as an everyday word of a third language, and is none of ours."""
        return word in self._foreign and max(self.rates(word)) < 1

    def is_place_like(self, word: str) -> bool:
        return len(word) > 5 and word.startswith(_PLACE_BEGINNINGS)


@cache
def shared_lexicon() -> Lexicon:
    """The one lexicon of the process: it is read-only, and reading it takes a while."""
    return Lexicon()


def radicals(word: str) -> Iterator[str]:
    """Forms the word may have had before mutation; soft mutation of g leaves nothing behind."""
    if len(word) < 4:
        return
    for written, originals in _RADICALS:
        if word.startswith(written):
            yield from (original + word[len(written) :] for original in originals)
    if word[0] in "aeiouwylr":
        yield "g" + word


def _clipped(value: float, most: float) -> float:
    return max(-most, min(most, value))


def _rows(name: str) -> Iterator[list[str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines())


def _listed(name: str) -> Iterator[str]:
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            yield from line.split()
