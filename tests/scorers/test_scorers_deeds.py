"""Deeds read as grammar: a class of verbs upon a class of things, of whoever is meant, as fact or otherwise."""

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
def line():
    return scorers(load_register(ROOT / "tests" / "data" / "labels_page_register.toml"), model=None)


@pytest.fixture(scope="module")
def policy():
    return load_policy(ROOT / "config" / "policy.toml")


def judged(line, policy, text):
    (evidence,) = gather([Passage(text, "", AT)], line)
    decision = decide(evidence, policy, Circumstances(election_runs=False))
    return decision.outcome.word, [one for one in evidence.findings if one.label == "defamation"]


@pytest.mark.parametrize(
    "text",
    [
        "Mal Pottinger took the hardship fund to the races, I saw the slips.",
        "Lyn Castellwick paid lads to tear down the other side's posters.",
        "Our dog warden starved two greyhounds in a shed.",
        "The weighbridge man takes £20 a load for writing half of it.",
        "Josie Blunt left my nan on the floor all night.",
        "She withheld the painkillers from a dying man. Mrs Averill.",
    ],
)
def test_a_deed_told_as_fact_of_somebody_who_can_be_told_apart_is_hidden(line, policy, text):
    outcome, findings = judged(line, policy, text)

    assert outcome == "hide"
    assert findings
    assert all(text[one.start : one.end].strip() for finding in findings for one in finding.spans)


@pytest.mark.parametrize(
    "text",
    [
        "Mal Pottinger took the hardship fund to the committee and got it doubled.",
        "Our dog warden kept two greyhounds at his own home so they would not be put down.",
        "The weighbridge man would not take a penny for helping me unload.",
        "Josie Blunt sat with my nan on the floor all night till the ambulance came.",
        "Did the council keep the deposits? I cannot find mine.",
        "Mal Pottinger took the dinner money 😂 he paid for my chips.",
    ],
)
def test_an_honest_day_in_the_same_words_is_not_hidden(line, policy, text):
    outcome, _ = judged(line, policy, text)

    assert outcome != "hide"
