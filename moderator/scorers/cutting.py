"""Cuts what was written without spaces into words: hashtags, words each with a capital, whole sentences in one."""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from moderator.scorers.pieces import Piece, whole
from moderator.scorers.respelling import tables
from moderator.scorers.wordstock import Stock

_RUN = re.compile(r"#[A-Za-z0-9]{6,199}|[A-Za-z][A-Za-z0-9]{7,199}")
#: So many words with the same mark between each two are no address.
_DOTTED = re.compile(r"[A-Za-z]{1,16}([._-])[A-Za-z]{1,16}(?:\1[A-Za-z]{1,16}){2,40}")
#: A figure that stands for a letter within a word.
_LEET = re.compile(r"(?<=[A-Za-z])[013457](?=[a-z])")
_LETTERS = str.maketrans("013457", "oieast")
_CHUNK = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
#: A sentence in one word is so long at least, and has so many words: a compound is shorter or has fewer.
_LONG, _WORDS = 12, 4
_LONGER, _FEWER = 16, 3
_LONGEST_WORD = 16
#: People's sentences are made of words as common as this on average; a long word cut in pieces is not.
_USUAL = 7.95
#: What a word nobody knows costs, and each of its letters; a known one costs less the oftener it is met.
_STRANGE, _STRANGE_LETTER = 14.0, 2.5
#: A part nobody knows is a name, and no scrap, from so many letters on.
_NAME = 4
#: Spaces were moved where so many words are scraps, in a row no longer than this, and it reads better by so much.
_SCRAPS, _LONGEST_ROW, _SURE = 2, 120, 12.0
#: Short words that the lists leave out.
_SHORT = {"a": 2500.0, "i": 1000.0, "im": 500.0, "ive": 200.0, "u": 200.0, "ur": 200.0, "ya": 50.0, "n": 100.0}
_MARKS = ".,;:!?\"'()…"
#: Words of two letters, some of them Welsh too.
_TWO = frozenset((
    "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my", "no", "of", "on",
    "or", "so", "to", "up", "us", "we",
))  # fmt: skip
_OFTEN = 500.0


