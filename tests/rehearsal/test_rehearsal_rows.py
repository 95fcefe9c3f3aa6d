"""Training rows: an angry post is not all abuse, nothing is learned from and measured at once, chance has a seed."""

import csv
import math
import random
from pathlib import Path

import pytest

from moderator.rehearsal.augmenting import varied
from moderator.rehearsal.rows import cleaned, is_held_out
from moderator.rehearsal.spans import span_rows
from moderator.rehearsal.targets import CIVIL, LABELS, targets
from moderator.rehearsal.templates import template_rows

_POST = "The road is closed again. What a clown runs this place! See you on Monday."


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "posts.csv"
    marked = list(range(_POST.index("clown"), _POST.index("clown") + len("clown")))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("spans", "text"), (marked, _POST), ([], "Nobody marked this.")])
    return path


def test_only_the_sentence_with_marked_words_is_taught_as_toxic(post: Path) -> None:
    rows = list(span_rows(post))

    verdicts = {row.text: row.targets[0] for row in rows}

    assert verdicts == {
        _POST: 0.95,
        "The road is closed again.": 0.02,
        "What a clown runs this place!": 0.95,
        "See you on Monday.": 0.02,
    }


def test_marked_words_go_with_each_row_that_holds_them(post: Path) -> None:
    rows = list(span_rows(post))

    marked = {row.text: row.marked for row in rows}

    assert marked[_POST] == marked["What a clown runs this place!"] == ("clown",)
    assert marked["See you on Monday."] == ()


def test_sentences_of_one_post_are_all_learned_from_or_all_held_out(post: Path) -> None:
    rows = list(span_rows(post))

    sides = {is_held_out(row) for row in rows}

    assert len(rows) > 1
    assert len(sides) == 1


def test_a_frame_whose_sentences_are_measured_is_not_learned_from() -> None:
    rows = template_rows(1)

    held_out = {row.kin for row in rows if is_held_out(row)}
    learned = {row.kin for row in rows if not is_held_out(row)}

    assert held_out
    assert not held_out & learned


def test_the_same_seed_fills_the_same_sentences() -> None:
    assert template_rows(7) == template_rows(7)
    assert template_rows(7) != template_rows(8)


def test_a_label_that_a_source_is_silent_about_stays_unknown() -> None:
    found = targets(toxicity=1)

    assert found[0] == 1
    assert all(math.isnan(value) for value in found[1:])
    assert targets(CIVIL, threat=1)[LABELS.index("threat")] == 1
    assert sum(targets(CIVIL, threat=1)) == 1


def test_links_and_retweet_marks_are_taken_out() -> None:
    assert cleaned('!!! RT @someone: &amp;amp; look  https://t.co/abc "there"') == '& look "there"'


@pytest.mark.parametrize("text", ["", "a", "@", "@someone", "bins", "  ", "Where are the bins?", "\U0001f5d1", "İİİİ"])
def test_varying_a_text_never_fails_and_is_repeatable(text: str) -> None:
    made = [varied(text, random.Random(seed)) for seed in range(200)]

    assert made == [varied(text, random.Random(seed)) for seed in range(200)]
