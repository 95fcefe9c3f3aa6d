"""Trains the small network on what several teachers agree on, and not on single labels alone.

Public labels are noisy: one annotator's slip, a word list's choice of tweets. Two networks that started from different
random numbers and a bag of words err differently; their mean says what the data as a whole says. The pupil learns that
mean together with the label ("distillation", Hinton, Vinyals and Dean 2015), at the size and speed of one.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch

from moderator.rehearsal.baseline import BagOfWords
from moderator.rehearsal.learning import learn
from moderator.rehearsal.network import build_network, scores
from moderator.rehearsal.targets import Row

#: How much of what is taught comes from the teachers where a label is known; where none is, all of it.
_TAUGHT = 0.7
_NETWORKS = 2
#: A teacher that is certain says no more than this.
_CERTAIN = 1e-3


def taught(rows: Sequence[Row], tokenizer: Any, *, hidden: int, layers: int, epochs: int, seed: int) -> list[Row]:
    """The same rows with targets between their labels and what the teachers make of their texts."""
    texts = [row.text for row in rows]
    opinions = [BagOfWords().fit(rows).scores(texts)]
    for number in range(1, _NETWORKS + 1):
        torch.manual_seed(seed + number)
        network = build_network(len(tokenizer), hidden, layers)
        learn(network, tokenizer, rows, epochs=epochs, seed=seed + number)
        opinions.append(scores(network, tokenizer, texts))
    return [
        replace(row, targets=_between(row, said)) for row, said in zip(rows, zip(*opinions, strict=True), strict=True)
    ]


def _between(row: Row, opinions: Sequence[Sequence[float]]) -> tuple[float, ...]:
    agreed = [_agreed(values) for values in zip(*opinions, strict=True)]
    return tuple(
        value if math.isnan(label) else _TAUGHT * value + (1 - _TAUGHT) * label
        for label, value in zip(row.targets, agreed, strict=True)
    )


def _agreed(values: Sequence[float]) -> float:
    """The mean of the odds' logarithms, as a probability."""
    bounded = (min(1 - _CERTAIN, max(_CERTAIN, value)) for value in values)
    mean = sum(math.log(value / (1 - value)) for value in bounded) / len(values)
    return 1 / (1 + math.exp(-mean))