class Cutter:
    """Knows which words a run of letters is made of. Stateless between calls."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._parts = lru_cache(maxsize=4096)(self._words)
        #: The rarer a word, the dearer it is. Asked for every piece of every row of words, mostly the same pieces.
        self.cost = lru_cache(maxsize=65_536)(self._costing)

    def may_cut(self, words: Sequence[str]) -> bool:
        """Whether one of the words, as written, is several."""
        return any(len(word) > 7 and self._parts(word.strip(_MARKS)) for word in words)

    def cut(self, pieces: list[Piece]) -> list[Piece]:
        if not any(len(piece.letters) > 7 for piece in pieces):
            return pieces
        return [self._put(piece) if len(piece.letters) > 7 else piece for piece in pieces]

    def recut(self, pieces: list[Piece]) -> list[Piece]:
        """Words whose spaces were moved ("wh ata wa ste of") with the spaces where they belong."""
        done: list[Piece] = []
        start = 0
        while start < len(pieces):
            end = _end_of_row(pieces, start)
            done += self._row(pieces[start:end])
            start = end
        return done

    def _row(self, row: list[Piece]) -> list[Piece]:
        words = [piece.text.lower().rstrip(_MARKS) for piece in row[::2]]
        odd = [at for at, word in enumerate(words) if self._is_scrap(word)]
        is_spelled = any(len(one) == len(two) == 1 for one, two in pairwise(words))
        if len(odd) < _SCRAPS or is_spelled or not all(words):
            return row
        first, last = max(0, odd[0] - 1), min(len(words), odd[-1] + 2)
        letters = "".join(words[first:last])
        if len(letters) > _LONGEST_ROW or not (letters.isascii() and letters.isalpha()):
            return row
        found = self.cheapest(letters)
        better = sum(map(self.cost, found)) + _SURE < sum(map(self.cost, words[first:last]))
        is_moved = len(found) <= last - first + 2  # spaces were moved, and no long word is cut to pieces
        if not better or not is_moved or not all(map(self._is_word, found)):
            return row
        inner = [one for piece in row[2 * first : 2 * last - 1] for one in piece.letters]
        shown = "".join(one.char for one in inner)
        end = len(shown.rstrip(_MARKS))
        joined = " ".join(found)
        joined = joined.capitalize() if shown[0].isupper() else joined
        return [*row[: 2 * first], Piece(whole(joined, inner[:end]).letters + tuple(inner[end:])), *row[2 * last - 1 :]]

    def _is_scrap(self, word: str) -> bool:
        return not self._is_word(word) and word not in tables().chat and word not in tables().between

    def _put(self, piece: Piece) -> Piece:
        shown = piece.text.strip(_MARKS)
        words = self._parts(shown)
        if not words:
            return piece
        start = piece.text.index(shown)
        end, inner = start + len(shown), piece.letters[start : start + len(shown)]
        letters = whole(" ".join(words), inner).letters
        return Piece(piece.letters[:start] + letters + piece.letters[end:])

    def _words(self, shown: str) -> tuple[str, ...]:
        """The words of a run; none where it is one word, a name or a code."""
        if _DOTTED.fullmatch(shown):
            parts = re.split("[^a-z]", shown.lower())
            return tuple(parts) if all(map(self._is_word, parts)) and parts[0] != "www" else ()
        if not _RUN.fullmatch(shown):
            return ()
        is_tag, run = shown[0] == "#", _LEET.sub(lambda one: one[0].translate(_LETTERS), shown.lstrip("#"))
        if self._stock.knows(run.lower()):
            return ()
        chunks = _CHUNK.findall(run)
        words = chunks
        if not is_tag or any(len(chunk) > 5 and chunk.islower() for chunk in chunks):
            words = [word for chunk in chunks for word in self._chunk(chunk)]
        if not all(len(word) >= _NAME or word.isdigit() or self._is_word(word.lower()) for word in words):
            return ()
        if is_tag and len(words) > 1:
            return tuple(self._shown(words))
        known = sum(len(word) for word in words if self._is_word(word.lower()))
        if len(chunks) == 1 and (self._mean_cost(words) > _USUAL or len(words) < _WORDS):
            return ()
        is_sentence = any(len(run) >= long and len(words) >= few for long, few in ((_LONG, _WORDS), (_LONGER, _FEWER)))
        return tuple(self._shown(words)) if is_sentence and known >= 0.5 * len(run) else ()

    def _mean_cost(self, words: Sequence[str]) -> float:
        return sum(map(self.cost, words)) / len(words)

    def _shown(self, words: Sequence[str]) -> Iterator[str]:
        """Everyday words in small letters, as in a sentence; beside a name or number they may be one."""
        before = ""
        for word in words:
            is_everyday = (word.istitle() and self._is_word(word.lower())) or word.lower() in _SHORT
            is_beside_name = before.isdigit() or (before.istitle() and not self._is_word(before.lower()))
            yield word.lower() if is_everyday and not is_beside_name else word
            before = word

    def _chunk(self, chunk: str) -> list[str]:
        """The words in letters behind one capital; a name may stand first."""
        small = chunk.lower()
        if len(chunk) < 5 or chunk.isdigit() or self._is_word(small):
            return [chunk]
        words = self.cheapest(small)
        strange = [word for word in words if not self._is_word(word)]
        if strange and (len(strange) > 1 or len(strange[0]) < _NAME or (chunk.islower() and len(words) < _WORDS)):
            return [chunk]
        return [chunk[: len(words[0])], *words[1:]]

    def _is_word(self, small: str) -> bool:
        return small in _SHORT or small in _TWO or (len(small) > 1 and self._stock.knows(small))

    def cheapest(self, letters: str) -> list[str]:
        """The likeliest words that make up small letters; at most a few of them are no words."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(letters) + 1):
            best.append(
                min(
                    (best[start][0] + self.cost(letters[start:end]), start)
                    for start in range(max(0, end - _LONGEST_WORD), end)
                )
            )
        words: list[str] = []
        end = len(letters)
        while end:
            start = best[end][1]
            words.append(letters[start:end])
            end = start
        return words[::-1]

    def _costing(self, word: str) -> float:
        often = (
            _SHORT.get(word) or (_OFTEN if word in _TWO else 0) or (self._stock.often(word) if len(word) > 1 else 0.0)
        )
        return math.log(100_000 / often) if often else _STRANGE + _STRANGE_LETTER * len(word)


def _end_of_row(pieces: Sequence[Piece], start: int) -> int:
    """One past the last of the words from here on with one space between each two and no mark."""
    end = start + 1
    first = pieces[start].text
    # A name is a scrap to those who do not know it: only the text's first word may have a capital.
    if not first.isalpha() or (start and first != first.lower()):
        return end
    while end + 1 < len(pieces) and pieces[end].text == " ":
        word = pieces[end + 1].text
        if word != word.lower():
            return end
        if word.isalpha():
            end += 2
            continue
        return end + 2 if word.rstrip(_MARKS).isalpha() else end
    return end
