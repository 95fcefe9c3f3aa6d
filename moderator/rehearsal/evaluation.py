"""Measures a scorer on texts it has not seen: area under the curve per source, false alarms on civil ones."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from moderator.rehearsal.targets import Row

#: Texts in, probability of toxicity out.
Toxicity = Callable[[Sequence[str]], Sequence[float]]

#: Sources in which nothing, or next to nothing, should be flagged.
CIVIL_SOURCES = ("nhs_pxtext", "polis_open", "banking77", "welsh_prompts_cc0", "context_toxicity")
#: Labelled texts that take no part in training: name, file, text column, label column, positive value.
MEASURED = (
    ("incivility_politicians", "incivility_politicians/half_a.csv", "text", "uncivil", "yes"),
    ("max_toxic_sample", "max_toxic_sample/test_examples.csv", "comment_text", "toxic", "1"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number of one scorer."""

    scorer: str
    on: str
    measure: str
    value: float
    rows: int


def figures(name: str, toxicity: Toxicity, held_out: Mapping[str, Sequence[Row]], measure: Path) -> list[Figure]:
    """All figures for one scorer; measured sets that are absent are left out."""
    found: list[Figure] = []
    for source, rows in held_out.items():
        known = [row for row in rows if row.targets[0] == row.targets[0]]
        truth = [row.targets[0] >= 0.5 for row in known]
        values = toxicity([row.text for row in known])
        found.extend(_curve(name, source, truth, values))
        if source in CIVIL_SOURCES:
            civil = [value for value, toxic in zip(values, truth, strict=True) if not toxic]
            found.extend(_alarms(name, source, civil))
    for source, file, text, label, positive in MEASURED:
        if (measure / file).is_file():
            truth, texts = _measured(measure / file, text, label, positive)
            found.extend(_curve(name, source, truth, toxicity(texts)))
    return found


def area_under_curve(truth: Sequence[bool], values: Sequence[float]) -> float:
    """Chance that a positive scores above a negative, ties counting half. Needs at least one of each."""
    order = sorted(range(len(values)), key=lambda number: values[number])
    ranks = [0.0] * len(values)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for place in range(first, last + 1):
            ranks[order[place]] = (first + last) / 2 + 1
        first = last + 1
    positives = sum(truth)
    ranked = sum(rank for rank, positive in zip(ranks, truth, strict=True) if positive)
    return (ranked - positives * (positives + 1) / 2) / (positives * (len(truth) - positives))


def _curve(name: str, source: str, truth: Sequence[bool], values: Sequence[float]) -> list[Figure]:
    if not any(truth) or all(truth):
        return []
    return [Figure(name, source, "AUC", area_under_curve(truth, values), len(truth))]


def _alarms(name: str, source: str, values: Sequence[float]) -> list[Figure]:
    return [
        Figure(name, source, f"share above {bar}", sum(value > bar for value in values) / len(values), len(values))
        for bar in (0.5, 0.9)
    ]


def _measured(path: Path, text: str, label: str, positive: str) -> tuple[list[bool], list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row[label] == positive for row in rows], [row[text] for row in rows]
