"""The training loop: length-sorted batches, soft targets with gaps, one seed, a progress bar."""

import itertools
import random
from collections.abc import Sequence
from typing import Any

import torch
from rich.progress import Progress, TimeElapsedColumn, TimeRemainingColumn

from moderator.rehearsal.rows import without_mentions
from moderator.rehearsal.targets import Row

#: Longest text the network sees in training; in service it reads up to 512 tokens.
_MOST_TOKENS = 64
_BATCH_TOKENS = 3072
_SORTED_TOGETHER = 4096
_PEAK_RATE = 1e-3
_UNREADABLE = 0.07
#: In the order of LABELS: toxicity is what policies act on most, threats are rare and matter.
_EMPHASIS = (2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0)
_WARM_UP = 0.06


def learn(network: Any, tokenizer: Any, rows: Sequence[Row], *, epochs: int, seed: int) -> None:
    """Train the network in place. Deterministic for a seed, a machine and a thread count."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    parameters = [
        {"params": [p for p in network.parameters() if p.dim() > 1], "weight_decay": 0.01},
        {"params": [p for p in network.parameters() if p.dim() <= 1], "weight_decay": 0.0},
    ]
    rates = torch.optim.AdamW(parameters, lr=_PEAK_RATE)
    plans = [_plan(rows, tokenizer, dice) for _ in range(epochs)]
    steps = sum(len(plan) for plan in plans)
    schedule = torch.optim.lr_scheduler.OneCycleLR(rates, _PEAK_RATE, total_steps=steps, pct_start=_WARM_UP)
    network.train()
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), TimeRemainingColumn()) as progress:
        bar = progress.add_task("training", total=steps)
        for plan in plans:
            for batch in plan:
                loss = _loss(network, batch, tokenizer.pad_token_id)
                rates.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                rates.step()
                schedule.step()
                progress.update(bar, advance=1, description=f"training, loss {loss.item():.3f}")
    network.eval()


_Batch = list[tuple[list[int], Row]]


def warm_start(network: Any, tokenizer: Any, rows: Sequence[Row], *, epochs: int, seed: int) -> None:
    """Give the network word vectors that already know the labels: seconds here save epochs there.

    The vectors come from the mean of a text's words and one linear layer. Without them the few labels that few rows
    carry (threats above all) drown in toxicity, and the network tells only one thing from another.
    """
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    words = network.bert.embeddings.word_embeddings.weight
    bag = torch.nn.EmbeddingBag(words.shape[0], words.shape[1], mode="mean")
    torch.nn.init.normal_(bag.weight, std=0.02)
    head = torch.nn.Linear(words.shape[1], network.config.num_labels)
    rates = torch.optim.Adam([*bag.parameters(), *head.parameters()], lr=5e-3)
    for _ in range(epochs):
        for batch in _plan(rows, tokenizer, dice):
            inner = [ids[1:-1] or ids for ids, _ in batch]
            starts = list(itertools.accumulate((len(ids) for ids in inner[:-1]), initial=0))
            flat = torch.tensor(list(itertools.chain.from_iterable(inner)))
            loss = _cost(head(bag(flat, torch.tensor(starts))), [row for _, row in batch])
            rates.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            rates.step()
    with torch.no_grad():
        listener = words[tokenizer.cls_token_id].clone()
        words.copy_(bag.weight * (network.config.initializer_range / bag.weight.std()))
        words[tokenizer.cls_token_id] = listener


def _plan(rows: Sequence[Row], tokenizer: Any, dice: random.Random) -> list[_Batch]:
    """Batches of about equal token counts in random order; half of the texts lose their @mentions."""
    texts = [without_mentions(row.text) if dice.random() < 0.5 else row.text for row in rows]
    told = tokenizer(texts, truncation=True, max_length=_MOST_TOKENS)["input_ids"]
    ids = [_with_gaps(tokens, tokenizer.unk_token_id, dice) for tokens in told]
    order = list(range(len(rows)))
    dice.shuffle(order)
    plan: list[_Batch] = []
    for first in range(0, len(order), _SORTED_TOGETHER):
        batch: _Batch = []
        for number in sorted(order[first : first + _SORTED_TOGETHER], key=lambda number: len(ids[number])):
            if batch and (len(batch) + 1) * len(ids[number]) > _BATCH_TOKENS:
                plan.append(batch)
                batch = []
            batch.append((ids[number], rows[number]))
        plan.append(batch)
    dice.shuffle(plan)
    return plan


def _with_gaps(tokens: list[int], unknown: int, dice: random.Random) -> list[int]:
    """The tokens with some made unreadable, so that no single word decides and unknown words mean little."""
    inner = [unknown if dice.random() < _UNREADABLE else token for token in tokens[1:-1]]
    return [tokens[0], *inner, tokens[-1]]


def _loss(network: Any, batch: _Batch, padding: int) -> torch.Tensor:
    longest = max(len(ids) for ids, _ in batch)
    inputs = torch.tensor([ids + [padding] * (longest - len(ids)) for ids, _ in batch])
    return _cost(network(input_ids=inputs, attention_mask=(inputs != padding).long()).logits, [row for _, row in batch])


def _cost(logits: torch.Tensor, rows: Sequence[Row]) -> torch.Tensor:
    wanted = torch.tensor([row.targets for row in rows])
    weights = torch.tensor([[row.weight] for row in rows]) * ~wanted.isnan()
    losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted.nan_to_num(), reduction="none")
    emphasis = torch.tensor(_EMPHASIS)
    return (losses * weights * emphasis).sum() / (weights * emphasis).sum().clamp(min=1.0)
