"""Measures personal data; run by hand: ``python tests/evaluation/measure_personal_data.py FILE...``.

FILE is JSONL in the form of the development set (a first line with ``council_contacts``, then ``text`` and
``expected`` spans), or a CSV: with ``expected_count`` (kinds of British identifiers) or with ``feedback`` (text
without personal data: every finding is printed).
"""

import csv
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from moderator.domain.evidence import Passage
from moderator.domain.register import CouncilContacts, Register
from moderator.scorers.personal_data.scorer import PersonalDataScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
PRESIDIO = {
    "email": "email", "phone": "phone", "uk_nino": "nino", "uk_postcode": "postcode",
    "uk_vehicle_registration": "vehicle_reg",
}  # fmt: skip
Found = set[tuple[int, int, str]]


def spans_of(scorer: PersonalDataScorer, text: str, parent: str = "") -> Found:
    findings = scorer.score([Passage(text, parent, MOMENT)], [()])[0]
    return {(span.start, span.end, span.kind) for finding in findings for span in finding.spans}


def measure_development(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    contacts = {name: tuple(values) for name, values in lines[0]["council_contacts"].items()}
    scorer = PersonalDataScorer(Register(contacts=CouncilContacts(**contacts)))
    found = missed = alarms = clean = exact = 0
    begun = perf_counter()
    for row in lines[1:]:
        got = spans_of(scorer, row["text"], row["parent_text"] or "")
        wanted = {(start, end, kind) for start, end, kind in row["expected"]["spans"]}
        exact += got == wanted
        if row["expected"]["personal_data"]:
            found, missed = found + bool(got), missed + (not got)
        else:
            alarms, clean = alarms + bool(got), clean + (not got)
        if got != wanted:
            print(f"  {row['text'][:110]!r}: wanted {sorted(wanted)}, got {sorted(got)}")
    spent = (perf_counter() - begun) / max(len(lines) - 1, 1) * 1e6
    print(
        f"{path.name}: found {found} of {found + missed}, false alarms {alarms} of {alarms + clean}, "
        f"exact spans {exact}, {spent:.0f} microseconds"
    )


def measure_table(path: Path) -> None:
    scorer = PersonalDataScorer(Register())
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if "expected_count" in rows[0]:
        for kind, ours in PRESIDIO.items():
            chosen = [row for row in rows if row["kind"] == kind]
            right = sum(
                (int(row["expected_count"]) > 0) == any(each == ours for *_, each in spans_of(scorer, row["text"]))
                for row in chosen
            )
            print(f"{path.name}: {kind}: {right} of {len(chosen)} right")
        return
    sample = rows[::5]
    flagged = [(row["feedback"], spans) for row in sample if (spans := spans_of(scorer, row["feedback"]))]
    print(f"{path.name}: {len(flagged)} of {len(sample)} flagged")
    for text, spans in flagged:
        print("  ", [(text[start:end], kind) for start, end, kind in sorted(spans)])


def main(paths: list[Path]) -> None:
    for path in paths:
        if path.suffix == ".csv":
            measure_table(path)
        else:
            measure_development(path)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
