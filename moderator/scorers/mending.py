"""Mends words that nobody knows by what the words beside them show: one word turned around is a slip, two are a way of
writing."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from moderator.scorers.pieces import Piece, whole
from moderator.scorers.slips import DOUBLED, MARKED, PIG, SWAPPED, TURNED, Slip, slips
from moderator.scorers.wordstock import Stock

_MARKS = ".,;:!?\"'()[]…*_~"
#: What a word that is mended here holds none of: figures and signs in the place of letters.
_NO_LETTERS = frozenset("0123456789*@#$£€%+&=<>()[]{}^")
#: So many words written the same way show that they are meant so.
_COMPANY = 2


class _Word(NamedTuple):
    place: int
    start: int
    end: int
    shown: str
    small: str


class Mender:
    """Mends words in English company; beside Welsh words it changes none."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._slips = lru_cache(maxsize=16_384)(self._found)

    def may_mend(self, words: Sequence[str]) -> bool:
        """Whether one of the words, as written, may be a slip."""
        return any(self._slips(word.strip(_MARKS).lower()) for word in words)

    def mended(self, pieces: list[Piece]) -> list[Piece]:
        words = list(_words(pieces))
        found = {word: self._slips(word.small) for word in words}
        if not any(found.values()) or self._stock.reads_welsh([word.small for word in words]):
            return pieces
        kinds = [kind for kind, _ in {(slip.kind, slip.word) for slips in found.values() for slip in slips}]
        is_turned = kinds.count(TURNED) >= _COMPANY and any(
            slip.kind == TURNED and len(slip.word) > 3 for slips in found.values() for slip in slips
        )
        is_pig = kinds.count(PIG) >= _COMPANY
        done = list(pieces)
        for word, guesses in found.items():
            meant = self._meant(word, guesses, is_turned=is_turned, is_pig=is_pig)
            if meant:
                done[word.place] = _put(done[word.place], word, meant)
        return done

    def _found(self, small: str) -> Sequence[Slip]:
        return slips(small, self._stock)

    def _meant(self, word: _Word, guesses: Sequence[Slip], *, is_turned: bool, is_pig: bool) -> str:
        by_kind = {slip.kind: slip.word for slip in guesses}
        if MARKED in by_kind:
            return by_kind[MARKED]
        turned = by_kind.get(TURNED, "")
        if len(turned) > 3 and self._stock.is_grave(turned) and SWAPPED not in by_kind:
            return turned
        if is_turned and (turned or self._is_turned_welsh(word)):
            return turned or word.small[::-1]
        if is_pig and PIG in by_kind:
            return by_kind[PIG]
        is_plain = word.shown.islower() or word.shown.isupper() or (word.shown.istitle() and not word.place)
        if not is_plain:
            return ""  # a name or an abbreviation may be spelled as it likes
        return by_kind.get(DOUBLED) or by_kind.get(SWAPPED, "")

    def _is_turned_welsh(self, word: _Word) -> bool:
        """Beside words turned around, what looks Welsh may be one of them ("taf")."""
        return len(word.small) > 2 and not self._stock.knows(word.small) and self._stock.knows(word.small[::-1])


def _words(pieces: Sequence[Piece]) -> Iterator[_Word]:
    for place, piece in enumerate(pieces):
        if piece.is_space:
            continue
        shown = piece.text.strip(_MARKS)
        if shown and shown[0].isalpha() and not set(shown) & _NO_LETTERS:
            start = piece.text.index(shown)
            yield _Word(place, start, start + len(shown), shown, shown.lower())


def _put(piece: Piece, word: _Word, meant: str) -> Piece:
    if word.shown[0].isupper():
        meant = meant.upper() if word.shown.isupper() else meant.capitalize()
    letters = piece.letters
    return Piece(letters[: word.start] + whole(meant, letters[word.start : word.end]).letters + letters[word.end :])
