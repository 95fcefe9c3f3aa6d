"""Logistic regression over named features with a quadratic penalty, for the scripts here that learn weights."""

from collections import Counter
from collections.abc import Mapping, Sequence

import torch

BIAS = "(bias)"


def fitted(
    seen: Sequence[Mapping[str, float]],
    wanted: Sequence[Sequence[float]],
    penalty: float,
    least: int = 1,
    counting: Sequence[float] = (),
) -> dict[str, tuple[float, ...]]:
    """One column of weights per column of ``wanted``; only features seen in ``least`` rows get any.

    Each row counts once, or as ``counting`` says.
    """
    counted = Counter(name for row in seen for name in row)
    names = sorted(name for name, times in counted.items() if times >= least)
    place = {name: index for index, name in enumerate(names)}
    inputs = _table(seen, place)
    truth = torch.tensor(wanted)
    counts = torch.tensor(counting or [1.0] * len(seen)).unsqueeze(1)
    weights, bias = torch.zeros(len(names), truth.shape[1]), torch.zeros(truth.shape[1])
    weights.requires_grad_()
    bias.requires_grad_()
    search = torch.optim.LBFGS([weights, bias], max_iter=300, history_size=20, line_search_fn="strong_wolfe")

    def cost() -> torch.Tensor:
        search.zero_grad()
        sums = torch.sparse.mm(inputs, weights) + bias
        fit = torch.nn.functional.binary_cross_entropy_with_logits(sums, truth, counts, reduction="sum")
        loss = fit + penalty / 2 * weights.square().sum()
        loss.backward()
        return loss

    search.step(cost)
    table = {name: tuple(float(value) for value in weights[index].detach()) for name, index in place.items()}
    return {BIAS: tuple(float(value) for value in bias.detach()), **table}


def _table(seen: Sequence[Mapping[str, float]], place: Mapping[str, int]) -> torch.Tensor:
    """Rows by features; next to all of it is nothing, and is not held."""
    cells = [(row, place[name], value) for row, one in enumerate(seen) for name, value in one.items() if name in place]
    rows, columns, values = zip(*cells, strict=True)
    return torch.sparse_coo_tensor([rows, columns], values, (len(seen), len(place)), dtype=torch.float).coalesce()
