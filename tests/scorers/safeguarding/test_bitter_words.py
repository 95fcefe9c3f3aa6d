"""Bitterness about a decision, and a thing that hangs, urge nobody to harm themselves; urging in plain words does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Passage, gather
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

ROOT = Path(__file__).parents[3]
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
        "So pensioners can just die then, can they, so long as the books balance",
        "I suppose the sick can all just die while you cut the ribbon",
        "The hook is so big you could hang a ham on it",
        "You should hang the bunting lower so we can see it",
        "The puddle at the crossing, you could drown in it",
    ],
)
def test_bitter_words_and_things_that_hang_are_not_hidden(outcome, text):
    assert outcome(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "You should just hang, nobody would care",
        "Why don't you just die",
        "So you can just die then",
        "So Cllr Pottinger can just die",
        "You ought to die in a ditch",
    ],
)
def test_urging_stays_hidden(outcome, text):
    assert outcome(text) == "hide"
