"""Builds a folder like a Detoxify release with random weights: the real architectures, for measuring speed and loading.

``python -m moderator.rehearsal.random_weights bert --out DIR [--vocabulary DIR]``. Its scores mean nothing at all.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import torch
import transformers
from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import BPE, Unigram
from tokenizers.trainers import BpeTrainer, UnigramTrainer

from moderator.rehearsal.network import train_vocabulary
from moderator.rehearsal.targets import LABELS
from moderator.scorers.detoxify.manifest import MANIFEST, sha256_of

#: Half of all scores lie this far apart on the logistic scale: spread out, as a trained network's are.
_SPREAD = 3.0
_CHECKPOINT = "random.ckpt"


@dataclass(frozen=True, slots=True)
class Architecture:
    """One of Detoxify's four architectures at its real size."""

    model: str
    tokenizer: str
    #: Tokens of the published vocabulary.
    vocabulary: int
    #: Longest position table; RoBERTa's begins two places late.
    positions: int
    outputs: int
    special: tuple[str, ...]
    settings: tuple[tuple[str, Any], ...] = ()


_BERT_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_ROBERTA_TOKENS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_ROBERTA = (("layer_norm_eps", 1e-5), ("type_vocab_size", 1))
#: ``unbiased`` and ``multilingual`` have sixteen outputs, of which seven have labels.
ARCHITECTURES = {
    "bert": Architecture("BertForSequenceClassification", "BertTokenizer", 30_522, 512, 7, _BERT_TOKENS),
    "albert": Architecture(
        "AlbertForSequenceClassification", "AlbertTokenizer", 30_000, 512, 7,
        ("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"),
        (("embedding_size", 128), ("hidden_act", "gelu_new")),
    ),
    "roberta": Architecture(
        "RobertaForSequenceClassification", "RobertaTokenizer", 50_265, 514, 16, _ROBERTA_TOKENS, _ROBERTA
    ),
    "xlm-roberta": Architecture(
        "XLMRobertaForSequenceClassification", "XLMRobertaTokenizer", 250_002, 514, 16, _ROBERTA_TOKENS, _ROBERTA
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """The dimensions of the network; the defaults are those of the real ones."""

    hidden: int = 768
    layers: int = 12
    heads: int = 12
    intermediate: int = 3072

    @classmethod
    def tiny(cls) -> "Size":
        """Small enough for a test."""
        return cls(hidden=64, layers=2, heads=2, intermediate=96)


def write_release(
    folder: Path,
    architecture: str,
    *,
    texts: tuple[str, ...],
    size: Size | None = None,
    vocabulary: Path | None = None,
    seed: int = 1,
) -> Path:
    """A release folder with random weights and a manifest; returns the folder.

    ``vocabulary`` holds the published tokenizer files; without it a vocabulary is learned from ``texts``. The outputs
    are stretched so that scores spread over the whole range on ``texts``.
    """
    chosen = ARCHITECTURES[architecture]
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    _write_tokenizer(folder, architecture, chosen, texts, vocabulary)
    tokenizer = getattr(transformers, chosen.tokenizer).from_pretrained(folder, local_files_only=True)
    # At its real size the network has its real table, though a learned vocabulary uses only the beginning of it.
    known = len(tokenizer) if size else max(chosen.vocabulary, len(tokenizer))
    network = _network(chosen, size or Size(), known, tokenizer)
    _spread(network, tokenizer, texts)
    save_release(
        folder,
        architecture,
        network,
        name=f"random-{architecture}",
        source="moderator.rehearsal.random_weights: random numbers",
    )
    return folder


def _network(chosen: Architecture, size: Size, vocabulary: int, tokenizer: Any) -> Any:
    model_class = getattr(transformers, chosen.model)
    config = model_class.config_class(
        vocab_size=vocabulary,
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        intermediate_size=size.intermediate,
        max_position_embeddings=chosen.positions,
        num_labels=chosen.outputs,
        # Wider than at the start of training: as after it, a text's words make a difference by themselves.
        initializer_range=2 * size.hidden**-0.5,
        pad_token_id=tokenizer.pad_token_id,
        **dict(chosen.settings),
    )
    network = model_class(config).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.dim() == 1:  # biases and scales start at nought and one: a mistake there must show as well
                parameter.add_(torch.randn_like(parameter) * 0.05)
    return network


def _spread(network: Any, tokenizer: Any, texts: tuple[str, ...]) -> None:
    """Stretch the last layer so that its outputs on the texts have mean nought and a wide spread."""
    last = network.classifier.out_proj if hasattr(network.classifier, "out_proj") else network.classifier
    with torch.no_grad():
        given = tokenizer(list(texts[:64]), return_tensors="pt", truncation=True, padding=True, max_length=64)
        found = network(**given).logits
        factor = _SPREAD / found.std(dim=0).clamp(min=1e-6)
        last.weight.mul_(factor.unsqueeze(1))
        last.bias.copy_((last.bias - found.mean(dim=0)) * factor)


def save_release(folder: Path, architecture: str, network: Any, *, name: str, source: str) -> None:
    """Write the network, and the manifest of it and of what else lies in the folder; not for service."""
    config = json.loads(network.config.to_json_string(use_diff=True))
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    chosen = ARCHITECTURES[architecture]
    arch = {
        "num_classes": network.config.num_labels,
        "model_type": ".",
        "model_name": chosen.model,
        "tokenizer_name": chosen.tokenizer,
    }
    told = {"arch": {"type": architecture, "args": arch}, "dataset": {"args": {"classes": list(LABELS)}}}
    torch.save({"config": told, "state_dict": network.state_dict()}, folder / _CHECKPOINT)
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != MANIFEST)
    lines = [
        f'name = "{name}"',
        f'source = "{source}"',
        'licence = "MIT"',
        "for_service = false",
        f"labels = {json.dumps(LABELS)}",
        "max_length = 512",
        f'checkpoint = "{_CHECKPOINT}"',
        "",
        "[files]",
        *(f'"{name}" = "{sha256_of(folder / name)}"' for name in names),
        "",
        "[[canary]]",
        'text = "the bins again"',
        f'label = "{LABELS[0]}"',
    ]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_tokenizer(
    folder: Path, architecture: str, chosen: Architecture, texts: tuple[str, ...], vocabulary: Path | None
) -> None:
    told = {"tokenizer_class": chosen.tokenizer, "model_max_length": 512}
    (folder / "tokenizer_config.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    if vocabulary is not None:
        for name in ("vocab.txt", "vocab.json", "merges.txt", "tokenizer.json"):
            if (vocabulary / name).is_file():
                shutil.copyfile(vocabulary / name, folder / name)
                (folder / name).chmod(0o644)
    elif architecture == "bert":
        (folder / "vocab.txt").write_text("\n".join(train_vocabulary(texts, 2000)) + "\n", encoding="utf-8")
    elif architecture == "roberta":
        _byte_pairs(texts, chosen).model.save(str(folder))
    else:
        _pieces(texts, chosen, architecture).save(str(folder / "tokenizer.json"))


def _byte_pairs(texts: tuple[str, ...], chosen: Architecture) -> Tokenizer:
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = BpeTrainer(
        vocab_size=2000, special_tokens=list(chosen.special), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _pieces(texts: tuple[str, ...], chosen: Architecture, architecture: str) -> Tokenizer:
    """A SentencePiece-like tokenizer with the special tokens where the architecture has them."""
    unknown = "<unk>"
    tokenizer = Tokenizer(Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), *_lower(architecture)])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = UnigramTrainer(
        vocab_size=1500, special_tokens=list(chosen.special), unk_token=unknown, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    begin, end = ("[CLS]", "[SEP]") if architecture == "albert" else ("<s>", "</s>")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} $B {end}",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in (begin, end)],
    )
    return tokenizer


def _lower(architecture: str) -> list[Any]:
    return [normalizers.Lowercase()] if architecture == "albert" else []


@click.command()
@click.argument("architecture", type=click.Choice(sorted(ARCHITECTURES)))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--vocabulary", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--texts", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--seed", default=1, show_default=True)
def main(architecture: str, out: Path, vocabulary: Path | None, texts: Path, seed: int) -> None:
    """Write a release folder of the real size. TEXTS has one comment a line."""
    lines = tuple(line for line in texts.read_text(encoding="utf-8").splitlines() if line.strip())
    write_release(out, architecture, texts=lines, vocabulary=vocabulary, seed=seed)
    click.echo(f"{out}: {architecture} with random weights")


if __name__ == "__main__":
    main()
