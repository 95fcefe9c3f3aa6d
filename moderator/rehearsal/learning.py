"""Trains the network: soft targets with gaps, hints at the words that matter, one seed, a progress bar."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from rich.progress import Progress, TimeElapsedColumn, TimeRemainingColumn

from moderator.rehearsal.lessons import UNSAID, Lesson, plan
from moderator.rehearsal.targets import Row

_PEAK_RATE = 1.5e-3
_LAST_RATE = 8e-4
_WARM_UP = 0.06
#: In the order of LABELS: toxicity is what policies act on most, threats are rare and matter.
_EMPHASIS = (2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0)
#: How much it counts to tell which words make a text toxic, beside telling that it is.
_HINTS = 0.5


class Pupil(torch.nn.Module):
    """The network together with a second answer that only training needs: which words make the text toxic.

    That answer is thrown away afterwards. Without it a small network learns which subjects are often abused instead of
    which words abuse.
    """

    def __init__(self, network: Any, hints: float) -> None:
        super().__init__()
        self._network = network
        self._hints = hints
        self._hint = torch.nn.Linear(network.config.hidden_size, 1)

    def loss(self, lessons: Sequence[Lesson]) -> torch.Tensor:
        inputs = _table([lesson.ids for lesson in lessons], self._network.config.pad_token_id, torch.long)
        seen = self._network.bert(input_ids=inputs, attention_mask=(inputs != self._network.config.pad_token_id).long())
        logits = self._network.classifier(self._network.dropout(seen.pooler_output))
        hints = _table([lesson.marks for lesson in lessons], UNSAID, torch.float)
        return verdict_cost(logits, [lesson.row for lesson in lessons]) + self._hints * _hint_cost(
            self._hint(seen.last_hidden_state).squeeze(-1), hints
        )


def learn(network: Any, tokenizer: Any, rows: Sequence[Row], *, epochs: int, seed: int) -> None:
    """Train the network in place. Deterministic for a seed, a machine, a thread count and the versions installed."""
    _train(Pupil(network, _HINTS), tokenizer, rows, epochs=epochs, seed=seed, peak=_PEAK_RATE)


def learn_last(network: Any, tokenizer: Any, rows: Sequence[Row], *, seed: int) -> None:
    """One more round, gently, for rows that set right what the others got wrong; as deterministic."""
    _train(Pupil(network, 0.0), tokenizer, rows, epochs=1, seed=seed + 1, peak=_LAST_RATE)


def _train(pupil: Pupil, tokenizer: Any, rows: Sequence[Row], *, epochs: int, seed: int, peak: float) -> None:
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    rates = torch.optim.AdamW(_with_decay(pupil), lr=peak)
    first = plan(rows, tokenizer, dice)
    # Later rounds vary the texts anew and differ by a few batches: the schedule has a little room.
    steps = int(epochs * len(first) * 1.02) + 10
    schedule = torch.optim.lr_scheduler.OneCycleLR(rates, peak, total_steps=steps, pct_start=_WARM_UP)
    pupil.train()
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), TimeRemainingColumn()) as progress:
        bar = progress.add_task("training", total=steps)
        for lessons in _rounds(first, rows, tokenizer, dice, epochs):
            loss = pupil.loss(lessons)
            rates.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(pupil.parameters(), 1.0)
            rates.step()
            schedule.step()
            progress.update(bar, advance=1, description=f"training, loss {loss.item():.3f}")
    pupil.eval()


def verdict_cost(logits: torch.Tensor, rows: Sequence[Row]) -> torch.Tensor:
    """Cross entropy over the labels that each row's source speaks of; a label it is silent about costs nothing."""
    wanted = torch.tensor([row.targets for row in rows])
    weights = torch.tensor([[row.weight] for row in rows]) * ~wanted.isnan() * torch.tensor(_EMPHASIS)
    losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted.nan_to_num(), reduction="none")
    return (losses * weights).sum() / weights.sum().clamp(min=1.0)


def _hint_cost(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    said = wanted != UNSAID
    losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted.clamp(min=0.0), reduction="none")
    return (losses * said).sum() / said.sum().clamp(min=1)


def _rounds(
    first: list[list[Lesson]], rows: Sequence[Row], tokenizer: Any, dice: random.Random, epochs: int
) -> Iterator[list[Lesson]]:
    yield from first
    for _ in range(epochs - 1):
        yield from plan(rows, tokenizer, dice)


def _with_decay(pupil: torch.nn.Module) -> list[dict[str, Any]]:
    return [
        {"params": [p for p in pupil.parameters() if p.dim() > 1], "weight_decay": 0.01},
        {"params": [p for p in pupil.parameters() if p.dim() <= 1], "weight_decay": 0.0},
    ]


def _table(lines: Sequence[Sequence[float]], filler: float, kind: torch.dtype) -> torch.Tensor:
    """Lines of different lengths as one tensor, filled up at the end."""
    longest = max(len(line) for line in lines)
    return torch.tensor([[*line, *[filler] * (longest - len(line))] for line in lines], dtype=kind)
