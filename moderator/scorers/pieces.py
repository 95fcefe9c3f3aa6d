"""A text as runs of letters and the white space between them, while its disguises are being undone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from moderator.scorers.characters import Letter

_MARKUP = frozenset("*_~`")
_PUNCTUATION = ".,;:!?"
#: Signs that stand for a letter between letters.
_AS_LETTERS = frozenset("@$|+!")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters without white space, or the white space between two."""

    letters: tuple[Letter, ...]
    is_space: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", "".join([letter.char for letter in self.letters]))

    @property
    def may_stand_alone(self) -> bool:
        """Whether it may be one of several letters that spell a word: one sign between marks, or flag halves."""
        if self.is_space:
            return False
        shown = self.text.strip("".join(_MARKUP))
        return len(shown) == 1 or len(shown.rstrip(_PUNCTUATION)) == 1 or self.has_indicator

    @property
    def has_indicator(self) -> bool:
        return any(letter.is_indicator for letter in self.letters)


def end_of_run(pieces: Sequence[Piece], start: int) -> int:
    """One past the last of the letters standing alone from here on; ``start`` when there is none."""
    end = index = start
    while index < len(pieces):
        letters = _unmarked(pieces[index].letters)
        shown = "".join(letter.char for letter in letters)
        text = shown if len(shown) == 1 and shown in _AS_LETTERS else shown.rstrip(_PUNCTUATION)
        if pieces[index].is_space and index > start:
            index += 1
            continue
        bare = letters[: len(text)]
        is_alone = len(text) == 1 and (text.isalnum() or text in _AS_LETTERS)
        if not bare or not (is_alone or all(letter.is_indicator for letter in bare)):
            break
        index += 1
        end = index if text != "!" else end
        if len(text) < len(letters) or (len(letters) < len(pieces[index - 1].letters) and end > start + 1):
            break
    return end


def _unmarked(letters: Sequence[Letter]) -> Sequence[Letter]:
    """Without the signs that set a text bold or struck out."""
    first = next((index for index, letter in enumerate(letters) if letter.char not in _MARKUP), len(letters))
    last = next((index for index in range(len(letters), first, -1) if letters[index - 1].char not in _MARKUP), first)
    return letters[first:last]


def as_seen(piece: Piece) -> Piece:
    """Flag halves that spell nothing are flags again."""
    if not piece.has_indicator:
        return piece
    return Piece(tuple(Letter("⚑", one.start, one.end) if one.is_indicator else one for one in piece.letters))


def whole(word: str, letters: Sequence[Letter]) -> Piece:
    """A recovered word; each of its letters stands for the whole run it came from."""
    start, end = letters[0].start, max(letter.end for letter in letters)
    return Piece(tuple(Letter(char, start, end) for char in word))


def cores(text: str) -> Iterator[tuple[int, int]]:
    """Where the word may lie inside its punctuation: all of it, then with outer marks taken off."""
    yield (0, len(text.rstrip(".,;:!?")))
    yield (0, len(text))
    marks = ".,;:!?\"'…()[]*_~"
    start, end = len(text) - len(text.lstrip(marks)), len(text.rstrip(marks))
    if end > start:
        yield (start, end)
