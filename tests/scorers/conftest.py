"""What becomes of a comment under the shipped policy, with the people of the labels page in the register."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Passage, Scorer, gather
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def whole_line() -> Sequence[Scorer]:
    return scorers(load_register(ROOT / "tests" / "data" / "labels_page_register.toml"), model=None)


@pytest.fixture(scope="session")
def outcome(whole_line: Sequence[Scorer]) -> Callable[..., str]:
    """Of a comment, and what it answers: publish, queue or hide."""
    return _judging(whole_line)


@pytest.fixture(scope="session")
def outcome_by_rules(whole_line: Sequence[Scorer]) -> Callable[..., str]:
    """The same, without the network of the second look."""
    return _judging([one for one in whole_line if one.name != "second_look"])


def _judging(line: Sequence[Scorer]) -> Callable[..., str]:
    policy = load_policy(ROOT / "config" / "policy.toml")

    def judged(text: str, parent: str = "") -> str:
        (evidence,) = gather([Passage(text, parent, AT)], line)
        return decide(evidence, policy, Circumstances(election_runs=True)).outcome.word

    return judged
