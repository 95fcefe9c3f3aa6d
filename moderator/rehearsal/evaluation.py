"""Measures a scorer on texts it has not seen: area under the curve per set and label, false alarms on civil texts."""

import csv
import hashlib
import json
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from moderator.rehearsal.targets import LABELS, Row

#: Texts in, one probability per label out.
Scores = Callable[[Sequence[str]], Sequence[Sequence[float]]]

#: Sources in which nothing, or next to nothing, should be flagged.
CIVIL_SOURCES = ("nhs_pxtext", "polis_open", "banking77", "welsh_prompts_cc0", "context_toxicity")
PROBES = Path(__file__).with_name("probes.toml")
#: Of the council's comments, what a model of tone can be expected to hear.
_ABUSIVE = frozenset({"abuse", "hate", "threat"})
#: Fewer positives or negatives than this, and a curve says nothing.
_FEWEST = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number of one scorer."""

    scorer: str
    on: str
    measure: str
    value: float
    rows: int


@dataclass(frozen=True, slots=True)
class _Table:
    """A file of labelled texts that takes no part in training."""

    name: str
    file: str
    text: str
    label: str
    positive: str
    negative: str
    #: Column by whose hash the set is halved: one half was looked at while choices were made, the other was not.
    halved_by: str | None = None


_TABLES = (
    _Table("incivility_politicians", "incivility_politicians/half_a.csv", "text", "uncivil", "yes", "no", "id_str"),
    _Table("max_toxic_sample", "max_toxic_sample/test_examples.csv", "comment_text", "toxic", "1", "0"),
    _Table("vicomtech_stormfront", "vicomtech_stormfront/all.csv", "text", "label", "hate", "noHate"),
)


def figures(name: str, scores: Scores, held_out: Mapping[str, Sequence[Row]], data: Path) -> list[Figure]:
    """All figures for one scorer; of the sets beside ``data``, the training folder, absent ones are left out."""
    found: list[Figure] = []
    for table in _TABLES:
        path = data.parent / "measure" / table.file
        if path.is_file():
            found.extend(_measured(name, scores, table, path))
    council = data.parent / "council" / "decisions.jsonl"
    if council.is_file():
        found.extend(_council(name, scores, council))
    for source, rows in held_out.items():
        values = scores([row.text for row in rows])
        for number, label in enumerate(LABELS):
            known = [place for place, row in enumerate(rows) if not math.isnan(row.targets[number])]
            truth = [rows[place].targets[number] >= 0.5 for place in known]
            found.extend(_curve(name, source, f"AUC {label}", truth, [values[place][number] for place in known]))
        if source in CIVIL_SOURCES:
            civil = [value[0] for value, row in zip(values, rows, strict=True) if row.targets[0] < 0.5]
            found.extend(_alarms(name, source, civil))
    return [*found, *_probed(name, scores)]


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


def _curve(name: str, on: str, measure: str, truth: Sequence[bool], values: Sequence[float]) -> list[Figure]:
    if min(sum(truth), len(truth) - sum(truth)) < _FEWEST:
        return []
    return [Figure(name, on, measure, area_under_curve(truth, values), len(truth))]


def _alarms(name: str, source: str, values: Sequence[float]) -> list[Figure]:
    return [
        Figure(name, source, f"share above {bar}", sum(value > bar for value in values) / len(values), len(values))
        for bar in (0.5, 0.85)
    ]


def _measured(name: str, scores: Scores, table: _Table, path: Path) -> list[Figure]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row[table.label] in {table.positive, table.negative}]
    truth = [row[table.label] == table.positive for row in rows]
    values = [value[0] for value in scores([row[table.text] for row in rows])]
    found = _curve(name, table.name, "AUC toxicity", truth, values)
    if table.halved_by:
        unseen = [place for place, row in enumerate(rows) if not _looked_at(row[table.halved_by])]
        half = [truth[place] for place in unseen], [values[place] for place in unseen]
        found.extend(_curve(name, table.name, "AUC, unseen half", *half))
    return found


def _looked_at(key: str) -> bool:
    return hashlib.sha256(key.encode()).digest()[0] < 128


def _council(name: str, scores: Scores, path: Path) -> list[Figure]:
    """The comments written for this project: abuse, hate and threats against all else, Welsh left out."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    told = [(set(row["expected"]["labels"]), row["text"]) for row in rows]
    english = [(labels, text) for labels, text in told if "welsh" not in labels]
    values = [value[0] for value in scores([text for _, text in english])]
    return _curve(name, "council", "AUC toxicity", [bool(labels & _ABUSIVE) for labels, _ in english], values)


def _probed(name: str, scores: Scores) -> list[Figure]:
    """Sentences that no template holds: how many of each group a label finds at one half."""
    found: list[Figure] = []
    for group, probe in tomllib.loads(PROBES.read_text(encoding="utf-8")).items():
        values = scores(probe["texts"])
        for label in probe["labels"]:
            above = sum(value[LABELS.index(label)] > 0.5 for value in values)
            found.append(Figure(name, f"probes: {group}", f"share {label} above 0.5", above / len(values), len(values)))
    return found
