"""Urging somebody to harm themselves needs a "you": a cry for help is never taken for it, and so never hidden."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.domain.evidence import Finding, Passage
from moderator.scorers.safeguarding.scorer import SafeguardingScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SCORER = SafeguardingScorer()
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "people_at_risk.jsonl").read_text("utf-8").splitlines()
]


def findings(text: str, parent: str) -> list[Finding]:
    return list(SCORER.score([Passage(text, parent, MOMENT)], [()])[0])


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_each_comment_is_taken_for_what_it_is(number: int) -> None:
    row = ROWS[number]

    found = findings(row["text"], row["parent_text"])

    assert sorted({finding.label for finding in found}) == row["labels"]
    assert any("urging" in finding.traits for finding in found) == row["is_urging"]
