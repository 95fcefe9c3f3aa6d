"""The training loop: the same seed gives the same weights, silence costs nothing, marked words reach the network."""

import math
import random
from pathlib import Path
from typing import Any

import pytest
import torch

from moderator.rehearsal.evaluation import area_under_curve
from moderator.rehearsal.learning import learn, verdict_cost
from moderator.rehearsal.lessons import UNSAID, plan
from moderator.rehearsal.network import build_network, save_network, save_tokenizer, train_vocabulary
from moderator.rehearsal.targets import LABELS, Row, targets
from moderator.rehearsal.templates import template_rows

pytestmark = pytest.mark.model


def trained(folder: Path) -> bytes:
    folder.mkdir()
    rows = template_rows(1)[::40]
    torch.manual_seed(1)
    tokenizer = save_tokenizer(train_vocabulary([row.text for row in rows], 300), folder)
    network = build_network(len(tokenizer), hidden=32, layers=1)
    learn(network, tokenizer, rows, epochs=2, seed=1)
    save_network(network, folder)
    return (folder / "rehearsal.ckpt").read_bytes()


@pytest.fixture
def tokenizer(tmp_path: Path) -> Any:
    return save_tokenizer(train_vocabulary(["the road is closed what a clown again"] * 5, 100), tmp_path)


def test_the_same_seed_gives_the_same_checkpoint_byte_for_byte(tmp_path: Path) -> None:
    first = trained(tmp_path / "first")
    second = trained(tmp_path / "second")

    assert first == second


def test_a_label_nobody_spoke_of_costs_nothing() -> None:
    silent = Row("test", "text", targets(toxicity=0.0), 1.0)
    quiet, loud = torch.zeros(1, len(LABELS)), torch.zeros(1, len(LABELS))
    loud[0, 1:] = 50.0

    assert verdict_cost(loud, [silent]).item() == pytest.approx(verdict_cost(quiet, [silent]).item())
    assert verdict_cost(quiet, [silent]).item() == pytest.approx(math.log(2))


def test_marked_words_are_pointed_out_and_unmarked_texts_say_nothing(tokenizer: Any) -> None:
    marked = Row("test", "what a clown again", targets(toxicity=1), 1.0, ("clown",))
    unmarked = Row("test", "what a clown", targets(toxicity=1), 1.0, None)

    lessons = [lesson for batch in plan([marked] * 40 + [unmarked], tokenizer, random.Random(2)) for lesson in batch]

    pointed = {sum(mark == 1 for mark in lesson.marks) for lesson in lessons if lesson.row is marked}
    assert max(pointed) >= 1
    assert all(set(lesson.marks) == {UNSAID} for lesson in lessons if lesson.row is unmarked)


def test_every_row_is_seen_once_in_a_round(tokenizer: Any) -> None:
    rows = [Row("test", f"the road {number}", targets(toxicity=0), 1.0, ()) for number in range(50)]

    seen = [lesson.row for batch in plan(rows, tokenizer, random.Random(1)) for lesson in batch]

    assert sorted(row.text for row in seen) == sorted(row.text for row in rows)


def test_the_area_counts_ties_half() -> None:
    assert area_under_curve([False, True], [0.1, 0.9]) == 1.0
    assert area_under_curve([True, False], [0.1, 0.9]) == 0.0
    assert area_under_curve([True, False, True, False], [0.5, 0.5, 0.5, 0.5]) == 0.5
