"""Takes the dress off before the language is judged: letters that stand alone, circled letters and drawn faces are
no language of their own."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from moderator.scorers.folding import Folder, ordinary_words
from moderator.scorers.language.words import READ_AT_MOST

#: Three or more letters that stand alone, whatever is between them.
_ALONE = re.compile(r"(?<![^\W_])[^\W\d_](?:(?:[^\w'’‘`]|_){1,3}[^\W\d_]){2,200}(?![^\W_]|['’‘`])")
#: "Dydd da i ti a fi" has small words of one letter; never three in a row.
_LONGEST_WORD = 16


@dataclass(frozen=True, slots=True)
class Undisguised:
    """The text as its language is judged, with the way back; the places of blanked letters stay."""

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None
    #: Whether letters that stood alone spell English words.
    spells_english: bool

    def origin(self, start: int, end: int) -> tuple[int, int]:
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], max(self.ends[start:end])


def undisguised(text: str) -> Undisguised:
    text = text[:READ_AT_MOST]
    runs = [found.group() for found in _ALONE.finditer(text)]
    spells = [_spells_english("".join(filter(str.isalpha, run)).lower()) for run in runs]
    plain = _ALONE.sub(lambda found: " " * len(found.group()), text)
    if not any(map(_is_dressed, plain)):
        return Undisguised(plain, None, None, any(spells))
    folded = _folder().fold(plain)
    return Undisguised(folded.text, folded.starts, folded.ends, any(spells))


def _is_dressed(sign: str) -> bool:
    """Whether a letter is written in another shape: wide, circled, mathematical, or as a flag."""
    if sign < "\u0250":
        return False
    if "\U0001f170" <= sign <= "\U0001f1ff":
        return True
    return unicodedata.normalize("NFKC", sign)[:1].isascii() and unicodedata.normalize("NFKC", sign).isalpha()


@cache
def _folder() -> Folder:
    """With no word that matters the folder only resolves shapes, and leaves every word as it is spelled."""
    return Folder((), ())


def _spells_english(letters: str) -> bool:
    """Whether the letters can be cut into ordinary English words, mostly longer than two letters."""
    fewest: list[int | None] = [0, *([None] * len(letters))]
    known = ordinary_words()
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before = fewest[start]
            if before is not None and (letters[start:end] in known or letters[start:end] in ("a", "i")):
                fewest[end] = min(before + 1, fewest[end] or before + 1)
    words = fewest[-1]
    return len(letters) > 3 and words is not None and len(letters) >= 2.5 * words
