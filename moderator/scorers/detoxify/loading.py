"""Reads a Detoxify release with torch and proves every tensor: for ``prepare``, ``verify`` and training.

Detoxify's own loader is never called: it asks a hub for a configuration, unpickles whatever it is given, and leaves
random weights without a word when names do not match. The object is built around our verified parts instead, and from
then on its own ``predict`` is the reference that everything else is measured against.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderator.scorers.detoxify.manifest import Manifest, read_manifest, verify_files
from moderator.scorers.detoxify.reading import Reader, tokenizer_from
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer
from moderator.scorers.detoxify.settings import DetoxifySettings
from moderator.scorers.detoxify.torch_engine import TorchEngine

#: Every switch that keeps the model libraries from looking anything up; read by them when they are first imported.
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_SAFETENSORS_CONVERSION": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
#: Detoxify's checkpoints name some labels as its training data did.
_STANDARD_NAMES = {"toxic": "toxicity", "identity_hate": "identity_attack", "severe_toxic": "severe_toxicity"}
_ARCHITECTURES = (
    "AlbertForSequenceClassification",
    "BertForSequenceClassification",
    "RobertaForSequenceClassification",
    "XLMRobertaForSequenceClassification",
)
_TOKENIZERS = ("AlbertTokenizer", "BertTokenizer", "RobertaTokenizer", "XLMRobertaTokenizer")
_WRONG_CHECKPOINT = "use a checkpoint that Detoxify released or moderator.rehearsal.train wrote"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A Detoxify checkpoint after it has been read without running any code of it."""

    architecture: str
    tokenizer: str
    outputs: int
    labels: tuple[str, ...]
    tensors: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Release:
    """A release, loaded: stock Detoxify around proven parts."""

    manifest: Manifest
    checkpoint: Checkpoint
    #: A ``detoxify.Detoxify``; its ``predict`` is the reference.
    detoxify: Any


def assemble(settings: DetoxifySettings) -> DetoxifyScorer:
    """A scorer that runs a release folder through torch, before it is asked its canary sentences."""
    release = open_release(settings.folder, settings.threads)
    engine = TorchEngine(release.detoxify.model, release.detoxify.tokenizer.pad_token_id)
    return DetoxifyScorer(reader_of(release), engine, release.manifest, tokens=settings.tokens)


def reader_of(release: Release) -> Reader:
    """The release's tokenizer; a copy, because Detoxify switches padding on in its own at every call."""
    tokenizer = release.detoxify.tokenizer
    copied = tokenizer_from(tokenizer.backend_tokenizer.to_str())
    return Reader(copied, release.manifest.max_length, tokenizer.unk_token_id)


def open_release(folder: Path, threads: int = 1) -> Release:
    """Stock Detoxify from a release folder, every file hashed, every tensor compared. Raises ModelRefused."""
    if threads < 1:
        raise ModelRefused(f"{threads} threads cannot score", "set threads to 1 or more")
    manifest = read_manifest(folder)
    verify_files(folder, manifest)
    os.environ.update(OFFLINE)
    try:
        import torch
        from detoxify import Detoxify
    except ImportError as error:
        raise ModelRefused(
            f"a release can only be read where torch and detoxify are installed ({error.name} is not)",
            "install council-moderator[prepare] on a machine of your choice and prepare the release there",
        ) from None

    torch.set_num_threads(threads)  # holds for the whole process
    checkpoint = _read_checkpoint(folder / manifest.checkpoint)
    if checkpoint.labels != manifest.labels:
        raise ModelRefused(
            f"the checkpoint's labels are {', '.join(checkpoint.labels)}", "make the manifest's labels the same"
        )
    detoxify = object.__new__(Detoxify)
    detoxify.device = "cpu"
    detoxify.class_names = list(checkpoint.labels)
    detoxify.model = _build_model(folder, manifest, checkpoint)
    detoxify.tokenizer = _build_tokenizer(folder, manifest, checkpoint, detoxify.model.config.vocab_size)
    return Release(manifest, checkpoint, detoxify)


