"""Converts a release once into a folder that scores without torch, and proves the result against stock Detoxify."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from moderator.scorers.detoxify.converting.graph import Array, WeightFiles
from moderator.scorers.detoxify.converting.network import shape_of, write_graph
from moderator.scorers.detoxify.converting.proving import demand_every_tensor, demand_same_tokens
from moderator.scorers.detoxify.loading import Release, open_release
from moderator.scorers.detoxify.manifest import (
    EMBEDDINGS,
    EXACT_GRAPH,
    FAST_GRAPH,
    FORMAT,
    MANIFEST,
    PREPARED,
    PREPARED_FILES,
    REFERENCE,
    TOKENIZER,
    Manifest,
    sha256_of,
)
from moderator.scorers.detoxify.prepared import demand_canaries, open_scorer
from moderator.scorers.detoxify.proving import demand_same_scores
from moderator.scorers.detoxify.reference import Reference, save_reference
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.settings import DetoxifySettings

#: transformers' class -> the prefix of its tensors, which is the family of the graph.
_FAMILIES = {"Albert": "albert", "Bert": "bert", "Roberta": "roberta", "XLMRoberta": "roberta"}


@dataclass(frozen=True, slots=True)
class Preparation:
    """What was done, for the person who asked for it."""

    folder: Path
    tensors: int
    texts: int
    #: Largest difference between the prepared scores and stock Detoxify's.
    largest_difference: float


def prepare(folder: Path, to: Path, texts: Sequence[str]) -> Preparation:
    """Write the prepared folder ``to``; it appears whole and proven, or not at all. Raises ModelRefused."""
    if to.exists() and not (to / PREPARED).is_file() and any(to.iterdir()):
        raise ModelRefused(f"{to} holds something else", "name an empty folder, or one that prepare wrote")
    release = open_release(folder)
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".preparing-") as name:
        made = Path(name) / "made"
        made.mkdir()
        done = _made(release, made, texts)
        shutil.rmtree(to, ignore_errors=True)
        made.replace(to)
    return Preparation(to, *done)


def _made(release: Release, folder: Path, texts: Sequence[str]) -> tuple[int, int, float]:
    tensors = arrays_of(release)
    _write_graphs(release, tensors, folder)
    _write_tokenizer(release, folder)
    reference = reference_of(release, texts)
    save_reference(folder / REFERENCE, reference)
    _write_manifest(release, tensors, folder)
    count = demand_every_tensor(folder / EXACT_GRAPH, tensors)
    demand_every_tensor(folder / FAST_GRAPH, tensors, rounded=True)
    demand_same_tokens(folder / TOKENIZER, release.detoxify.tokenizer, reference.texts)
    scorer = open_scorer(DetoxifySettings(folder))
    demand_canaries(scorer)
    return count, len(reference.texts), demand_same_scores(scorer, reference)


def arrays_of(release: Release) -> Mapping[str, Array]:
    """The checkpoint's own tensors, as stored: what the network computes for itself is left out."""
    network = release.detoxify.model.state_dict()
    found = {name: tensor.numpy() for name, tensor in release.checkpoint.tensors.items() if name in network}
    return {name: array for name, array in found.items() if not name.endswith("position_ids")}


def family_of(architecture: str) -> str:
    """The graph's family for transformers' class name."""
    return _FAMILIES[architecture.removesuffix("ForSequenceClassification")]


def _write_graphs(release: Release, tensors: Mapping[str, Array], folder: Path) -> None:
    checkpoint = release.checkpoint
    shape = shape_of(family_of(checkpoint.architecture), release.detoxify.model.config.to_dict(), checkpoint.outputs)
    files = WeightFiles(folder)
    for name in PREPARED_FILES:
        if name.endswith(".bin"):
            (folder / name).touch()
    write_graph(folder / EXACT_GRAPH, shape, tensors, files, fast=False)
    write_graph(folder / FAST_GRAPH, shape, tensors, files, fast=True)


def _write_tokenizer(release: Release, folder: Path) -> None:
    """As JSON by Python's own hand, which keeps every weight to the last bit."""
    told = json.loads(release.detoxify.tokenizer.backend_tokenizer.to_str())
    told |= {"padding": None, "truncation": None}
    (folder / TOKENIZER).write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")


def reference_of(release: Release, texts: Sequence[str]) -> Reference:
    """Stock Detoxify's own answers, one text at a time, for texts that hold known words and fit into one window."""
    labels, known = release.manifest.labels, [text for text in dict.fromkeys(texts) if _fits(release, text)]
    answers = [release.detoxify.predict(text) for text in known]
    return Reference(tuple(known), tuple({label: float(one[label]) for label in labels} for one in answers))


def _fits(release: Release, text: str) -> bool:
    tokenizer = release.detoxify.tokenizer
    tokens = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
    is_known = any(token != tokenizer.unk_token_id for token in tokens)
    return is_known and len(tokens) <= release.manifest.max_length - tokenizer.num_special_tokens_to_add()


def _write_manifest(release: Release, tensors: Mapping[str, Array], folder: Path) -> None:
    manifest = release.manifest
    words = next(name for name in tensors if name.endswith("embeddings.word_embeddings.weight"))
    rows, width = tensors[words].shape
    told = {
        "format": FORMAT,
        "name": manifest.name,
        "source": manifest.source,
        "licence": manifest.licence,
        "for_service": manifest.for_service,
        "labels": list(manifest.labels),
        "max_length": manifest.max_length,
        "checkpoint": manifest.checkpoint,
        "checkpoint_sha256": manifest.checkpoint_sha256,
        "unknown_token": release.detoxify.tokenizer.unk_token_id,
    }
    table = {"name": words, "file": EMBEDDINGS, "rows": rows, "width": width, "numbers": str(tensors[words].dtype)}
    lines = [f"# Written by moderator model prepare from {MANIFEST} and what it names; not for editing."]
    lines += [*_toml(told), "", "[word_table]", *_toml(table), "", "[files]"]
    lines += [f'"{name}" = "{sha256_of(folder / name)}"' for name in PREPARED_FILES]
    (folder / PREPARED).write_text("\n".join([*lines, *_canaries(manifest)]) + "\n", encoding="utf-8")


def _canaries(manifest: Manifest) -> list[str]:
    lines: list[str] = []
    for one in manifest.canaries:
        told = {"text": one.text, "label": one.label, "at_least": one.at_least, "at_most": one.at_most}
        lines += ["", "[[canary]]", *_toml(told)]
    return lines


def _toml(told: Mapping[str, object]) -> list[str]:
    """JSON's strings, numbers, truths and lists of strings are TOML's as well."""
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
