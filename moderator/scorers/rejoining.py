"""Joins a word that was cut in two or three, also over lines, where a part is no word by itself."""

from collections.abc import Callable, Sequence

from moderator.scorers.pieces import Piece, whole

_MARKS = ".,;:!?'\""
#: Parts and the white space between them: three, then two.
_SPANS = (5, 3)
#: Words of one letter.
_ALONE = frozenset("ai")


class Joiner:
    """Knows which parts make a word."""

    def __init__(self, matters: frozenset[str], ordinary: frozenset[str]) -> None:
        self._matters = matters
        self._ordinary = ordinary

    def joins(self, words: Sequence[str], *, over_lines: bool) -> bool:
        """Whether the parts, in small letters, make one word.

        One that matters: if a part is no word by itself. An everyday one: if no part is, or if a line ends between.
        """
        joined = "".join(words)
        if not 4 <= len(joined) <= 16 or not (joined in self._matters or joined in self._ordinary):
            return False
        known = [
            word in self._ordinary or (word in self._matters and len(word) > 3) or word in _ALONE for word in words
        ]
        if all(known):
            return False
        return joined in self._matters or over_lines or not any(known)

    def joined(self, pieces: list[Piece]) -> list[Piece]:
        done: list[Piece] = []
        small = [piece.text.lower() for piece in pieces]
        index = 0
        while index < len(pieces):
            span = self._span(pieces, small, index)
            if not span or self._belongs_to_the_next(pieces, small, index):
                done.append(pieces[index])
                index += 1
                continue
            parts = small[index : index + span : 2]
            parts[-1] = parts[-1].rstrip(_MARKS)
            last, kept = pieces[index + span - 1].letters, len(parts[-1])
            letters = [one for piece in pieces[index : index + span - 1] for one in piece.letters]
            word = "".join(parts)
            shown = word.capitalize() if letters[0].char.isupper() else word
            done.append(Piece(whole(shown, [*letters, *last[:kept]]).letters + last[kept:]))
            index += span
        return done

    def _span(self, pieces: list[Piece], small: list[str], index: int) -> int:
        """How many pieces from here on make one word; 0 where they do not."""
        for span in _SPANS:
            part = pieces[index : index + span]
            if len(part) < span or part[0].is_space or not all(piece.is_space for piece in part[1::2]):
                continue
            words = small[index : index + span : 2]
            words[-1] = words[-1].rstrip(_MARKS)
            if self.joins(words, over_lines=any(piece.text == "\n" for piece in part[1::2])):
                return span
        return 0

    def _belongs_to_the_next(self, pieces: list[Piece], small: list[str], index: int) -> bool:
        """In "to sh oot" the first word stands by itself."""
        return small[index] in self._ordinary and self._span(pieces, small, index + 2) > 0


def may_be_cut(text: str, words: list[str], joins: Callable[..., bool]) -> bool:
    """Whether two or three words in a row, put together, may be one."""
    small = [word.lower() for word in words]
    last = [word.rstrip(_MARKS) for word in small]
    over_lines = "\n" in text
    return any(
        joins([*small[index - before : index], last[index]], over_lines=over_lines)
        for index in range(1, len(small))
        for before in (1, 2)
        if before <= index
    )
