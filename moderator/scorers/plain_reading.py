"""A comment as a reader sees it: wide digits, keycaps and invisible characters resolved, every place still known."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from moderator.domain.evidence import Span

#: Emoji dress around a digit: it belongs to the character before it.
_DRESS = "\ufe0f\u20e3"


@dataclass(frozen=True, slots=True)
class Reading:
    """Plain text of the same words, one character for one character, with the way back to the original."""

    text: str
    #: For each character of ``text``: where it begins and ends in the original.
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    #: ``text`` in small letters without accents, one character for one character, apostrophes straight.
    lowered: str

    def span(self, start: int, end: int, kind: str) -> Span:
        return Span(self.starts[start], self.ends[end - 1], kind)


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    """The text as several scorers and the comments below the same post need it: read once."""
    if text.isascii():
        places = tuple(range(len(text) + 1))
        return Reading(text, places[:-1], places[1:], text.lower().replace("`", "'"))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, sign in enumerate(text):
        if sign in _DRESS:
            if ends:
                ends[-1] = at + 1
            continue
        plain = _plain(sign)
        if plain:
            signs.append(plain)
            starts.append(at)
            ends.append(at + 1)
    return Reading("".join(signs), tuple(starts), tuple(ends), "".join(map(_bare, signs)))


@lru_cache(maxsize=4096)
def _bare(sign: str) -> str:
    if sign in "’‘`´":
        return "'"
    lowered = sign.lower()
    return lowered[0] if sign.isascii() else unicodedata.normalize("NFKD", lowered)[0]


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """One plain character, or nothing for one that cannot be seen."""
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.digit(sign))
    if category in ("Cf", "Mn", "Me"):
        return ""
    plain = unicodedata.normalize("NFKC", sign)
    if len(plain) == 1:
        return plain
    return sign if sign.isspace() or not plain.isalnum() else plain[0]
