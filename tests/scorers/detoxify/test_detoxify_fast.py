"""Fast mode changes no decision: what lies near a threshold is scored again; without a measured band it stays off."""

import json
import math
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.rehearsal.random_weights import Size, write_release
from moderator.scorers.detoxify import DetoxifyScorer, DetoxifySettings, ModelRefused, load
from moderator.scorers.detoxify.band import BAND, Band, Pair, fitted, logit
from moderator.scorers.detoxify.banding import Measured, measure
from moderator.scorers.detoxify.converting.preparing import prepare
from moderator.scorers.detoxify.engine import Array, Rows
from moderator.scorers.detoxify.graphics import both_on_card, on_card
from moderator.scorers.detoxify.prepared import open_both
from moderator.scorers.detoxify.processor import multiplies_small_numbers
from moderator.scorers.detoxify.reference import reference_texts
from moderator.scorers.detoxify.scorer import FastScorer
from moderator.shipped import demo_comments

pytestmark = pytest.mark.model

needs_products = pytest.mark.skipif(not multiplies_small_numbers(), reason="this processor has no 8-bit products")
THRESHOLDS: Mapping[str, tuple[float, ...]] = {"toxicity": (0.5, 0.85), "insult": (0.3,)}
TEXTS = [text for text in demo_comments() if any(map(str.isalpha, text))][:230]


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared model with random weights, whose margins absorb nothing: rounding shows."""
    folder = tmp_path_factory.mktemp("rough")
    write_release(folder / "release", "bert", texts=reference_texts(), size=Size.tiny())
    return prepare(folder / "release", folder / "prepared", reference_texts()).folder


@pytest.fixture(scope="module")
def measured(rough: Path) -> Measured:
    """The same model with its band."""
    return measure(DetoxifySettings(rough), TEXTS, THRESHOLDS)


def acts(values: Mapping[str, float]) -> list[bool]:
    return [values[label] >= one for label, found in THRESHOLDS.items() for one in found]


@needs_products
def test_decisions_are_those_of_the_exact_graph_on_every_text_measured(rough: Path, measured: Measured) -> None:
    exact = load(DetoxifySettings(rough))
    readable = [text for text in dict.fromkeys(TEXTS) if exact.can_read(text)]

    fast = load(DetoxifySettings(rough, mode="fast", thresholds=THRESHOLDS))

    assert isinstance(fast, FastScorer)
    assert fast.notes == ()
    assert measured.differing == 0
    assert 0 < measured.rescored < 1
    assert [acts(one) for one in fast.values(readable)] == [acts(one) for one in exact.values(readable)]


@needs_products
def test_only_texts_near_a_threshold_are_scored_twice(rough: Path, measured: Measured) -> None:
    fast = load(DetoxifySettings(rough, mode="fast", thresholds=THRESHOLDS))
    assert isinstance(fast, FastScorer)
    counting = Counting(fast)

    texts = [text for text in dict.fromkeys(TEXTS) if fast.can_read(text)]
    fast.values(texts)

    assert counting.rows / len(texts) == pytest.approx(measured.rescored, abs=0.05)


class Counting:
    """Stands before the exact engine and counts its rows."""

    def __init__(self, scorer: FastScorer) -> None:
        self._engine = scorer._exact
        self.rows = 0
        scorer._exact = self

    def probabilities(self, rows: Rows) -> Array:
        self.rows += len(rows)
        return self._engine.probabilities(rows)


probabilities = st.floats(min_value=0.0, max_value=1.0)
pairs = st.lists(st.tuples(probabilities, probabilities), min_size=1, max_size=30)


@given(pairs, st.lists(probabilities, max_size=4))
def test_whatever_was_measured_a_fitted_band_lets_no_decision_differ(
    scores: list[tuple[float, float]], thresholds: list[float]
) -> None:
    measured = tuple((Pair("toxicity", fast, exact),) for fast, exact in scores)

    band = fitted(measured, ["toxicity"], {})

    assert band.differing({"toxicity": tuple(thresholds)}) == 0


@given(probabilities, probabilities, st.floats(min_value=0, max_value=4))
def test_near_means_within_the_band_on_the_logistic_scale(score: float, threshold: float, width: float) -> None:
    band = Band({"toxicity": width}, {}, 1)

    assert band.is_near({"toxicity": score}, {"toxicity": (threshold,)}) == (
        abs(logit(score) - logit(threshold)) <= width
    )
    assert not band.is_near({"toxicity": score}, {"insult": (threshold,)})
    assert math.isfinite(logit(score))


def reason(settings: DetoxifySettings) -> str:
    scorer = load(settings)
    assert type(scorer) is DetoxifyScorer
    return " ".join(scorer.notes)


@needs_products
def test_without_a_measured_band_the_exact_graph_takes_over_and_says_why(prepared: Path) -> None:
    said = reason(DetoxifySettings(prepared, mode="fast", thresholds=THRESHOLDS))

    assert "fast mode stays off" in said
    assert "never measured" in said
    assert "moderator model verify --band" in said


def other_files(told: dict) -> None:
    told["files"]["fast.bin"] = "0" * 64


def no_width(told: dict) -> None:
    told["widths"] = dict.fromkeys(told["widths"], 0.0)
    told["pairs"][0] = [[0.4, 0.6]] * len(told["pairs"][0])


def few(told: dict) -> None:
    told["texts"], told["pairs"] = 3, told["pairs"][:3]


def torn(told: dict) -> None:
    del told["widths"]["toxicity"]


def not_a_number(told: dict) -> None:
    told["widths"]["toxicity"] = math.nan


@needs_products
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (other_files, "on other files"),
        (no_width, r"\d+ of the \d+ measured decisions would differ"),
        (few, "on 3 texts only"),
        (torn, "is damaged"),
        (not_a_number, "is damaged"),
    ],
)
def test_a_band_that_does_not_hold_here_keeps_the_mode_off(
    rough: Path, measured: Measured, tmp_path: Path, change: Callable[[dict], None], complaint: str
) -> None:
    folder = Path(shutil.copytree(rough, tmp_path / "other"))
    told = json.loads(measured.path.read_text(encoding="utf-8"))
    change(told)
    (folder / BAND).write_text(json.dumps(told), encoding="utf-8")

    said = reason(DetoxifySettings(folder, mode="fast", thresholds=THRESHOLDS))

    assert re.search(complaint, said)


def test_too_few_texts_measure_nothing(prepared: Path) -> None:
    with pytest.raises(ModelRefused, match="only 2 different texts"):
        measure(DetoxifySettings(prepared), ["the bins again", "the bins again", "thank you", "", "\ud800"], THRESHOLDS)

    assert not (prepared / BAND).exists()


def test_a_stored_band_holds_no_words(measured: Measured) -> None:
    stored = measured.path.read_text(encoding="utf-8")

    assert not any(text in stored for text in TEXTS if len(text) > 12)


@pytest.mark.parametrize(
    ("flags", "known"),
    [
        ("flags\t\t: fpu avx2 avx512f avx512_vnni", True),
        ("flags\t\t: fpu avx2 fma", False),
        ("Features\t: fp asimd asimddp", True),
        ("model name\t: avx512_vnni", False),
    ],
)
def test_a_processor_is_asked_for_8_bit_products(tmp_path: Path, flags: str, known: bool) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\n{flags}\n", encoding="utf-8")

    assert multiplies_small_numbers(tmp_path / "cpuinfo") is known
    assert multiplies_small_numbers(tmp_path / "absent") is False


def test_a_graphics_card_that_is_not_there_is_named_and_the_processor_scores(prepared: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a card")

    scorer = load(DetoxifySettings(prepared, device="cuda"))

    assert "the graphics card stays off: torch finds no graphics card" in scorer.notes[0]
    assert scorer.values(["shut up, you liar"])[0]["toxicity"] > 0.5


def test_what_a_card_would_run_agrees_with_the_graph(rehearsal: Path, scorer: DetoxifyScorer) -> None:
    """Torch's engines on the processor: single precision says the same, brain floats nearly."""
    texts = [*reference_texts()[:12], "the bus was late " * 400]

    single = on_card(DetoxifySettings(rehearsal), device="cpu").values(texts)
    brain, _ = both_on_card(DetoxifySettings(rehearsal), device="cpu").both(texts)

    for ours, one, rounded in zip(scorer.values(texts), single, brain, strict=True):
        assert ours == pytest.approx(one, abs=1e-5)
        assert ours == pytest.approx(rounded, abs=0.1)


def test_both_graphs_look_words_up_in_one_table(prepared: Path) -> None:
    both = open_both(DetoxifySettings(prepared))

    fast, exact = both.both(["shut up, you liar"])

    assert both._engine._words is both._exact._words
    assert np.isclose(fast[0]["toxicity"], exact[0]["toxicity"], atol=0.05)
