"""``moderator model bench``: the arithmetic behind its figures, and what it says where torch is not installed."""

import json
import shutil
import statistics
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from moderator.benching.bench import Bench, Measured, padding, run
from moderator.benching.comments import comments, in_turn, made_up
from moderator.benching.report import sentences, tables, write_figures, write_plot
from moderator.benching.twice import Judged, Share, judged, marked, share_of
from moderator.benching.ways import EXACT, FAST, TWICE, open_ours, reader_of
from moderator.benching.work import Network, network_in
from moderator.cli import main
from moderator.commands.model_bench import _rounds
from moderator.scorers.detoxify.band import Band
from moderator.scorers.detoxify.banding import measure
from moderator.scorers.detoxify.processor import multiplies_small_numbers
from moderator.scorers.detoxify.scorer import FastScorer
from moderator.scorers.detoxify.settings import DetoxifySettings
from moderator.shipped import demo_comments, rehearsal_model

needs_products = pytest.mark.skipif(not multiplies_small_numbers(), reason="this processor has no 8-bit products")
THRESHOLDS = {"toxicity": (0.92,), "threat": (0.9,)}
BERT_BASE = Network(hidden=768, layers=12, intermediate=3072)


def test_a_token_of_bert_base_costs_170_million_operations_and_a_little_for_attention() -> None:
    assert BERT_BASE.operations([1]) == pytest.approx(169.9e6 + 36_864, rel=1e-3)
    assert BERT_BASE.operations([100]) == pytest.approx(100 * (169.9e6 + 36_864 * 100), rel=1e-3)


def test_a_folder_without_a_configuration_has_no_known_cost(tmp_path: Path) -> None:
    assert network_in(tmp_path) is None
    assert network_in(rehearsal_model()) is not None


def test_comments_are_the_same_every_time_and_as_long_as_real_ones() -> None:
    found = comments(2000)

    words = [len(one.split()) for one in found]
    assert found == comments(2000)
    assert 12 <= statistics.median(words) <= 16
    assert 55 <= statistics.quantiles(words, n=10)[-1] <= 85


def test_padding_stays_small_with_64_comments_waiting() -> None:
    lengths = [max(3, round(len(one.split()) * 1.3)) for one in comments(640)]

    dense, attention = padding(lengths)

    assert dense == 1.0
    assert 1.0 <= attention <= 1.15


def test_without_torch_only_ours_is_measured_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)

    share = Share(30, "as said here")
    found = run(rehearsal_model(), made_up(4), rounds=1, threads=1, share=share, told=lambda *_: None)

    assert list(found.ways) == ["ours, exact (fp32)", "ours, rounded (int8)", "ours, fast mode (both)"]
    assert list(found.alone) == list(found.ways)
    said = " ".join(sentences(found))
    assert "Only ours is measured" in said
    assert "scores 2 of 4 comments again in fp32. Assumed: 30.0 % of them lie near a threshold, as said here" in said
    assert all(one.cpu_s > 0 and 10 < one.loaded <= one.peak for one in found.alone.values())
    assert found.share("ours, exact (fp32)") is not None


def test_figures_can_be_shown_written_and_drawn(tmp_path: Path) -> None:
    measured = {
        name: Measured("fp32", (0.01, 0.02), (0.01, 0.02), (1e9, 2e9)) for name in ("ours", "stock, one by one")
    }
    bench = Bench(8, 20.0, measured, {"ours": 1e-7}, {"fp32": 4e9}, (1.0, 1.1), {}, ("a note",))

    write_figures(bench, tmp_path / "bench.json")
    write_plot(bench, tmp_path / "bench.svg")

    assert [table.row_count for table in tables(bench)] == [2]
    assert json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["padding"] == [1.0, 1.1]
    assert (tmp_path / "bench.svg").stat().st_size > 1000
    assert bench.share("ours") == 0.375


