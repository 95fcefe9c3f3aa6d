"""Measures who is owed an answer, and the request labels; run by hand: ``python
tests/evaluation/measure_requests.py FILE...``.

FILE is JSONL with ``text``, ``parent_text`` and ``expected`` holding ``needs_response`` or ``labels``.
"""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from moderator.domain.evidence import Evidence, Passage, gather
from moderator.scorers.requests.scorer import RequestsScorer
from moderator.scorers.safeguarding.scorer import SafeguardingScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
LABELS = (
    "foi_request", "eir_request", "subject_access", "complaint", "factual_error", "whistleblowing", "safeguarding",
    "self_harm",
)  # fmt: skip


def judged(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Evidence]]:
    scorers = (SafeguardingScorer(), RequestsScorer())
    passages = [Passage(row["text"], row.get("parent_text") or "", MOMENT) for row in rows]
    return list(zip(rows, gather(passages, scorers), strict=True))


def print_answers(results: list[tuple[dict[str, Any], Evidence]]) -> None:
    confusion = Counter((row["expected"]["needs_response"], seen.needs_response) for row, seen in results)
    right = confusion[True, True] + confusion[False, False]
    print(
        f"  needs_response: {right} of {len(results)} right; missed {confusion[True, False]}, "
        f"too many {confusion[False, True]}"
    )
    for row, seen in results:
        if row["expected"]["needs_response"] != seen.needs_response:
            print(f"    {row.get('kind', '')}: wanted {row['expected']['needs_response']}: {row['text'][:100]!r}")


def print_labels(results: list[tuple[dict[str, Any], Evidence]]) -> None:
    for label in LABELS:
        pairs = [(label in row["expected"]["labels"], any(seen.of(label))) for row, seen in results]
        found, missed, extra = (pairs.count(pair) for pair in ((True, True), (True, False), (False, True)))
        print(f"  {label}: found {found}, missed {missed}, too many {extra}")


def main(paths: list[Path]) -> None:
    for path in paths:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        begun = perf_counter()
        results = judged(rows)
        print(f"{path.name}: {(perf_counter() - begun) / max(len(rows), 1) * 1e6:.0f} microseconds per comment")
        if "needs_response" in rows[0]["expected"]:
            print_answers(results)
        else:
            print_labels(results)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
