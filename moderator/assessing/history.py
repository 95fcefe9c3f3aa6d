"""Counts how often nearly the same words stood in earlier rows of a file, without keeping the whole file in mind."""

from collections import deque
from datetime import datetime

from moderator.assessing.reading import Row
from moderator.domain.likeness import (
    MOST_COPIES,
    NEVER_BEFORE,
    WINDOW,
    Copy,
    Repeats,
    WordsOf,
    marks_of,
    repeats_among,
)

#: So many rows back the same words count.
REMEMBERED = 20_000
_Entry = tuple[datetime | None, Copy]


class History:
    """The rows seen so far, the latest ones only; what a row answers stands for the post it is under."""

    def __init__(self, words_of: WordsOf) -> None:
        self._words_of = words_of
        self._by_mark: dict[str, deque[_Entry]] = {}
        self._order: deque[tuple[str, ...]] = deque()

    def seen(self, row: Row) -> Repeats:
        """How often the row's words were written before; from now on it counts as written itself."""
        words = self._words_of(row.text)
        marks = marks_of(words)
        if not marks:
            return NEVER_BEFORE
        found = {id(copy): copy for mark in marks for at, copy in self._by_mark.get(mark, ()) if _counts(at, row)}
        repeats = repeats_among(words, tuple(found.values()), self._words_of)
        self._remember(row, marks)
        return repeats

    def _remember(self, row: Row, marks: tuple[str, ...]) -> None:
        entry = (row.posted_at, Copy(row.text, row.parent_text, ""))
        for mark in marks:
            self._by_mark.setdefault(mark, deque(maxlen=MOST_COPIES)).append(entry)
        self._order.append(marks)
        if len(self._order) > REMEMBERED:
            self._forget(self._order.popleft())

    def _forget(self, marks: tuple[str, ...]) -> None:
        for mark in marks:
            left = self._by_mark.get(mark)
            if left:
                left.popleft()
            if not left:
                self._by_mark.pop(mark, None)


def _counts(at: datetime | None, row: Row) -> bool:
    """Within the days that count, where both rows tell when they were posted."""
    return at is None or row.posted_at is None or abs(row.posted_at - at) <= WINDOW