def test_fast_mode_asks_the_exact_graph_about_so_many_comments_as_the_share_says() -> None:
    texts = comments(40)

    ways = {
        percent: open_ours(TWICE, rehearsal_model(), 1, Share(percent, "")).values(texts) for percent in (0, 20, 100)
    }
    fast, exact = (open_ours(name, rehearsal_model(), 1, Share(0, "")).values(texts) for name in (FAST, EXACT))

    alike = [mine == rounded for mine, rounded in zip(ways[20], fast, strict=True)]
    assert alike.count(False) == 8
    assert ways[0] == fast
    assert [pytest.approx(one, abs=1e-6) for one in ways[100]] == exact


def test_those_scored_twice_are_as_long_as_the_others() -> None:
    lengths = [len(one.split()) for one in comments(640)]

    chosen = marked(lengths, 64)

    assert len(set(chosen)) == 64
    assert statistics.fmean(lengths[place] for place in chosen) == pytest.approx(statistics.fmean(lengths), rel=0.05)
    assert marked(lengths, 0) == []


def test_without_a_band_the_share_is_that_of_the_rehearsal_model_and_it_says_so() -> None:
    measured = share_of(rehearsal_model(), None, THRESHOLDS)

    assert 0 < measured.percent < 10
    assert "rehearsal model" in measured.source
    assert not measured.thresholds
    assert share_of(rehearsal_model(), 2.5, THRESHOLDS) == Share(2.5, "as --share says")


@needs_products
def test_with_a_band_fast_mode_is_the_services_own_and_no_decision_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    shutil.copytree(rehearsal_model() / "prepared", tmp_path / "model")
    texts = demo_comments()
    measure(DetoxifySettings(tmp_path / "model"), texts[::2], THRESHOLDS)
    share = share_of(tmp_path / "model", None, THRESHOLDS)

    found = run(tmp_path / "model", in_turn(comments(60), 30), rounds=1, threads=1, share=share, told=lambda *_: None)

    assert type(open_ours(TWICE, tmp_path / "model", 1, share)) is FastScorer
    assert found.judged is not None
    assert (found.judged.texts, found.judged.differing) == (60, 0)
    assert f"it scored {found.judged.twice} of 60 comments again" in " ".join(sentences(found))
    assert all(one.cpu_s > 0 for one in found.alone.values())
    assert list(found.alone) == list(found.ways)


def test_decisions_that_differ_at_a_threshold_are_counted_in_fast_mode_and_by_int8_alone() -> None:
    exact = [{"toxicity": 0.55}, {"toxicity": 0.45}, {"toxicity": 0.95}, {}]
    rounded = [{"toxicity": 0.49}, {"toxicity": 0.51}, {"toxicity": 0.95}, {}]
    band = Band({"toxicity": 0.05}, {}, 0)

    found = judged(exact, rounded, [exact[0], *rounded[1:]], band, {"toxicity": (0.5,), "threat": (0.9,)})

    assert found == Judged(texts=4, twice=2, differing=1, differing_alone=2)
    assert found.plus(found) == Judged(8, 4, 2, 4)


def test_comments_from_a_file_come_in_turn_and_again_when_they_are_used_up() -> None:
    rounds = in_turn(["a", "b", "c", "d", "e"], 2)

    first, second, third = rounds(0), rounds(1), rounds(2)

    assert len({*first, *second, third[0]}) == 5
    assert third[1] == first[0]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--folder", "nowhere"), "has not been prepared"),
        (("--plot", "nowhere/plot.png"), "there is no folder"),
        (("--rounds", "0"), "--rounds"),
        (("--share", "101"), "--share"),
        (("--texts", "nowhere.jsonl"), "nowhere.jsonl"),
        (("--policy", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_what_cannot_be_measured_is_one_clear_error(
    words: tuple[str, str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["model", "bench", *words])

    assert result.exit_code == 2
    assert named in result.stderr


def test_made_up_comments_of_which_a_model_knows_no_word_are_left_out() -> None:
    scored = _rounds(rehearsal_model(), None, 64)

    for number in range(8):
        texts = scored(number)
        assert len(texts) == 64
        assert all(reader_of(rehearsal_model()).rows(texts))
