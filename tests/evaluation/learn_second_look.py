"""Learns the weights of the second look from labelled comments, and says how it does on files it has not seen.

Run by hand: ``python tests/evaluation/learn_second_look.py OUTPUT --learn FILE REGISTER ... [--measure ...]``. Each
FILE is JSONL with ``text``, ``parent_text``, ``expected.labels`` and ``acceptable``, or a table of tests/data/invented.
Logistic regression with a quadratic penalty, one column per label; a feature counts once it was seen in two comments.
Needs torch.
"""

import argparse
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from logistic import BIAS, fitted

from moderator.domain.evidence import Passage
from moderator.register_file import load_register
from moderator.rehearsal.invented import read_invented
from moderator.scorers.scene import Stage
from moderator.scorers.second_look.features import Features, features_of
from moderator.scorers.second_look.scorer import ANY, Weights

LABELS = (ANY, "threat", "defamation", "abuse", "hate", "safeguarding", "self_harm", "whistleblowing", "spam")
#: Strength of the penalty; the best of several by crossing the files.
PENALTY = 0.2
#: Features that say less of any harm, and weights that say less of a kind of it, are not written: they changed no row.
LEAST, SAID = 0.25, 0.15
_AT = datetime(2026, 11, 11, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Example:
    features: Features
    labels: frozenset[str]
    #: Leaving it up without a look is not an acceptable answer.
    needs_look: bool
    #: Leaving it up is the one right answer, or one of several.
    may_stay: bool


def examples(path: Path, register: Path, *, held_out: bool = False) -> Iterator[Example]:
    stage = Stage(load_register(register))
    for text, parent, labels, accepted in _rows(path, held_out):
        scene = stage.scene(Passage(text, parent, _AT))
        yield Example(features_of(scene), frozenset(labels), "publish" not in accepted, "publish" in accepted)


def _rows(path: Path, held_out: bool) -> Iterator[tuple[str, str, Collection[str], Collection[str]]]:
    """Text, parent, labels and acceptable outcomes of each comment."""
    if path.suffix == ".tsv":
        for one in read_invented(path):
            if one.is_held_out == held_out:
                yield one.text, one.parent, one.labels, one.outcomes
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        yield row["text"], row.get("parent_text") or "", row.get("expected", row).get("labels", ()), row["acceptable"]


def learn(rows: Sequence[Example], penalty: float) -> Weights:
    seen = [dict.fromkeys(row.features.places, row.features.share) for row in rows]
    wanted = [[float(row.needs_look and (label == ANY or label in row.labels)) for label in LABELS] for row in rows]
    return Weights(LABELS, fitted(seen, wanted, penalty, least=2))


def measure(name: str, rows: Sequence[Example], weights: Weights) -> None:
    """Print which share of the harmful is looked at, at several shares of the harmless."""
    best = [weights.chances(row.features)[ANY] for row in rows]
    stay = sorted(value for value, row in zip(best, rows, strict=True) if row.may_stay)
    look = [value for value, row in zip(best, rows, strict=True) if row.needs_look]
    said = []
    for share in (0.02, 0.05, 0.1):
        bar = stay[min(len(stay) - 1, int(len(stay) * (1 - share)))]
        said.append(f"{share:.0%} of {len(stay)} -> {sum(one > bar for one in look) / len(look):.0%} (at {bar:.2f})")
    print(f"{name}: {len(look)} need a look; " + "; ".join(said))


def write(weights: Weights, output: Path) -> None:
    lines = ["# Written by learn_second_look.py from labelled comments.", "\t".join(["feature", *weights.labels])]
    any_harm = weights.labels.index(ANY)
    for name, row in weights.by_feature.items():
        if name == BIAS or abs(row[any_harm]) >= LEAST:
            lines.append("\t".join([name, *map(_short, row)]).rstrip("\t"))
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _short(weight: float) -> str:
    return f"{weight:.2f}" if abs(weight) >= SAID else ""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("output", type=Path)
    asked.add_argument("--learn", nargs="+", type=Path, required=True, metavar="FILE REGISTER")
    asked.add_argument("--measure", nargs="*", type=Path, default=[], metavar="FILE REGISTER")
    asked.add_argument("--penalty", type=float, default=PENALTY)
    told = asked.parse_args()
    rows = [row for path, register in _pairs(told.learn) for row in examples(path, register)]
    weights = learn(rows, told.penalty)
    for path, register in _pairs(told.measure):
        measure(str(path), list(examples(path, register, held_out=True)), weights)
    write(weights, told.output)
    print(len(rows), "examples,", len(weights.by_feature), "features")


def _pairs(paths: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    return zip(paths[::2], paths[1::2], strict=True)


if __name__ == "__main__":
    main()
