"""Teaches a small pretrained encoder the questions of the second look, on one thread, the same for the same seed."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lessons import HIDE, KINDS, LOOK, QUESTIONS, RESPOND, Lesson
from rich.console import Console
from rich.progress import track
from torch import nn

from moderator.scorers.detoxify.converting.network import Range

#: What the questions that decide weigh beside those that only name.
_WEIGHTS = {**dict.fromkeys(KINDS, 2.0), LOOK: 6.0, HIDE: 6.0, RESPOND: 6.0, "criticism_of_council": 4.0}
_BATCH, _SORTED = 32, 32
_WARM, _DECAY = 0.1, 0.01
#: The outputs begin at nothing and learn faster than what is pretrained.
_FASTER = 10.0
#: Labels are people's: none is taken as certain, lest the answers be surer than they are right.
_NEVER_SURE = 0.02
#: What the marked words weigh beside the questions.
_MARKS = 0.5


@dataclass(frozen=True, slots=True)
class Base:
    """A pretrained BERT with its words, of which the ``kept`` rows and so many of the lowest layers go on."""

    folder: Path
    kept: Sequence[int]
    layers: int


class Encoder(nn.Module):
    """The pretrained layers, and one output for each question. Tensors carry the names of a Detoxify checkpoint."""

    def __init__(self, base: Base, drop: float) -> None:
        """``drop``: so many of the signals between layers are left out at a time while it learns."""
        super().__init__()
        from safetensors.torch import load_file
        from transformers import BertConfig, BertForSequenceClassification

        told = json.loads((base.folder / "config.json").read_text(encoding="utf-8"))
        told |= {"hidden_dropout_prob": drop, "attention_probs_dropout_prob": 0.0, "num_labels": len(QUESTIONS)}
        left_out = tuple(f"encoder.layer.{number}." for number in range(base.layers, told["num_hidden_layers"]))
        told["num_hidden_layers"] = base.layers
        # Plain attention: the fused one is several times slower backwards on a processor.
        config = BertConfig(**told, attn_implementation="eager")
        tensors = load_file(base.folder / "model.safetensors")
        tensors = {name: value for name, value in tensors.items() if not name.startswith(left_out)}
        words = "embeddings.word_embeddings.weight"
        tensors[words] = tensors[words][torch.tensor(base.kept)]
        config.vocab_size = len(base.kept)
        self.network: Any = BertForSequenceClassification(config)
        missing, strange = self.network.bert.load_state_dict(tensors, strict=False)
        if missing or set(strange) - {"embeddings.position_ids"}:
            raise ValueError(f"{base.folder} is not such an encoder: missing {missing}, unknown {strange}")

        self.marker = nn.Linear(config.hidden_size, 1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Odds of each question, and of each token that people would mark it, which is read below the last layer."""
        found = self.network(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        return found.logits, self.marker(found.hidden_states[-2]).squeeze(-1)


def learn(encoder: Encoder, lessons: Sequence[Lesson], *, epochs: int, rate: float, seed: int, about: str) -> None:
    """Pass over the lessons ``epochs`` times; the rate warms up and falls to nothing."""
    if not epochs:
        return
    rows, dice = list(lessons), random.Random(seed)
    outputs = [*encoder.network.classifier.parameters(), *encoder.marker.parameters()]
    own = {id(value) for value in outputs}
    every = [value for value in encoder.parameters() if id(value) not in own]
    optimizer = torch.optim.AdamW(
        [
            {"params": [value for value in every if value.ndim > 1], "weight_decay": _DECAY},
            {"params": [value for value in every if value.ndim < 2], "weight_decay": 0.0},
            {"params": outputs, "weight_decay": 0.0, "lr": rate * _FASTER},
        ],
        lr=rate,
        fused=True,
    )
    steps = epochs * -(-len(rows) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (steps * _WARM), max(0.0, (steps - step) / (steps * (1 - _WARM))))
    )
    weights = torch.tensor([_WEIGHTS.get(question, 1.0) for question in QUESTIONS])
    encoder.train()
    shown = track(_every_batch(rows, epochs, dice), about, total=steps, console=Console(stderr=True))
    for batch in shown:
        ids, mask = padded([row.tokens for row in batch])
        wanted = torch.tensor([row.wanted for row in batch])
        marked = torch.full(ids.shape, torch.nan)
        for place, row in enumerate(batch):
            marked[place, : len(row.marked)] = torch.tensor(row.marked)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            answers, marks = encoder(ids, mask)
        loss = _loss(answers, wanted, weights) + _MARKS * _loss(marks, marked, torch.tensor(1.0))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        schedule.step()


def _loss(odds: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The mean loss over what is known; nothing where nothing is."""
    known = ~torch.isnan(wanted)
    target = torch.nan_to_num(wanted).clamp(_NEVER_SURE, 1 - _NEVER_SURE)
    losses = nn.functional.binary_cross_entropy_with_logits(odds.float(), target, reduction="none")
    return (losses * known * weights).sum() / (known * weights).sum().clamp(min=1.0)


def ranges(encoder: Encoder, lessons: Sequence[Lesson]) -> dict[str, Range]:
    """For each product of a layer the lowest and highest numbers that go into it, column by column."""
    found: dict[str, Range] = {}

    def look(name: str) -> Any:
        def into(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            seen = inputs[0].flatten(0, -2).numpy()
            low, high = found.get(name, (seen[0], seen[0]))
            found[name] = (np.minimum(low, seen.min(axis=0)), np.maximum(high, seen.max(axis=0)))

        return into

    hooks = [
        module.register_forward_pre_hook(look(name))
        for name, module in encoder.network.named_modules()
        if isinstance(module, nn.Linear) and ".layer." in name
    ]
    encoder.eval()
    for row in lessons:
        with torch.no_grad():
            encoder(*padded([row.tokens]))
    for hook in hooks:
        hook.remove()
    return found


def typical(encoder: Encoder, lessons: Sequence[Lesson]) -> dict[str, float]:
    """For each kind of harm what the encoder answers on average where it is so: rare kinds get small answers."""
    encoder.eval()
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    near = sorted(lessons, key=lambda row: len(row.tokens))
    for start in range(0, len(near), _BATCH):
        batch = near[start : start + _BATCH]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            answers = torch.sigmoid(encoder(*padded([row.tokens for row in batch]))[0].float()).tolist()
        for row, line in zip(batch, answers, strict=True):
            for kind in KINDS:
                place = QUESTIONS.index(kind)
                if row.wanted[place] == 1:
                    found[kind].append(line[place])
    return {kind: sum(values) / len(values) if values else 1.0 for kind, values in found.items()}


def _every_batch(rows: list[Lesson], epochs: int, dice: random.Random) -> Iterator[list[Lesson]]:
    """Batches of similar length, in an order of their own in each pass."""
    for _ in range(epochs):
        dice.shuffle(rows)
        batches: list[list[Lesson]] = []
        for start in range(0, len(rows), _BATCH * _SORTED):
            near = sorted(rows[start : start + _BATCH * _SORTED], key=lambda row: len(row.tokens))
            batches += [near[first : first + _BATCH] for first in range(0, len(near), _BATCH)]
        dice.shuffle(batches)
        yield from batches


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token numbers and a mask, both texts x longest."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
        mask[place, : len(row)] = 1
    return ids, mask
