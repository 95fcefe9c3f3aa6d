"""The second look: what no rule names may still reach a person, and never more than that."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.config_file import ConfigError
from moderator.domain.evidence import LABELS, LOOK_PREFIX, Finding, Passage
from moderator.domain.register import Register
from moderator.policy_file import load_policy
from moderator.scorers.scene import Stage
from moderator.scorers.second_look.features import features_of
from moderator.scorers.second_look.scorer import ANY, SecondLookScorer, learned
from moderator.shipped import shipped

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
STAGE = Stage(Register())
SCORER = SecondLookScorer(STAGE)
HARMLESS = (
    "Diolch, lovely morning at the market",
    "When is the next bin collection on Heol Fawr?",
    "",
    "🎆",
    "See you there x",
)


def looked(text: str, *earlier: Finding, parent: str = "") -> list[Finding]:
    ((*found,),) = SCORER.score([Passage(text, parent, AT)], [earlier])
    return found


def test_a_menace_in_words_of_its_own_is_brought_to_a_person() -> None:
    (found,) = looked("tonight I am going round his house with a hammer and he will be in bits")

    assert found.label == LOOK_PREFIX + "threat"
    assert found.basis == "learned"
    assert found.spans


@pytest.mark.parametrize("text", HARMLESS)
def test_an_everyday_comment_gets_no_second_look(text: str) -> None:
    assert looked(text) == []


def test_where_a_rule_has_named_a_harm_there_is_no_second_look() -> None:
    text = "tonight I am going round his house with a hammer and he will be in bits"

    assert looked(text, Finding("threat", 0.9, "threat.active", "Announces violence.")) == []


@given(st.text(max_size=300), st.text(max_size=100))
@settings(max_examples=60, deadline=None)
def test_chances_are_chances_and_spans_lie_inside_any_text(text: str, parent: str) -> None:
    chances = learned().chances(features_of(STAGE.scene(Passage(text, parent, AT))))

    assert all(0 <= chance <= 1 for chance in chances.values())
    assert set(chances) - {ANY} <= set(LABELS)
    for found in looked(text, parent=parent):
        assert all(0 <= span.start < span.end <= len(text) for span in found.spans)


def test_no_policy_may_hide_for_a_second_look(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    shown = (shipped("config") / "policy.toml").read_text(encoding="utf-8")
    policy.write_text(
        shown.replace('label = "look.threat"\naction = "queue"', 'label = "look.threat"\naction = "hide"')
    )

    with pytest.raises(ConfigError, match=r"look\.threat hide, but a second look names no evidence of its own"):
        load_policy(policy)


def test_the_shipped_policy_looks_again_at_every_harm_that_was_learned() -> None:
    rules = load_policy(shipped("config") / "policy.toml").rules_for("")

    assert {rule.label for rule in rules if rule.label.startswith(LOOK_PREFIX)} == {
        LOOK_PREFIX + label for label in learned().labels if label != ANY
    }
