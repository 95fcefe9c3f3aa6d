"""Joins letters that stand alone ("s h o t", flag letters, "s h 0 t") where they spell words."""

import re
from collections.abc import Callable, Sequence
from itertools import islice, pairwise

from moderator.scorers.characters import Letter
from moderator.scorers.pieces import Piece, as_seen, end_of_run, whole
from moderator.scorers.respelling import tables, unleeted

#: How many readings of one run with digits in it are tried.
_READINGS = 16
#: A name nobody knows is put together from at least so many small letters behind its capital.
_NAME = re.compile(r"[A-Z][a-z]{4,}")
_CHUNK = re.compile(r"[A-Z][^A-Z]*")


class Speller:
    """Puts spelled-out words together."""

    def __init__(self, matters: frozenset[str], knows: Callable[[str], bool]) -> None:
        self._matters = matters
        self._knows = knows

    def joined(self, pieces: list[Piece]) -> list[Piece]:
        done: list[Piece] = []
        index = 0
        while index < len(pieces):
            if not pieces[index].may_stand_alone:
                done.append(as_seen(pieces[index]))
                index += 1
                continue
            end = end_of_run(pieces, index)
            run = [one for piece in pieces[index:end] for one in piece.letters]
            while run and not run[-1].char.isalnum() and run[-1].char not in "@$|+":
                run.pop()
            letters = [one for one in run if _is_of_a_word(one)]
            words = self._spaced(pieces[index:end]) or self._words([letter.char for letter in letters])
            if words:
                after = tuple(one for one in pieces[end - 1].letters if one.start >= run[-1].end)
                done.append(Piece(whole(" ".join(words), letters).letters + after))
                index = end
            else:
                done.extend(as_seen(piece) for piece in pieces[index : max(end, index + 1)])
                index = max(end, index + 1)
        return done

    def _spaced(self, pieces: Sequence[Piece]) -> list[str] | None:
        """Words that wider spaces set apart ("i t s  h o t"), if half of them are known."""
        words = [""]
        for piece, after in pairwise([*pieces, *pieces[-1:]]):
            if not piece.is_space:
                words[-1] += "".join(one.char for one in piece.letters if one.char.isalnum())
            elif after.is_space and words[-1]:
                words.append("")
        shown = [word for word in words if word]
        known = sum(self._knows(word.lower()) or word.lower() in ("a", "i", "in", "on", "is", "it") for word in shown)
        if len(shown) < 2 or not "".join(shown).isalpha() or 2 * known < len(shown) or max(map(len, shown)) < 3:
            return None
        return [word.lower() if word.isupper() else word for word in shown]

    def _words(self, chars: Sequence[str]) -> list[str] | None:
        shown = "".join(chars)
        if not 3 <= len(shown) <= 60 or 2 * sum(char.isalpha() for char in shown) < len(shown):
            return None
        small = shown.lower()
        readings = [small] if small.isalpha() else islice(unleeted(small, tables()), _READINGS)
        words = next((words for reading in readings if (words := self.segmented(reading))), None)
        if words:
            return [words[0].capitalize() if shown[0].isupper() and not shown.isupper() else words[0], *words[1:]]
        return self._named(shown)

    def _named(self, shown: str) -> list[str] | None:
        """A name nobody knows, told by its capital and the small letters behind it, beside words one knows."""
        chunks = _CHUNK.findall(shown)
        if "".join(chunks) != shown:
            return None
        words: list[str] = []
        for chunk in chunks:
            known = self.segmented(chunk.lower()) if chunk.isalpha() else None
            if known is None and not _NAME.fullmatch(chunk):
                return None
            words += [known[0].capitalize(), *known[1:]] if known else [chunk]
        return words

    def segmented(self, letters: str) -> list[str] | None:
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


def _is_of_a_word(letter: Letter) -> bool:
    return letter.char.isalnum() or letter.char in tables().leet