def _read_checkpoint(path: Path) -> Checkpoint:
    import pickle

    import torch

    try:
        # weights_only: a checkpoint is a pickle, and a pickle may carry commands; these are refused, not run.
        raw = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise ModelRefused(
            f"{path} is not a plain checkpoint of tensors ({type(error).__name__})",
            "it is damaged, or carries code: fetch it again, or rewrite it on a separate machine (docs/scoring.md)",
        ) from None
    try:
        arch = raw["config"]["arch"]["args"]
        names = raw["config"]["dataset"]["args"]["classes"]
        found = Checkpoint(
            architecture=str(arch["model_name"]),
            tokenizer=str(arch["tokenizer_name"]),
            outputs=int(arch["num_classes"]),
            labels=tuple(_STANDARD_NAMES.get(name, name) for name in names),
            tensors=dict(raw["state_dict"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelRefused(f"{path} is not in Detoxify's format ({error})", _WRONG_CHECKPOINT) from None
    if found.architecture not in _ARCHITECTURES or found.tokenizer not in _TOKENIZERS:
        raise ModelRefused(f"{path} names {found.architecture} with {found.tokenizer}", _WRONG_CHECKPOINT)
    if not 0 < len(found.labels) <= found.outputs:
        raise ModelRefused(f"{path} has {len(found.labels)} labels for {found.outputs} outputs", _WRONG_CHECKPOINT)
    return found


def _build_model(folder: Path, manifest: Manifest, checkpoint: Checkpoint) -> Any:
    """The network with every tensor of the checkpoint in its place, compared one by one after loading."""
    import transformers

    _demand(folder, manifest, "config.json")
    model_class = getattr(transformers, checkpoint.architecture)
    config = model_class.config_class.from_pretrained(folder, num_labels=checkpoint.outputs, local_files_only=True)
    # RoBERTa's kind counts places from behind the padding token's.
    late = config.pad_token_id + 1 if "Roberta" in checkpoint.architecture else 0
    if manifest.max_length > config.max_position_embeddings - late:
        raise ModelRefused(
            f"the manifest allows {manifest.max_length} tokens, the network {config.max_position_embeddings - late}",
            "correct max_length in the manifest",
        )
    model = model_class(config).eval().float()
    try:
        missing, unexpected = model.load_state_dict(checkpoint.tensors, strict=False)
    except RuntimeError:
        raise ModelRefused(
            "a tensor of the checkpoint has another shape than config.json says", "use the config.json of this model"
        ) from None
    strange = [name for name in unexpected if not name.endswith("position_ids") and ".pooler." not in name]
    if missing or strange:
        raise ModelRefused(
            f"{len(missing)} tensors are missing from the checkpoint and {len(strange)} are unknown to the network"
            f" (for example {[*missing, *strange][0]})",
            "the checkpoint and config.json belong to different models, or names carry a wrong prefix",
        )
    _compare(model.state_dict(), checkpoint.tensors)
    return model


def _compare(loaded: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    import torch

    for name, tensor in loaded.items():
        if name not in wanted:
            continue  # a buffer that the network computes for itself: load_state_dict would have named a missing weight
        if not torch.equal(tensor, wanted[name].to(tensor.dtype)) or not bool(torch.isfinite(tensor.float()).all()):
            raise ModelRefused(f"tensor {name} did not arrive as it is in the checkpoint", "copy the model again")


def _build_tokenizer(folder: Path, manifest: Manifest, checkpoint: Checkpoint, vocabulary: int) -> Any:
    import transformers

    _demand(folder, manifest, "tokenizer_config.json")
    _demand_limit(folder / "tokenizer_config.json", manifest.max_length)
    tokenizer = getattr(transformers, checkpoint.tokenizer).from_pretrained(folder, local_files_only=True)
    if len(tokenizer) > vocabulary:
        raise ModelRefused(
            f"the tokenizer knows {len(tokenizer)} tokens, the network {vocabulary}",
            "use the tokenizer files that belong to this model",
        )
    if not tokenizer.is_fast:
        raise ModelRefused("the tokenizer cannot tell where its tokens lie", "install transformers 5 with tokenizers")
    return tokenizer


def _demand(folder: Path, manifest: Manifest, name: str) -> None:
    """Nothing is read that the manifest does not name: an unlisted file would be an unverified one."""
    if name not in manifest.files:
        raise ModelRefused(f"the manifest of {folder} does not list {name}", "add the file and its SHA-256 to [files]")


def _demand_limit(path: Path, max_length: int) -> None:
    """Without model_max_length the tokenizer cuts nothing off and a long text crashes the network."""
    try:
        limit = json.loads(path.read_text(encoding="utf-8")).get("model_max_length")
    except (UnicodeDecodeError, json.JSONDecodeError, AttributeError):
        raise ModelRefused(f"{path} is not a JSON object", "use the tokenizer files of this model") from None
    if limit != max_length:
        raise ModelRefused(
            f"{path} says model_max_length {limit}, the manifest says {max_length}",
            f'write "model_max_length": {max_length} into it and renew its SHA-256 in the manifest',
        )
