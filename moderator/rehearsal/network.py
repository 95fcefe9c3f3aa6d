"""The small network, its own WordPiece vocabulary, and the folder they are saved to in Detoxify's checkpoint format."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

from moderator.rehearsal.targets import LABELS

#: Name of the rehearsal model in manifests and rules.
NAME = "rehearsal"
CHECKPOINT = "rehearsal.ckpt"
MAX_LENGTH = 512
_LETTERS = 400
_MEASURED_TOGETHER = 32
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def train_vocabulary(texts: Sequence[str], size: int) -> list[str]:
    """WordPieces in id order, learned from the training texts alone (lower case, accents dropped, as BERT does)."""
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))  # noqa: S106 - a token of text, not a password
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    # The trainer breaks ties by number and numbers what it meets in a random order: each letter gets its number here.
    letters = [*_SPECIAL, *_letters(tokenizer, texts)]
    trainer = WordPieceTrainer(
        vocab_size=size, min_frequency=3, special_tokens=letters, limit_alphabet=0, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)


def _letters(tokenizer: Tokenizer, texts: Sequence[str]) -> list[str]:
    """The commonest characters, each as it begins a word and as it continues one."""
    counts = Counter(character for text in texts for character in tokenizer.normalizer.normalize_str(text))
    ranked = sorted(counts, key=lambda character: (-counts[character], character))
    common = [character for character in ranked if not character.isspace()][:_LETTERS]
    return [piece for character in common for piece in (character, f"##{character}")]


def save_tokenizer(pieces: Sequence[str], folder: Path) -> Any:
    """Write the tokenizer's files and read them back as the service will."""
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    told = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": MAX_LENGTH}
    (folder / "tokenizer_config.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    tokenizer = BertTokenizer.from_pretrained(folder, local_files_only=True)
    if len(tokenizer) != len(pieces):
        raise ValueError(f"the vocabulary has {len(pieces)} pieces, the tokenizer read back {len(tokenizer)}")
    return tokenizer


def build_network(vocabulary: int, hidden: int, layers: int) -> BertForSequenceClassification:
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=max(2, hidden // 32),
        # Half of BERT's own ratio, and no dropout inside: twice the speed on a CPU; hidden words regularise instead.
        intermediate_size=2 * hidden,
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.0,
        classifier_dropout=0.1,
        max_position_embeddings=MAX_LENGTH,
        # BERT's own 0.02 suits 768 dimensions; in so few, the first token would hear next to nothing of the others.
        initializer_range=hidden**-0.5,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
        architectures=["BertForSequenceClassification"],
    )
    network = BertForSequenceClassification(config)
    with torch.no_grad():
        # What a word is matters more than where it stands; and the first token starts out as a listener.
        network.bert.embeddings.position_embeddings.weight.mul_(0.1)
        network.bert.embeddings.word_embeddings.weight[_SPECIAL.index("[CLS]")] = 0.0
        network.classifier.weight.mul_(0.1)
    return network


def save_network(network: BertForSequenceClassification, folder: Path) -> None:
    """Write config.json and the checkpoint. Half precision: the repository carries half the bytes."""
    config = json.loads(network.config.to_json_string(use_diff=True))
    config.pop("transformers_version", None)
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    arch = {
        "num_classes": len(LABELS),
        "model_type": ".",
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
    }
    checkpoint = {
        "config": {"arch": {"type": "BERT", "args": arch}, "dataset": {"args": {"classes": list(LABELS)}}},
        "state_dict": {name: tensor.detach().half() for name, tensor in network.state_dict().items()},
    }
    torch.save(checkpoint, folder / CHECKPOINT)


def read_network(folder: Path) -> BertForSequenceClassification:
    """The network as it lies in a folder: half precision's rounding is in."""
    network = BertForSequenceClassification(BertConfig.from_pretrained(folder, local_files_only=True))
    # The numbers are copied into a network of single precision.
    network.load_state_dict(torch.load(folder / CHECKPOINT, weights_only=True)["state_dict"])
    return network


class Written:
    """A saved network with its tokenizer, for measuring."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = BertTokenizer.from_pretrained(folder, local_files_only=True)
        self._network = read_network(folder).train(False)
        self.parameters = int(self._network.num_parameters())

    def scores(self, texts: Sequence[str]) -> list[list[float]]:
        """As :func:`scores`."""
        return scores(self._network, self._tokenizer, texts)


@torch.no_grad()
def scores(network: Any, tokenizer: Any, texts: Sequence[str]) -> list[list[float]]:
    """One probability per label and text, in the order of LABELS, of each text's first 512 tokens."""
    ids = tokenizer(list(texts), truncation=True, max_length=MAX_LENGTH)["input_ids"]
    order = sorted(range(len(texts)), key=lambda number: len(ids[number]))
    answers: list[list[float]] = [[] for _ in texts]
    for first in range(0, len(order), _MEASURED_TOGETHER):
        batch = order[first : first + _MEASURED_TOGETHER]
        inputs = tokenizer.pad({"input_ids": [ids[number] for number in batch]}, return_tensors="pt")
        found = torch.sigmoid(network(**inputs).logits).tolist()
        for number, values in zip(batch, found, strict=True):
            answers[number] = values
    return answers
