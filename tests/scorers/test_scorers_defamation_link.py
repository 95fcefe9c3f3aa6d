"""A charge counts against somebody only where it is said of them; measured on a set written before tuning."""

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
ROWS = [json.loads(line) for line in (DATA / "defamation_second.jsonl").read_text("utf-8").splitlines()]
MUST_STAY = [row for row in ROWS if "hide" not in row["acceptable"]]
MUST_GO = [row for row in ROWS if row["expected"]["outcome"] == "hide"]


@lru_cache(maxsize=1)
def _line() -> tuple[Scorer, ...]:
    return tuple(scorers(load_register(DATA / "defamation_second_register.toml"), model=None))


def judged(text: str, parent: str = "") -> Decision:
    (evidence,) = gather([Passage(text, parent, AT)], _line())
    return decide(evidence, load_policy(ROOT / "config/policy.toml"), Circumstances())


def _hides(decision: Decision) -> bool:
    return decision.outcome.word == "hide" and any(reason.startswith("defamation") for reason in decision.reasons)


def test_nothing_that_must_stay_is_hidden_as_a_charge() -> None:
    hidden = [row["id"] for row in MUST_STAY if _hides(judged(row["text"], row["parent_text"]))]

    assert hidden == []


def test_nearly_every_charge_is_hidden_or_put_before_a_person() -> None:
    seen = [judged(row["text"], row["parent_text"]).outcome.word for row in MUST_GO]

    assert seen.count("publish") <= len(MUST_GO) // 20
    assert seen.count("hide") >= len(MUST_GO) * 4 // 5


@pytest.mark.parametrize(
    "text",
    [
        "@padstow4leader the builders were caught with brown envelopes, what will you do?",
        "Ask Cllr Calloway why the lads are dumping rubble in the lane",
        "Support Trembath to replace the corrupt administration",
        "Cllr Fairweather, the thieves took my bike again",
        "Padstow says the drug dealing has to stop",
        "Calloway fiddled his expenses? He didn't. He was cleared by the auditor.",
        "When Calloway is arrested I will believe it",
    ],
)
def test_a_name_beside_a_charge_is_not_its_target(text: str) -> None:
    assert not _hides(judged(text))


@pytest.mark.parametrize(
    "text",
    [
        "Calloway took bribes",
        "Corrupt Calloway",
        "Calloway's brown envelopes are common knowledge",
        "Cllr Calloway, you took money from Pendragon",
        "Glad to see Cllr Calloway here. He took money from Pendragon.",
        "Idris Calloway from Harbour ward stole the club funds",
    ],
)
def test_the_subject_the_owner_the_described_and_the_pronoun_are_its_target(text: str) -> None:
    assert _hides(judged(text))
