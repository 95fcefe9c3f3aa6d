"""Cuts work for the model: long comments into windows, many windows into batches that waste little on padding."""

from collections.abc import Callable, Sequence

#: Most tokens, padding included, that one batch may hold: bounds memory, whatever arrives.
TOKEN_BUDGET = 4096
#: Most rows in a batch: keeps the planning below linear in the number of waiting comments.
_MOST_ROWS = 256
#: What starting one more batch costs, in tokens' worth of work: without it the plan would be one row per batch.
_BATCH_COST = 24

#: Where each token of a text lies, as (start, end) in code points, without special tokens.
Offsets = Callable[[str], Sequence[tuple[int, int]]]


def windows(text: str, offsets: Offsets, room: int) -> list[tuple[str, int]]:
    """Pieces of the text that each fit into ``room`` tokens, with their token counts; together they hold every token.

    Neighbours share an eighth of a window, so that a phrase on a cut is whole in one of them. A text without any token
    (blank, control characters) has no window.
    """
    places = offsets(text)
    if len(places) <= room:
        return [(text, len(places))] if places else []
    pieces: list[tuple[str, int]] = []
    step = max(1, room - room // 8)
    for first in range(0, len(places), step):
        last = min(first + room, len(places))
        pieces.extend(_fitting(text[places[first][0] : places[last - 1][1]], offsets, room))
        if last == len(places):
            break
    return pieces


def _fitting(piece: str, offsets: Offsets, room: int) -> list[tuple[str, int]]:
    """The piece, or its halves: a cut inside a word can make the piece longer in tokens than it was inside the text."""
    places = offsets(piece)
    if len(places) <= room:
        return [(piece, len(places))] if places else []
    middle = places[len(places) // 2][0]
    if not 0 < middle < len(piece):
        raise ValueError(f"a text of {len(piece)} code points cannot be cut to {room} tokens")
    return _fitting(piece[:middle], offsets, room) + _fitting(piece[middle:], offsets, room)


def batches(lengths: Sequence[int], budget: int = TOKEN_BUDGET) -> list[list[int]]:
    """Indices of the rows grouped so that padding costs least, no group above the budget (a single row always may be).

    Rows are sorted by length; the cut points are the optimum for that order (dynamic programming).
    """
    order = sorted(range(len(lengths)), key=lambda index: lengths[index])
    cheapest = [0]
    cut_before = [0]
    for end in range(1, len(order) + 1):
        longest = lengths[order[end - 1]]
        most_rows = min(end, _MOST_ROWS, max(1, budget // max(1, longest)))
        cost, start = min(
            (cheapest[end - rows] + rows * longest + _BATCH_COST, end - rows) for rows in range(1, most_rows + 1)
        )
        cheapest.append(cost)
        cut_before.append(start)
    planned: list[list[int]] = []
    end = len(order)
    while end:
        start = cut_before[end]
        planned.append(order[start:end])
        end = start
    return planned[::-1]
