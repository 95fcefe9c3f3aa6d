"""Undoes disguised writing, so that a word is found however it is spelled, and spans still point into the original.

A disguise is undone only where a word that matters, or an ordinary word, comes out of it: prices, times, flags, Welsh
accents, stars of a rating and initials stay what they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from moderator.scorers.as_written import may_be_cut, words_as_written
from moderator.scorers.characters import Letter, letters_of
from moderator.scorers.emoji_words import with_emoji_words
from moderator.scorers.pieces import Piece, as_seen, cores, end_of_run, whole
from moderator.scorers.respelling import STRETCH, sounds, tables, unleeted, unstretched

#: Longer texts are read in full up to here; no platform allows a longer comment.
CAP = 20_000
_SEPARATED = re.compile(r"[^\W_](?:[^\w\s]{1,3}|_{1,3})")
_MASK = re.compile(r"[a-z]{1,12}(?:[*#%]{1,12}[a-z*#%]{0,12}|[_.\-]{1,8}[a-z]{1,12})|[*#]{1,3}[a-z]{2,12}")
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

    def __init__(self, vocabulary: Iterable[str], maskable: Sequence[str]) -> None:
        """``maskable`` words may hide behind stars ("b*st*rd"); the first that fits wins."""
        words = {word for word in vocabulary if len(word) > 2}
        self._matters = frozenset(
            words | {f"{word}s" for word in words if len(word) > 3 and word[-1] != "s"} | set(maskable)
        )
        self._ordinary = ordinary_words()
        self._maskable = tuple(dict.fromkeys([*maskable, *(f"{word}s" for word in maskable)]))
        self._skeletons: dict[str, str] = {}
        self._heard: dict[str, str] = {}
        for word in sorted(self._matters, key=lambda word: (word not in maskable, len(word), word)):
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
        pieces = self._spelled_out(pieces)
        is_clipped = self._is_clipped(piece.text for piece in pieces if not piece.is_space)
        pieces = [piece if piece.is_space else self._word(piece, is_clipped) for piece in pieces]
        pieces = self._rejoined(pieces)
        letters = [letter for piece in pieces for letter in piece.letters]
        return Folded(
            "".join(letter.char for letter in letters),
            tuple(letter.start for letter in letters),
            tuple(letter.end for letter in letters),
        )

    def _is_as_written(self, text: str) -> bool:
        """Whether folding would leave every character where it is; a doubtful text is looked at letter by letter."""
        words = words_as_written(text)
        if words is None or may_be_cut(words, self._puts_together):
            return False
        is_clipped = self._is_clipped(words)
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

    def _spelled_out(self, pieces: list[Piece]) -> list[Piece]:
        """Joins letters that stand alone ("s h o t", flag letters) where they spell words."""
        done: list[Piece] = []
        index = 0
        while index < len(pieces):
            end = end_of_run(pieces, index)
            letters = [letter for piece in pieces[index:end] for letter in piece.letters if letter.char.isalpha()]
            word = "".join(letter.char for letter in letters).lower()
            if 3 <= len(word) <= 60 and (words := self._segmented(word)):
                done.append(whole(" ".join(words), letters))
                index = end
            else:
                done.extend(as_seen(piece) for piece in pieces[index : max(end, index + 1)])
                index = max(end, index + 1)
        return done

    def _segmented(self, letters: str) -> list[str] | None:
        """The fewest known words that make up these letters; one of them must matter unless it is a single word."""
        best: list[list[str] | None] = [[], *([None] * len(letters))]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 16), end):
                before = best[start]
                word = letters[start:end]
                if before is None or len(before) > 8 or not (self._knows(word) or word in ("a", "i")):
                    continue
                if best[end] is None or len(before) + 1 < len(best[end] or ()):
                    best[end] = [*before, word]
        words = best[-1]
        if not words or (len(words) > 1 and not any(word in self._matters for word in words)):
            return None
        return words

    def _is_clipped(self, words: Iterable[str]) -> bool:
        """Several words lack their vowels, and one of those is plainly a word that matters."""
        bare = [word.lower().strip(".,!?") for word in words]
        bare = [word for word in bare if word.isalpha() and not set(word) & set("aeiou")]
        return len(bare) > 1 and any(len(word) > 3 and word in self._skeletons for word in bare)

    def _word(self, piece: Piece, is_clipped: bool) -> Piece:
        found = self._correction(piece.text, is_clipped)
        if found is None:
            return piece
        word, start, end = found
        return Piece(piece.letters[:start] + whole(word, piece.letters[start:end]).letters + piece.letters[end:])

    def _corrected(self, shown: str, is_clipped: bool) -> tuple[str, int, int] | None:
        """The word behind what is shown and the part it stands for; None where it is what it is."""
        text = shown.lower()
        plain = text.strip(".,;:!?\"'()[]…*_~")
        if plain.replace("'", "").isalpha() and self._knows(plain.replace("'", "")):
            return None
        is_name = shown[:1].isupper() and not shown.isupper()
        for start, end in cores(text):
            word = self._unmasked(text[start:end]) or self._reheard(text[start:end], is_clipped, is_name=is_name)
            if word:
                return word, start, end
        return None

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
            if words := self._segmented(joined):
                return " ".join(words)
            core = joined
        if _MASK.fullmatch(core) and (masked := self._masked(core)):
            return masked
        return next((word for word in self._respelled(core) if word in self._matters), None)

    def _masked(self, core: str) -> str | None:
        shape = re.compile("".join("[a-z]" if char in "*#%_.-" else re.escape(char) for char in core))
        letters = sum(char.isalpha() for char in core)
        if letters < max(1, (len(core) - 1) // 5):
            return None
        return next((word for word in self._maskable if shape.fullmatch(word)), None) or self._loosely_masked(core)

    def _loosely_masked(self, core: str) -> str | None:
        """One star for several letters, or several for one ("f*cking" has its length; "f*k" has not)."""
        head = re.match("[a-z]*", core)
        tail = re.search("[a-z]*$", core)
        if not head or not tail or len(head.group()) + len(tail.group()) < 2 or not head.group() or not tail.group():
            return None
        return next(
            (
                word
                for word in self._maskable
                if word.startswith(head.group()) and word.endswith(tail.group()) and 0 < len(word) - len(core) <= 2
            ),
            None,
        )

    def _respelled(self, core: str) -> Iterator[str]:
        if STRETCH.search(core):
            yield from unstretched(core)
        if (core.isalnum() and len(core) > 3 and not core.isdigit()) or not core.isalnum():
            yield from unleeted(core, tables())

    def _reheard(self, core: str, is_clipped: bool, *, is_name: bool) -> str | None:
        if not core.isalpha():
            return None
        if is_clipped and not set(core) & set("aeiou"):
            return tables().short.get(core) or self._skeletons.get(core)
        if is_name or len(core) < 4 or not core.isascii():
            return None
        return self._heard.get(sounds(core))

    def _puts_together(self, words: Sequence[str]) -> bool:
        """Whether the parts make a word that matters, and one of them is no word by itself."""
        joined = "".join(words)
        return (
            joined in self._matters
            and 4 <= len(joined) <= 16
            and not all(word in self._ordinary for word in words)
            and not any(word in self._matters and len(word) > 3 for word in words)
        )

    def _rejoined(self, pieces: list[Piece]) -> list[Piece]:
        """Joins a word that was cut in two or three, also over lines, where one part is no word by itself."""
        done: list[Piece] = []
        small = [piece.text.lower() for piece in pieces]
        index = 0
        while index < len(pieces):
            for length in (5, 3):
                part = pieces[index : index + length]
                words = small[index : index + length : 2]
                words[-1:] = [word.rstrip(".,;:!?'\"") for word in words[-1:]]
                if len(part) == length and all(piece.is_space for piece in part[1::2]) and self._puts_together(words):
                    joined = "".join(words)
                    last = part[-1].letters
                    kept = len(words[-1])
                    done.append(whole(joined, [*(one for piece in part[:-1] for one in piece.letters), *last[:kept]]))
                    done.append(Piece(last[kept:]))
                    index += length
                    break
            else:
                done.append(pieces[index])
                index += 1
        return done
