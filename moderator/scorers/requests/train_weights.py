"""Learns the weights of needs_response.py from labelled comments, and says how well they do on parts it has not seen.

Run by hand: ``python -m moderator.scorers.requests.train_weights OUTPUT [FILE...]``. It always reads examples.txt
beside this file; each FILE is JSONL with ``text``, ``parent_text`` and ``expected.needs_response``. Plain logistic
regression with a quadratic penalty; the weights are readable, one line each.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moderator.scorers.plain_reading import read
from moderator.scorers.requests.needs_response import features

Numbers = NDArray[np.float64]
PENALTY = 1.0
STEPS = 60


def examples(paths: Sequence[Path]) -> tuple[list[dict[str, float]], Numbers]:
    rows = [*_own(), *(row for path in paths for row in _labelled(path))]
    seen = [features(read(text), read(parent)) for text, parent, _ in rows]
    return seen, np.array([float(wanted) for _, _, wanted in rows])


def _own() -> Iterator[tuple[str, str, bool]]:
    parent = ""
    for line in files(__package__).joinpath("examples.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(">"):
            parent = line[1:].strip()
        elif line.startswith(("+ ", "- ")):
            yield line[2:], parent, line.startswith("+")


def _labelled(path: Path) -> Iterator[tuple[str, str, bool]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], row.get("parent_text") or "", bool(row["expected"]["needs_response"])


def table(seen: Sequence[dict[str, float]], names: Sequence[str]) -> Numbers:
    return np.array([[1.0] + [each.get(name, 0.0) for name in names] for each in seen])


def fitted(inputs: Numbers, wanted: Numbers, penalty: float = PENALTY) -> Numbers:
    """Newton's method; the bias carries no penalty."""
    weights = np.zeros(inputs.shape[1])
    ridge = np.full(inputs.shape[1], penalty)
    ridge[0] = 1e-6
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (chances - wanted) + ridge * weights
        curvature = (inputs.T * (chances * (1 - chances) + 1e-9)) @ inputs + np.diag(ridge)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights


def crossed(inputs: Numbers, wanted: Numbers, penalty: float, parts: int = 10) -> float:
    """Share right when every part is judged by weights learned from the others."""
    places = np.random.default_rng(7).permutation(len(wanted)) % parts
    right = 0
    for part in range(parts):
        weights = fitted(inputs[places != part], wanted[places != part], penalty)
        right += int((((inputs[places == part] @ weights) > 0) == (wanted[places == part] > 0.5)).sum())
    return right / len(wanted)


def main(output: Path, paths: Sequence[Path]) -> None:
    seen, wanted = examples(paths)
    names = sorted({name for each in seen for name in each})
    inputs = table(seen, names)
    for penalty in (0.3, 1.0, 2.0, 4.0, 8.0):
        print(f"penalty {penalty}: {crossed(inputs, wanted, penalty):.3f} right in ten-fold crossing")
    weights = fitted(inputs, wanted)
    lines = [f"(bias)\t{weights[0]:.3f}"] + [
        f"{name}\t{weight:.3f}" for name, weight in zip(names, weights[1:], strict=True)
    ]
    output.write_text("# Written by train_weights.py.\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(len(wanted), "examples,", len(names), "features")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
