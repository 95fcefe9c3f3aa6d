"""The worked comments of the policy notes come out as a monitoring officer said they should."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from moderator.domain.decision import Circumstances, Decision, decide
from moderator.domain.evidence import Passage, Scorer, gather
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/data"
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
ROWS = [json.loads(line) for line in (DATA / "worked_comments.jsonl").read_text("utf-8").splitlines()]


@lru_cache(maxsize=1)
def _line() -> tuple[Scorer, ...]:
    return tuple(scorers(load_register(DATA / "worked_register.toml"), model=None))


def judged(text: str, parent: str = "") -> Decision:
    (evidence,) = gather([Passage(text, parent, AT)], _line())
    return decide(evidence, load_policy(ROOT / "config/policy.toml"), Circumstances())


@pytest.mark.parametrize("row", ROWS, ids=[str(row["id"]) for row in ROWS])
def test_a_worked_comment_gets_an_outcome_a_fair_reviewer_accepts(row: dict[str, object]) -> None:
    decision = judged(str(row["text"]))

    assert decision.outcome.word in row["acceptable"], decision.reasons  # type: ignore[operator]
