"""Debts paid off, goods bought off somebody, the dead and copies asked for accuse nobody; a bought councillor does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Passage, gather
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def outcome():
    line = scorers(load_register(ROOT / "tests" / "data" / "labels_page_register.toml"), model=None)
    ruled = [one for one in line if one.name != "second_look"]
    policy = load_policy(ROOT / "config" / "policy.toml")

    def judged(text, parent=""):
        (evidence,) = gather([Passage(text, parent, AT)], ruled)
        return decide(evidence, policy, Circumstances(election_runs=True)).outcome.word

    return judged


@pytest.mark.parametrize(
    "text",
    [
        "Cllr Pottinger paid off his mortgage last year, and good for him",
        "Pottinger had debts after the shop closed and paid them off himself",
        "Bought off Gethin Marlowe twice, fair prices",
        "Copies of every inspection report since 2019, please",
        "Old Mal Pottinger was the biggest crook in the county and has been dead since 1961",
        "Lyn Castellwick launders the kit for the under nines",
    ],
)
def test_an_honest_sense_is_not_hidden(outcome, text):
    assert outcome(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "Cllr Pottinger was paid off",
        "Cllr Pottinger has been bought off by the developer",
        "Cllr Pottinger paid off his mortgage with bribes",
    ],
)
def test_a_bought_councillor_is_hidden(outcome, text):
    assert outcome(text) == "hide"
