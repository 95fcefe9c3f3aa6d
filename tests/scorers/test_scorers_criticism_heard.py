"""Criticism is told by its words and by the second look together, and each of the two protects."""

from datetime import UTC, datetime

import pytest

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import CRITICISM_CHANCE, READ_PREFIX, Evidence, Finding, Passage
from moderator.domain.policy import Action
from moderator.domain.register import Register
from moderator.policy_file import load_policy
from moderator.scorers.offence.criticism import CriticismScorer
from moderator.scorers.scene import Stage
from moderator.shipped import shipped

ENGLISH = Finding("language", 1.0, "language", "English.", about="en")
BLAME = "The council is a disgrace."
NO_WORDS_OF_BLAME = "Three winters now and the same puddle by the bus stop."


def _said(text: str, chance: float | None) -> list[Finding]:
    scorer = CriticismScorer(Stage(Register()))
    heard = [] if chance is None else [Finding(CRITICISM_CHANCE, chance, "second-look", "How likely.", basis="learned")]
    (found,) = scorer.score([Passage(text, "", datetime(2026, 11, 11, tzinfo=UTC))], [heard])
    return list(found)


@pytest.mark.parametrize(
    ("text", "chance", "value"),
    [
        (BLAME, None, 0.5),
        (BLAME, 0.3, 0.5),
        (BLAME, 0.02, 0.15),
        (NO_WORDS_OF_BLAME, 0.8, 0.5),
    ],
)
def test_words_of_blame_or_a_likely_whole_are_criticism(text: str, chance: float | None, value: float) -> None:
    (found,) = _said(text, chance)

    assert (found.label, found.value, found.about) == ("criticism_of_council", value, "council")


@pytest.mark.parametrize("chance", [None, 0.02, 0.25])
def test_without_either_there_is_none(chance: float | None) -> None:
    assert not _said(NO_WORDS_OF_BLAME, chance)


@pytest.mark.parametrize("chance", [0.02, 0.9])
def test_beside_either_nothing_learned_hides(chance: float) -> None:
    sure = Finding(READ_PREFIX + "abuse", 1.0, "second-look", "Sure.", basis="learned")
    policy = load_policy(shipped("config") / "policy.toml")

    assert decide(Evidence((ENGLISH, sure)), policy, Circumstances()).outcome == Action.HIDE
    assert decide(Evidence((ENGLISH, sure, *_said(BLAME, chance))), policy, Circumstances()).outcome == Action.QUEUE
