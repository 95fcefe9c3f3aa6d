"""A release that is not exactly what its manifest says is refused by name, with the cure, before it scores anything."""

import json
import os
import pickle
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderator.scorers.detoxify import DetoxifyScorer, DetoxifySettings, ModelRefused
from moderator.scorers.detoxify.loading import assemble, open_release
from moderator.scorers.detoxify.manifest import MANIFEST, read_manifest
from moderator.scorers.detoxify.prepared import demand_canaries

pytestmark = pytest.mark.model

Repin = Callable[[Path], Path]


def load(settings: DetoxifySettings) -> DetoxifyScorer:
    """As prepare does: the release, then its canaries."""
    scorer = assemble(settings)
    demand_canaries(scorer)
    return scorer


def change_checkpoint(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    import torch

    path = folder / "rehearsal.ckpt"
    checkpoint = torch.load(path, weights_only=True)
    change(checkpoint)
    torch.save(checkpoint, path)


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_shipped_model_passes_its_canaries_and_says_that_it_is_not_for_service(
    release_scorer: DetoxifyScorer, rehearsal: Path
) -> None:
    assert release_scorer.failing_canaries() == []
    assert not release_scorer.manifest.for_service
    assert "not for service" in (rehearsal / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_the_network_holds_the_checkpoint_bit_for_bit(rehearsal: Path) -> None:
    import torch

    checkpoint = torch.load(rehearsal / "rehearsal.ckpt", weights_only=True)

    loaded = open_release(rehearsal).detoxify.model.state_dict()

    assert set(checkpoint["state_dict"]) == set(loaded)
    assert all(torch.equal(tensor.float(), loaded[name]) for name, tensor in checkpoint["state_dict"].items())


def test_detoxifys_own_predict_gives_the_same_scores(release_scorer: DetoxifyScorer, rehearsal: Path) -> None:
    from detoxify import Detoxify

    texts = ["the bins again", "shut up, you liar"]
    stock = open_release(rehearsal).detoxify

    ours = release_scorer.values(texts)

    assert type(stock) is Detoxify
    assert [values["toxicity"] for values in ours] == pytest.approx(stock.predict(texts)["toxicity"], abs=1e-5)


@pytest.mark.parametrize("name", ["rehearsal.ckpt", "vocab.txt", "config.json", "tokenizer_config.json"])
def test_one_tampered_byte_is_refused(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)

    with pytest.raises(ModelRefused, match=f"{name} is not the file"):
        load(DetoxifySettings(copied))


def test_a_missing_file_is_refused(copied: Path) -> None:
    (copied / "vocab.txt").unlink()

    with pytest.raises(ModelRefused, match=r"vocab\.txt is missing"):
        load(DetoxifySettings(copied))


def test_a_truncated_checkpoint_is_refused_even_when_the_manifest_agrees(copied: Path, repinned: Repin) -> None:
    path = copied / "rehearsal.ckpt"
    path.write_bytes(path.read_bytes()[:100_000])

    with pytest.raises(ModelRefused, match="not a plain checkpoint"):
        load(DetoxifySettings(repinned(copied)))


class Command:
    """What a hostile checkpoint does: names a function to call while it is read."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self._target),))


def test_a_checkpoint_that_carries_code_is_refused_and_the_code_does_not_run(
    copied: Path, repinned: Repin, tmp_path: Path
) -> None:
    import torch

    mark = tmp_path / "executed"
    torch.save({"config": Command(mark), "state_dict": {}}, copied / "rehearsal.ckpt")

    with pytest.raises(ModelRefused, match="not a plain checkpoint"):
        load(DetoxifySettings(repinned(copied)))

    assert not mark.exists()


def test_a_bare_pickle_is_refused(copied: Path, repinned: Repin, tmp_path: Path) -> None:
    (copied / "rehearsal.ckpt").write_bytes(pickle.dumps(Command(tmp_path / "executed"), protocol=2))

    with pytest.raises(ModelRefused, match="not a plain checkpoint"):
        load(DetoxifySettings(repinned(copied)))

    assert not (tmp_path / "executed").exists()


def prefixed(checkpoint: dict[str, Any]) -> None:
    checkpoint["state_dict"] = {f"model.{name}": tensor for name, tensor in checkpoint["state_dict"].items()}


def without_a_layer(checkpoint: dict[str, Any]) -> None:
    kept = {name: tensor for name, tensor in checkpoint["state_dict"].items() if ".layer.1." not in name}
    checkpoint["state_dict"] = OrderedDict(kept)


def other_shape(checkpoint: dict[str, Any]) -> None:
    name = "bert.embeddings.position_embeddings.weight"
    checkpoint["state_dict"][name] = checkpoint["state_dict"][name][:256]


def not_finite(checkpoint: dict[str, Any]) -> None:
    checkpoint["state_dict"]["classifier.bias"][0] = float("nan")


def other_labels(checkpoint: dict[str, Any]) -> None:
    checkpoint["config"]["dataset"]["args"]["classes"].reverse()


def no_config(checkpoint: dict[str, Any]) -> None:
    del checkpoint["config"]["arch"]


def other_class(checkpoint: dict[str, Any]) -> None:
    checkpoint["config"]["arch"]["args"]["model_name"] = "pipeline"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (prefixed, "tensors are missing"),
        (without_a_layer, "tensors are missing"),
        (other_shape, "another shape"),
        (not_finite, "did not arrive"),
        (other_labels, "labels are"),
        (no_config, "not in Detoxify's format"),
        (other_class, "names pipeline"),
    ],
)
def test_a_checkpoint_that_would_score_at_random_is_refused(
    copied: Path, repinned: Repin, change: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    change_checkpoint(copied, change)

    with pytest.raises(ModelRefused, match=complaint):
        load(DetoxifySettings(repinned(copied)))


def test_old_position_buffers_in_a_checkpoint_are_harmless(copied: Path, repinned: Repin) -> None:
    def add(checkpoint: dict[str, Any]) -> None:
        import torch

        checkpoint["state_dict"]["bert.embeddings.position_ids"] = torch.arange(512).unsqueeze(0)

    change_checkpoint(copied, add)

    assert load(DetoxifySettings(repinned(copied))).failing_canaries() == []


def test_a_tokenizer_of_another_model_fails_the_canaries(copied: Path, repinned: Repin) -> None:
    path = copied / "vocab.txt"
    pieces = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(pieces[:5] + pieces[:4:-1]) + "\n", encoding="utf-8")

    with pytest.raises(ModelRefused, match="canary sentences"):
        load(DetoxifySettings(repinned(copied)))


def test_a_tokenizer_with_more_tokens_than_the_network_is_refused(copied: Path, repinned: Repin) -> None:
    with (copied / "vocab.txt").open("a", encoding="utf-8") as vocabulary:
        vocabulary.writelines(f"##extra{number}\n" for number in range(20))

    with pytest.raises(ModelRefused, match="the tokenizer knows"):
        load(DetoxifySettings(repinned(copied)))


def test_a_tokenizer_that_would_cut_nothing_off_is_refused(copied: Path, repinned: Repin) -> None:
    path = copied / "tokenizer_config.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["model_max_length"]
    path.write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(ModelRefused, match="model_max_length None"):
        load(DetoxifySettings(repinned(copied)))


def test_a_failed_canary_is_refused_and_does_not_repeat_the_sentence_in_the_error(copied: Path) -> None:
    replace_in(copied / MANIFEST, "shut up, you liar", "good morning everyone")

    with pytest.raises(ModelRefused, match="fails 1 of its canary sentences") as refusal:
        load(DetoxifySettings(copied))

    assert "good morning" not in str(refusal.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("max_length = 512", "max_length = 1024", "max_length must lie between 8 and 512"),
        ("max_length = 512", 'max_length = "512"', "max_length needs a int"),
        ("for_service = false", "", "for_service needs a bool"),
        ('"vocab.txt" = "', '"../vocab.txt" = "', "plain file name"),
        ('checkpoint = "rehearsal.ckpt"', 'checkpoint = "other.ckpt"', "checkpoint must be one of"),
        ("[files]", "[files", "cannot be read"),
        ('label = "toxicity"', 'label = "politeness"', "must be one of labels"),
    ],
)
def test_a_malformed_manifest_is_refused_naming_the_key(copied: Path, old: str, new: str, complaint: str) -> None:
    replace_in(copied / MANIFEST, old, new)

    with pytest.raises(ModelRefused, match=complaint):
        load(DetoxifySettings(copied))


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="does not exist"):
        read_manifest(tmp_path)


def test_no_thread_at_all_is_refused(rehearsal: Path) -> None:
    with pytest.raises(ModelRefused, match="threads"):
        load(DetoxifySettings(rehearsal, threads=0))
