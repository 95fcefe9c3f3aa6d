"""The benchmark of the whole line runs: nothing else would notice when the program changes under it."""

import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def test_the_whole_line_is_measured_over_an_empty_store_and_one_with_a_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import line

    words = ["line.py", "--comments", "3", "--history", "0", "5", "--databases", "sqlite", "--out", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", words)

    line.main()

    runs = json.loads((tmp_path / "line.json").read_text(encoding="utf-8"))
    assert [(run["history"], run["comments"]) for run in runs] == [(0, 3), (5, 3)]
    assert all(run["cpu"]["scorer language"] > 0 and run["cpu"]["store: transaction"] > 0 for run in runs)
