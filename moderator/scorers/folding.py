"""Undoes disguised writing, so that a word is found however it is spelled, and spans still point into the original.

A disguise is undone only where a word that matters, or an ordinary word, comes out of it: prices, times, flags, Welsh
accents, stars of a rating and initials stay what they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from moderator.scorers.as_written import words_as_written
from moderator.scorers.characters import Letter, letters_of
from moderator.scorers.cutting import Cutter
from moderator.scorers.emoji_words import with_emoji_words
from moderator.scorers.masking import Masks
from moderator.scorers.mending import Mender
from moderator.scorers.pieces import Piece, cores, whole
from moderator.scorers.rejoining import Joiner, may_be_cut
from moderator.scorers.respelling import MARKED, STRETCH, disguised_name, redrawn, sounds, tables, unleeted, unstretched
from moderator.scorers.spelled_out import Speller
from moderator.scorers.textspeak import Textspeak
from moderator.scorers.wordstock import Stock

#: Longer texts are read in full up to here; no platform allows a longer comment.
CAP = 20_000
_SEPARATED = re.compile(r"[^\W_](?:[^\w\s]{1,3}|_{1,3})")
_VOWELS = str.maketrans("", "", "aeiou")


@dataclass(frozen=True, slots=True)
class Folded:
    """Plain text with, for every character, the code points of the original it came from; both rise monotonically."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind ``text[start:end]``; empty spans stay empty."""
        if end <= start:
            return (0, 0)
        return (self.starts[start], max(self.ends[start:end]))


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Common English words in small letters; a name or a fragment is what is not among them."""
    return frozenset(files(__package__).joinpath("ordinary_words.txt").read_text("utf-8").split())


class Folder:
    """Folds texts towards a vocabulary of words that matter."""

    def __init__(
        self,
        vocabulary: Iterable[str],
        maskable: Sequence[str],
        violent: Sequence[str] = (),
        names: Sequence[str] = (),
        slurs: Sequence[str] = (),
    ) -> None:
        """``maskable`` words may hide behind stars ("b*st*rd"); the first that fits wins, before a ``violent`` one."""
        words = {word for word in (*vocabulary, *names) if len(word) > 2}
        self._matters = frozenset(
            words | {f"{word}s" for word in words if len(word) > 3 and word[-1] != "s"} | set(maskable)
        )
        self._ordinary = ordinary_words()
        hidden = tuple(dict.fromkeys([*maskable, *(f"{word}s" for word in maskable)]))
        self._masks = Masks(hidden, violent, self._matters | self._ordinary, names, slurs)
        self._grave = frozenset([*hidden, *violent])
        self._speller = Speller(self._matters, self._knows)
        self._joiner = Joiner(self._matters, self._ordinary)
        stock = Stock(self._matters, self._ordinary, self._grave)
        self._mender, self._textspeak, self._cutter = Mender(stock), Textspeak(stock), Cutter(stock)
        self._skeletons: dict[str, str] = {}
        self._heard: dict[str, str] = {}
        for word in sorted(self._matters, key=lambda word: (word not in hidden, len(word), word)):
            skeleton = word.translate(_VOWELS)
            if len(skeleton) > 2:
                self._skeletons.setdefault(skeleton, word)
            if len(word) > 3:
                self._heard.setdefault(sounds(word), word)
        # The same few thousand words make up nearly every comment.
        self._correction = lru_cache(maxsize=16_384)(self._corrected)

    def fold(self, text: str) -> Folded:
        text = text[:CAP]
        if self._is_as_written(text):
            return Folded(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
        pieces = self._pieces(text)
        pieces = self._mender.mended(self._cutter.recut(self._speller.joined(pieces)))
        is_clipped = self._is_clipped(piece.text for piece in pieces if not piece.is_space)
        pieces = [piece if piece.is_space else self._word(piece, is_clipped) for piece in pieces]
        pieces = self._textspeak.spelled(self._cutter.cut(self._joiner.joined(pieces)))
        letters = [letter for piece in pieces for letter in piece.letters]
        return Folded(
            "".join(letter.char for letter in letters),
            tuple(letter.start for letter in letters),
            tuple(letter.end for letter in letters),
        )

    def _is_as_written(self, text: str) -> bool:
        """Whether folding would leave every character where it is; a doubtful text is looked at letter by letter."""
        words = words_as_written(text)
        if words is None or may_be_cut(text, words, self._joiner.joins):
            return False
        is_clipped = self._is_clipped(words)
        if self._mender.may_mend(words) or self._textspeak.may_spell(words) or self._cutter.may_cut(words):
            return False
        return not any(self._correction(word, is_clipped) for word in words)

    def _knows(self, word: str) -> bool:
        return word in self._matters or word in self._ordinary

    def _pieces(self, text: str) -> list[Piece]:
        pieces: list[Piece] = []
        run: list[Letter] = []
        for letter in with_emoji_words(text, list(letters_of(text))):
            if letter.char.isspace():
                if run:
                    pieces.append(self._in_script(run, text))
                    run = []
                pieces.append(Piece((letter,), is_space=True))
            else:
                run.append(letter)
        if run:
            pieces.append(self._in_script(run, text))
        return pieces

    def _in_script(self, run: list[Letter], text: str) -> Piece:
        """Look-alike letters stand for Latin ones beside Latin letters or where a word that matters comes out."""
        if not any(letter.is_alike for letter in run):
            return Piece(tuple(run))
        has_latin = any(letter.char.isascii() and letter.char.isalpha() and not letter.is_alike for letter in run)
        word = "".join(letter.char for letter in run).lower().strip(".,;:!?\"'()")
        if has_latin or word in self._matters or re.sub(r"[\W_]+", "", word) in self._matters:
            return Piece(tuple(run))
        return Piece(tuple(Letter(text[one.start], one.start, one.end) if one.is_alike else one for one in run))

    def _is_clipped(self, words: Iterable[str]) -> bool:
        """Several words lack their vowels, and one of those is plainly a word that matters; or one is a grave word."""
        bare = [word.lower().strip(".,!?") for word in words]
        bare = [word for word in bare if word.isalpha() and not set(word) & set("aeiou")]
        clipped = [self._skeletons[word] for word in bare if len(word) > 3 and word in self._skeletons]
        return (len(bare) > 1 and bool(clipped)) or any(word in self._grave for word in clipped)

    def _word(self, piece: Piece, is_clipped: bool) -> Piece:
        found = self._correction(piece.text, is_clipped)
        if found is None:
            return piece
        word, start, end = found
        if piece.letters[start].char.isupper() and not piece.text.isupper():
            word = word.capitalize()
        return Piece(piece.letters[:start] + whole(word, piece.letters[start:end]).letters + piece.letters[end:])

    def _corrected(self, shown: str, is_clipped: bool) -> tuple[str, int, int] | None:
        """The word behind what is shown and the part it stands for; None where it is what it is."""
        text = shown.lower()
        if marked := MARKED.match(shown):
            return marked[2], 0, marked.end()
        plain = text.strip(".,;:!?\"'()[]…*_~")
        if plain.replace("'", "").isalpha() and self._knows(plain.replace("'", "")):
            return None
        is_name = shown[:1].isupper() and not shown.isupper()
        for start, end in cores(text):
            word = self._unmasked(text[start:end]) or self._reheard(text[start:end], is_clipped, is_name=is_name)
            word = word or self._drawn(shown[start:end])
            if word:
                return word, start, end
        return disguised_name(shown)

    def _drawn(self, core: str) -> str | None:
        """Letters drawn with others that look alike ("sIag", "srnash", "cIirty")."""
        return next((word for word in redrawn(core) if word in self._matters), None)

    def _unmasked(self, core: str) -> str | None:
        if len(core) < 3 or len(core) > 60:
            return None
        without_marks = core.translate(str.maketrans("", "", "*_~`"))
        if without_marks != core and len(without_marks) > 3 and self._knows(without_marks):
            return without_marks
        parts = re.split(r"[_.\-]", core)
        if len(parts) > 2 and all(len(part) == 1 for part in parts):
            core = "".join(parts)
            if self._knows(core):
                return core
        if len(_SEPARATED.findall(core)) >= 2 and not re.search(r"[^\W_]{2}", core):
            joined = re.sub(r"[\W_]+", "", core)
            if self._knows(joined):
                return joined
            if words := self._speller.segmented(joined):
                return " ".join(words)
            core = joined
        if masked := self._masks.behind(core):
            return masked
        readings = tuple(self._respelled(core))
        everyday = {word for word in readings if word in self._ordinary and len(word) > 3}
        return next(
            (word for word in readings if word in self._matters), everyday.pop() if len(everyday) == 1 else None
        )

    def _respelled(self, core: str) -> Iterator[str]:
        if STRETCH.search(core):
            yield from unstretched(core)
        is_long_enough = len(core) > 3 or core[:1].isalpha()
        if (core.isalnum() and is_long_enough and not core.isdigit()) or not core.isalnum():
            for reading in unleeted(core, tables()):
                yield reading
                if STRETCH.search(reading):
                    yield from unstretched(reading)

    def _reheard(self, core: str, is_clipped: bool, *, is_name: bool) -> str | None:
        if not core.isalpha():
            return None
        if is_clipped and not set(core) & set("aeiou"):
            return tables().short.get(core) or self._skeletons.get(core)
        if not 4 <= len(core) <= 60 or not core.isascii():
            return None
        if is_name:  # a surname may sound like anything, but nobody's is such a word with a letter doubled
            singled = (
                core[:index] + core[index + 1 :] for index in range(1, len(core)) if core[index - 1] == core[index]
            )
            return next((word for word in singled if word in self._grave and len(word) > 4), None)
        return self._heard.get(sounds(core))
