"""``moderator model bench``: the arithmetic behind its figures, and what it says where torch is not installed."""

import json
import statistics
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from moderator.benching.bench import Bench, Measured, padding, run
from moderator.benching.comments import comments
from moderator.benching.report import sentences, tables, write_figures, write_plot
from moderator.benching.work import Network, network_in
from moderator.cli import main
from moderator.shipped import rehearsal_model

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

    found = run(rehearsal_model(), rounds=1, count=4, threads=1, told=lambda *_: None)

    assert list(found.ways) == ["ours, exact (fp32)", "ours, rounded (int8)"]
    assert list(found.alone) == list(found.ways)
    assert "Only ours is measured" in " ".join(sentences(found))
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


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--folder", "nowhere"), "has not been prepared"),
        (("--plot", "nowhere/plot.png"), "there is no folder"),
        (("--rounds", "0"), "--rounds"),
    ],
)
def test_what_cannot_be_measured_is_one_clear_error(
    words: tuple[str, str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["model", "bench", *words])

    assert result.exit_code == 2
    assert named in result.stderr
