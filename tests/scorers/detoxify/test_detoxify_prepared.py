"""A prepared folder says what stock Detoxify says, and is refused by name when a byte of it is wrong."""

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from moderator.rehearsal.random_weights import Size, write_release
from moderator.scorers.detoxify import DetoxifyScorer, DetoxifySettings, ModelRefused, load
from moderator.scorers.detoxify.converting.preparing import arrays_of, prepare
from moderator.scorers.detoxify.converting.proving import demand_every_tensor
from moderator.scorers.detoxify.loading import open_release
from moderator.scorers.detoxify.manifest import EXACT_GRAPH, EXACT_WEIGHTS, FAST_GRAPH, PREPARED, PREPARED_FILES
from moderator.scorers.detoxify.reading import tokenizer_from
from moderator.scorers.detoxify.reference import reference_texts
from moderator.shipped import demo_comments

pytestmark = pytest.mark.model

Repin = Callable[[Path], Path]
#: The family whose graph differs most from another's, and the vocabulary kinds: pieces, bytes, sentence pieces.
FAMILIES = ("bert", "albert", "roberta", "xlm-roberta")


@pytest.fixture(scope="session", params=FAMILIES)
def tiny(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with random weights in one of Detoxify's architectures."""
    folder = tmp_path_factory.mktemp("release") / request.param
    return write_release(folder, request.param, texts=reference_texts(), size=Size.tiny())


def test_the_shipped_model_says_what_stock_detoxify_says(scorer: DetoxifyScorer, rehearsal: Path) -> None:
    texts = [text for text in (*reference_texts(), *demo_comments()[:60]) if scorer.can_read(text) and len(text) < 1200]
    stock = open_release(rehearsal).detoxify

    ours = scorer.values(texts)

    assert len(texts) > 80
    for text, values in zip(texts, ours, strict=True):
        assert values == pytest.approx(stock.predict(text), abs=1e-5)


def test_each_architecture_is_converted_to_the_scores_of_stock_detoxify(tiny: Path, tmp_path: Path) -> None:
    done = prepare(tiny, tmp_path / "prepared", reference_texts())

    assert done.tensors == len(arrays_of(open_release(tiny)))
    assert done.texts > 30
    # Random outputs are stretched until their noise shows; a trained model agrees to 1e-5 (the test above).
    assert done.largest_difference < 5e-5
    scorer = load(DetoxifySettings(done.folder))
    quiet, long = scorer.values(["the bins again", "the bins again " * 900])
    assert set(quiet) == set(long) == set(scorer.manifest.labels)


def test_pieces_keep_their_weights_to_the_last_bit() -> None:
    """Where two ways to cut a word weigh the same, as with a run of noughts, the last bit decides."""
    weights = [["<unk>", 0.0], *([chr(0x4E00 + number), -math.sqrt(number + 2)] for number in range(3000))]
    told = {"version": "1.0", "model": {"type": "Unigram", "unk_id": 0, "vocab": weights, "byte_fallback": False}}

    tokenizer = tokenizer_from(json.dumps(told))

    assert json.loads(tokenizer.to_str())["model"]["vocab"] == weights


def test_a_weight_that_is_not_the_checkpoints_is_named(rehearsal: Path, prepared: Path) -> None:
    tensors = arrays_of(open_release(rehearsal))
    weights = bytearray((prepared / EXACT_WEIGHTS).read_bytes())
    weights[100] ^= 1
    (prepared / EXACT_WEIGHTS).write_bytes(weights)

    with pytest.raises(ModelRefused, match="is not what the checkpoint holds"):
        demand_every_tensor(prepared / EXACT_GRAPH, tensors)


def test_a_tensor_that_the_graph_lacks_is_named(rehearsal: Path, prepared: Path) -> None:
    tensors = {**arrays_of(open_release(rehearsal)), "bert.encoder.layer.9.output.dense.bias": np.zeros(3)}

    with pytest.raises(ModelRefused, match=r"lacks 1 tensors \(for example bert\.encoder\.layer\.9"):
        demand_every_tensor(prepared / EXACT_GRAPH, tensors)


def test_a_rounded_weight_lies_within_half_a_step_of_the_checkpoints(rehearsal: Path, prepared: Path) -> None:
    tensors = arrays_of(open_release(rehearsal))
    demand_every_tensor(prepared / FAST_GRAPH, tensors, rounded=True)
    name = "bert.encoder.layer.0.output.dense.weight"

    with pytest.raises(ModelRefused, match=name):
        demand_every_tensor(prepared / FAST_GRAPH, {**tensors, name: tensors[name] * 1.02}, rounded=True)


@pytest.mark.parametrize("name", PREPARED_FILES)
def test_one_tampered_byte_of_a_prepared_file_is_refused(prepared: Path, name: str) -> None:
    content = bytearray((prepared / name).read_bytes())
    content[len(content) // 2] ^= 1
    (prepared / name).write_bytes(content)

    with pytest.raises(ModelRefused, match=f"{name} is not the file"):
        load(DetoxifySettings(prepared))


@pytest.mark.parametrize("name", PREPARED_FILES)
def test_a_missing_prepared_file_is_refused(prepared: Path, name: str) -> None:
    (prepared / name).unlink()

    with pytest.raises(ModelRefused, match=f"{name} is missing"):
        load(DetoxifySettings(prepared))


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("exact.onnx", "cannot be loaded"),
        ("exact.bin", "cannot be loaded"),
        ("embeddings.bin", "shorter than its table"),
        ("tokenizer.json", "not a tokenizer"),
    ],
)
def test_a_truncated_file_is_refused_even_when_the_manifest_agrees(
    prepared: Path, repinned: Repin, name: str, complaint: str
) -> None:
    content = (prepared / name).read_bytes()
    (prepared / name).write_bytes(content[: len(content) // 3])

    with pytest.raises(ModelRefused, match=complaint):
        load(DetoxifySettings(repinned(prepared)))


def test_a_tokenizer_of_another_model_fails_the_canaries_of_the_prepared_one(prepared: Path, repinned: Repin) -> None:
    told = json.loads((prepared / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = sorted(told["model"]["vocab"], key=told["model"]["vocab"].__getitem__)
    told["model"]["vocab"] = {piece: number for number, piece in enumerate(pieces[:5] + pieces[:4:-1])}
    (prepared / "tokenizer.json").write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(ModelRefused, match="canary sentences"):
        load(DetoxifySettings(repinned(prepared)))


def test_weights_of_another_model_fail_the_canaries(prepared: Path, repinned: Repin) -> None:
    weights = np.fromfile(prepared / "exact.bin", dtype=np.float16)
    weights[::2] = 0
    weights.tofile(prepared / "exact.bin")

    with pytest.raises(ModelRefused, match="canary sentences"):
        load(DetoxifySettings(repinned(prepared)))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("format = 1", "format = 99", "prepare the release again"),
        ("max_length = 512", "max_length = 1024", "between 8 and 512"),
        ('numbers = "float16"', 'numbers = "float8"', "word_table"),
        ('checkpoint_sha256 = "', 'checkpoint_sha256 = "z', "64 hexadecimal digits"),
        ('"fast.bin" = ', '"other.bin" = ', r"files\.fast\.bin is missing"),
    ],
)
def test_a_malformed_prepared_manifest_is_refused_naming_the_key(
    prepared: Path, old: str, new: str, complaint: str
) -> None:
    manifest = prepared / PREPARED
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(ModelRefused, match=complaint):
        load(DetoxifySettings(prepared))


def test_a_release_finds_its_prepared_folder_and_names_the_command_when_there_is_none(
    copied: Path, prepared: Path
) -> None:
    with pytest.raises(ModelRefused, match="moderator model prepare"):
        load(DetoxifySettings(copied))

    shutil.copytree(prepared, copied / "prepared")

    assert load(DetoxifySettings(copied)).failing_canaries() == []


def test_a_release_exchanged_under_its_prepared_folder_is_noticed(
    copied: Path, prepared: Path, repinned: Repin
) -> None:
    """The shipped model is held to this as well: it is loaded from its release folder throughout the tests."""
    shutil.copytree(prepared, copied / "prepared")
    with (copied / "rehearsal.ckpt").open("ab") as checkpoint:
        checkpoint.write(b"trained again")

    with pytest.raises(ModelRefused, match="prepared from another checkpoint; run moderator model prepare"):
        load(DetoxifySettings(repinned(copied)))


def test_preparing_leaves_a_folder_of_something_else_alone(rehearsal: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")

    with pytest.raises(ModelRefused, match="holds something else"):
        prepare(rehearsal, tmp_path, reference_texts())

    assert (tmp_path / "letter.txt").exists()


def test_a_refused_release_leaves_no_prepared_folder(copied: Path, tmp_path: Path) -> None:
    (copied / "config.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ModelRefused, match=r"config\.json"):
        prepare(copied, tmp_path / "to" / "prepared", reference_texts())

    assert not (tmp_path / "to").exists() or not any((tmp_path / "to").iterdir())
