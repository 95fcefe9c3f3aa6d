"""Takes the dress off before the language is judged: letters that stand alone, circled letters and drawn faces are
no language of their own."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from moderator.scorers.folding import Folder, ordinary_words
from moderator.scorers.language.words import READ_AT_MOST
from moderator.scorers.turned import TURNED

#: Three or more letters that stand alone, whatever is between them; or two with a mark between.
_ALONE = re.compile(
    r"(?<![^\W_])[^\W\d_](?:(?:[^\w'’‘`]|_){1,3}[^\W\d_]){2,200}(?![^\W_]|['’‘`])"
    r"|(?<![^\W_])[^\W\d_](?:[^\w\s'’‘`]|_){1,3}[^\W\d_](?![^\W_]|['’‘`])"
)
#: Entities, and marks or the end of a line inside a word.
_DRESS = re.compile(r"&#|[a-z][*~`|#]{1,3}[a-z]|[a-z]_{1,3}[a-z]|[a-z]\n[a-z]")
_LONGEST_WORD = 16


@dataclass(frozen=True, slots=True)
class Undisguised:
    """The text as its language is judged, with the way back."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], max(self.ends[start:end])


def undisguised(text: str) -> Undisguised:
    """Shapes of letters resolved, letters that stand alone joined where they spell English and blanked where not."""
    text = text[:READ_AT_MOST]
    seen = Undisguised(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    if (not text.isascii() and any(map(_is_dressed, text))) or _DRESS.search(text):
        folded = _folder().fold(text)
        seen = Undisguised(folded.text, folded.starts, folded.ends)
    return _joined(seen) if _ALONE.search(seen.text) else seen


def mended(text: str) -> Undisguised | None:
    """The text with its slips mended, short words written out and moved spaces put right; None where it had none."""
    text = text[:READ_AT_MOST]
    folded = _folder().fold(text)
    return Undisguised(folded.text, folded.starts, folded.ends) if folded.text != text else None


def _joined(seen: Undisguised) -> Undisguised:
    text, last = "", 0
    starts: list[int] = []
    ends: list[int] = []
    for found in _ALONE.finditer(seen.text):
        text += seen.text[last : found.start()]
        starts += seen.starts[last : found.start()]
        ends += seen.ends[last : found.start()]
        spelled = " ".join(_english_words("".join(filter(str.isalpha, found.group())).lower())) or " "
        text += spelled
        starts += [seen.starts[found.start()]] * len(spelled)
        ends += [seen.ends[found.end() - 1]] * len(spelled)
        last = found.end()
    return Undisguised(text + seen.text[last:], (*starts, *seen.starts[last:]), (*ends, *seen.ends[last:]))


@lru_cache(maxsize=4096)
def _is_dressed(sign: str) -> bool:
    """Whether a letter is written in another shape: wide, circled, mathematical, turned, a flag, with a loose mark."""
    if sign < "\u0180":
        return False
    if sign in TURNED or "\U0001f170" <= sign <= "\U0001f1ff" or unicodedata.combining(sign):
        return True
    plain = unicodedata.normalize("NFKC", sign)
    return plain[:1].isascii() and plain.isalpha()


@cache
def _folder() -> Folder:
    """With no word that matters the folder reads towards everyday words alone."""
    return Folder((), ())


def _english_words(letters: str) -> list[str]:
    """The fewest ordinary English words that these letters can be cut into, none if the words would be mere scraps."""
    best: list[list[str] | None] = [[], *([None] * len(letters))]
    known = ordinary_words()
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, word = best[start], letters[start:end]
            if before is None or not (word in known or word in ("a", "i")):
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or ()):
                best[end] = [*before, word]
    words = best[-1] or []
    return words if len(letters) >= 2.5 * len(words) and (len(letters) > 3 or letters in ("the", "not")) else []
