"""A rude word for oneself, one that is only spoken of, and a name stay up; the same word at others does not."""

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
        "I'm a daft old poof of seventy and I want a bench with a back",
        "As the resident dyke of Mill Terrace I declare the street party open",
        "I have been a cripple since the pit and the ramp is still not built",
        "Cripple is what my mates in the wheelchair rugby call each other, calm down",
        "The Chinky as everyone called it then, my gran hated the word and so do I",
        "Spastic diplegia is what my daughter has and she would like to use the swings",
        "The dyke repairs were promised in spring",
    ],
)
def test_a_word_for_oneself_is_not_hidden(outcome, text):
    assert outcome(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "I'm not racist but that paki in the office wants sending home",
        "You are a dirty old poof and I am not having it",
        "I'm a ratepayer and pakis get everything",
        "As a council you dirty pakis",
        "Get out of our town you dyke",
    ],
)
def test_the_same_word_at_others_is_hidden(outcome, text):
    assert outcome(text) == "hide"
