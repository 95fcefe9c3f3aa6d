"""The network that fast mode is timed with says what the small one said, and is a release like any other."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="only council-moderator[prepare] brings torch")

import torch
from transformers import BertTokenizer

from moderator.rehearsal.network import read_network, scores
from moderator.rehearsal.random_weights import Size
from moderator.scorers.detoxify.converting.preparing import prepare
from moderator.shipped import rehearsal_model

pytestmark = pytest.mark.model

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
TEXTS = ["Thank you for mending the lights.", "shut up, you liar", "The bins again, three weeks now!"]
TABLE = "everyday.tsv"


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def test_two_layers_made_wider_say_what_they_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import grown

    monkeypatch.setattr(grown, "APART", 0.0)
    tokenizer = BertTokenizer.from_pretrained(rehearsal_model(), local_files_only=True)
    small = read_network(rehearsal_model()).train(False)

    wide = grown.grown(small, Size(256, 2, 4, 1024), TEXTS, tokenizer, 0)

    before, after = (torch.tensor(scores(one, tokenizer, TEXTS)) for one in (small, wide.train(False)))
    assert (before - after).abs().max() < 1e-5


def test_what_is_grown_and_fitted_is_a_release_that_can_be_prepared(tmp_path: Path) -> None:
    import grown

    tables = tmp_path / "tables"
    tables.mkdir()
    lines = (grown.INVENTED / TABLE).read_text(encoding="utf-8").splitlines()
    (tables / TABLE).write_text("\n".join(lines[:300]) + "\n", encoding="utf-8")

    told = grown.make(tmp_path / "release", tables, Size(128, 3, 4, 256), steps=2, table=0)

    assert told["grown"] > 0.6
    assert told["apart, toxicity"] < 0.1
    seen, unseen = (
        set((tmp_path / "release" / name).read_text(encoding="utf-8").splitlines())
        for name in ("band.jsonl", "unseen.jsonl")
    )
    assert seen
    assert unseen
    assert not seen & unseen
    assert prepare(tmp_path / "release", tmp_path / "prepared", TEXTS).largest_difference < 1e-5
