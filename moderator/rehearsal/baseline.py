"""A bag of words trained on the same rows: the figures that the network has to beat in the same run."""

import itertools
import math
import re
import zlib
from collections.abc import Sequence

import torch

from moderator.rehearsal.targets import LABELS, Row

_BUCKETS = 1 << 18
_WORD = re.compile(r"\w+|[^\w\s]")
_EPOCHS = 4
_BATCH = 256


class BagOfWords:
    """Logistic regression for every label on hashed words and word pairs."""

    def __init__(self) -> None:
        self._weights = torch.nn.EmbeddingBag(_BUCKETS, len(LABELS), mode="sum", sparse=True)
        torch.nn.init.zeros_(self._weights.weight)
        self._bias = torch.zeros(len(LABELS), requires_grad=True)

    def fit(self, rows: Sequence[Row]) -> "BagOfWords":
        hashed = [_hashed(row.text) for row in rows]
        wanted = torch.tensor([row.targets for row in rows])
        weight = torch.tensor([[row.weight] for row in rows]) * ~wanted.isnan()
        wanted = wanted.nan_to_num()
        rates = torch.optim.Adagrad([self._weights.weight, self._bias], lr=0.2)
        torch.sparse.check_sparse_tensor_invariants.disable()  # type: ignore[no-untyped-call]
        for _ in range(_EPOCHS):
            for picked in torch.split(torch.randperm(len(rows)), _BATCH):
                logits = self._logits([hashed[number] for number in picked.tolist()])
                loss = torch.nn.functional.binary_cross_entropy_with_logits(
                    logits, wanted[picked], weight[picked], reduction="sum"
                )
                rates.zero_grad()
                (loss / len(picked)).backward()  # type: ignore[no-untyped-call]
                rates.step()
        return self

    @torch.no_grad()
    def scores(self, texts: Sequence[str]) -> list[list[float]]:
        """One probability per label and text, in the order of LABELS."""
        answers: list[list[float]] = torch.sigmoid(self._logits([_hashed(text) for text in texts])).tolist()
        return answers

    def _logits(self, hashed: Sequence[list[int]]) -> torch.Tensor:
        starts = list(itertools.accumulate((len(numbers) for numbers in hashed[:-1]), initial=0))
        flat = [number for numbers in hashed for number in numbers]
        scale = torch.tensor([[1 / math.sqrt(max(1, len(numbers)))] for numbers in hashed])
        summed: torch.Tensor = self._weights(torch.tensor(flat, dtype=torch.long), torch.tensor(starts))
        return summed * scale + self._bias


def _hashed(text: str) -> list[int]:
    words = _WORD.findall(text.casefold())
    pairs = [f"{first} {second}" for first, second in itertools.pairwise(words)]
    return [zlib.crc32(gram.encode("utf-8", "replace")) % _BUCKETS for gram in words + pairs]
