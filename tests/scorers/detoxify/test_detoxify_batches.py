"""Windows lose no word and batches lose no row; neither needs a model."""

import re

from hypothesis import given
from hypothesis import strategies as st

from moderator.scorers.detoxify.batches import batches, windows


def words(text: str) -> list[tuple[int, int]]:
    """A tokenizer of words of up to four letters: a cut inside a long word changes the count, as with WordPiece."""
    return [(found.start(), found.end()) for found in re.finditer(r"\w{1,4}", text)]


@given(st.text(alphabet="abcdef \n", max_size=400), st.integers(min_value=2, max_value=9))
def test_every_window_fits_and_together_they_hold_every_letter(text: str, room: int) -> None:
    pieces = windows(text, words, room)

    assert all(len(words(piece)) == size <= room for piece, size in pieces)
    assert all(piece in text for piece, _ in pieces)
    assert sum(len(re.sub(r"\W", "", piece)) for piece, _ in pieces) >= len(re.sub(r"\W", "", text))


def test_neighbouring_windows_share_the_words_around_the_cut() -> None:
    text = " ".join(f"w{number}" for number in range(40))

    pieces = [piece for piece, _ in windows(text, words, 16)]

    assert pieces[0].split()[-2:] == pieces[1].split()[:2]


def test_a_blank_text_has_no_window() -> None:
    assert windows(" \n ", words, 10) == []


@given(st.lists(st.integers(min_value=1, max_value=512), max_size=120))
def test_batches_hold_every_row_once_and_stay_within_the_budget(lengths: list[int]) -> None:
    planned = batches(lengths, budget=1024)

    assert sorted(row for batch in planned for row in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[row] for row in batch) <= 1024 for batch in planned)


def test_a_row_longer_than_the_budget_travels_alone() -> None:
    planned = batches([5, 900, 6], budget=100)

    assert [1] in planned


def test_one_long_comment_does_not_pad_the_short_ones() -> None:
    lengths = [12] * 31 + [500]

    planned = batches(lengths)

    computed = sum(len(batch) * max(lengths[row] for row in batch) for batch in planned)
    assert computed == sum(lengths)
