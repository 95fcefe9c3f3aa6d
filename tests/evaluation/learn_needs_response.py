"""Learns the weights of needs_response.py from labelled comments, and says how well they do on other files.

Run by hand: ``python tests/evaluation/learn_needs_response.py OUTPUT [--learn FILE ...] [--lightly FILE ...]
[--measure FILE ...]``. It always reads examples.txt of the scorer; each FILE is JSONL with ``text``, ``parent_text``
and ``expected.needs_response``, or a table of tests/data/invented. The weights are readable, one line each.
Needs torch.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from logistic import BIAS, fitted

from moderator.rehearsal.invented import read_invented
from moderator.scorers.plain_reading import read
from moderator.scorers.requests.needs_response import features

#: Strength of the penalty: the best of several on files not learned from.
PENALTY = 0.3
#: Smaller weights are not written: they change no answer.
LEAST = 0.02

#: What a row counts from a file about something else, in which next to nobody asks for anything.
LIGHT = 1 / 3
#: In favour of an answer: a question nobody answers costs more than a clock that a person stops.
LEAN = 0.3

Row = tuple[str, str, bool]


def own() -> Iterator[Row]:
    parent = ""
    for line in files("moderator.scorers.requests").joinpath("examples.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(">"):
            parent = line[1:].strip()
        elif line.startswith(("+ ", "- ")):
            yield line[2:], parent, line.startswith("+")


def labelled(path: Path, *, held_out: bool = False) -> Iterator[Row]:
    """Of a table of invented comments those that may stay: what is wanted of the others is another question."""
    if path.suffix == ".tsv":
        for one in read_invented(path):
            if "publish" in one.outcomes and one.is_held_out == held_out:
                yield one.text, one.parent, one.needs_response
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], row.get("parent_text") or "", bool(row["expected"]["needs_response"])


def right(rows: Sequence[Row], weights: dict[str, tuple[float, ...]]) -> float:
    """Share of rows answered right."""
    good = 0
    for text, parent, wanted in rows:
        seen = features(read(text), read(parent))
        total = weights[BIAS][0] + sum(weights.get(name, (0.0,))[0] * value for name, value in seen.items())
        good += (total > 0) == wanted
    return good / len(rows)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("output", type=Path)
    asked.add_argument("--learn", nargs="*", type=Path, default=[])
    asked.add_argument("--lightly", nargs="*", type=Path, default=[], help="files whose rows count a third")
    asked.add_argument("--measure", nargs="*", type=Path, default=[])
    asked.add_argument("--penalty", type=float, default=PENALTY)
    told = asked.parse_args()
    rows = [*own(), *(row for path in told.learn for row in labelled(path))]
    light = [row for path in told.lightly for row in labelled(path)]
    seen = [features(read(text), read(parent)) for text, parent, _ in [*rows, *light]]
    wanted = [[float(needs)] for *_, needs in [*rows, *light]]
    counting = [1.0] * len(rows) + [LIGHT] * len(light)
    weights = fitted(seen, wanted, told.penalty, least=2, counting=counting)
    weights[BIAS] = (weights[BIAS][0] + LEAN,)
    for path in told.measure:
        print(f"{path}: {right(list(labelled(path, held_out=True)), weights):.3f} right")
    kept = {name: row[0] for name, row in weights.items() if name == BIAS or abs(row[0]) >= LEAST}
    lines = [
        "# Written by tests/evaluation/learn_needs_response.py.",
        *(f"{name}\t{w:.3f}" for name, w in kept.items()),
    ]
    told.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(seen), "examples,", len(kept), "weights")


if __name__ == "__main__":
    main()
