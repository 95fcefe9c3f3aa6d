"""What a policy may make of the second look: nothing beyond its ceilings, whatever the network thinks."""

from pathlib import Path

import pytest

from moderator.config_file import ConfigError
from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import (
    DOUBT,
    HARMLESS,
    LOOK_PREFIX,
    READ_MAY_HIDE,
    READ_PREFIX,
    Evidence,
    Finding,
    harm_of,
)
from moderator.domain.policy import Action
from moderator.policy_file import load_policy
from moderator.scorers.second_look.scorer import SAID
from moderator.shipped import shipped

POLICY = shipped("config") / "policy.toml"


def test_no_policy_may_hide_for_a_second_look(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"look\.threat hide, but a second look names no evidence of its own"):
        load_policy(
            _changed(tmp_path, 'label = "look.threat"\naction = "queue"', 'label = "look.threat"\naction = "hide"')
        )


def test_no_policy_may_hide_somebody_at_risk_because_of_what_was_learned(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"read\.self_harm hide, but nobody was asked to hide for that"):
        load_policy(_changed(tmp_path, 'label = "read.threat"', 'label = "read.self_harm"'))


def test_a_rule_that_asks_for_a_witness_nobody_can_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='no scorer gives the label "treat"'):
        load_policy(_changed(tmp_path, 'beside = ["threat"', 'beside = ["treat"'))


def test_the_shipped_policy_knows_every_harm_that_was_learned() -> None:
    rules = load_policy(POLICY).rules_for("")

    assert {harm_of(rule.label) for rule in rules if rule.label.startswith(LOOK_PREFIX)} == set(SAID)
    assert {harm_of(rule.label) for rule in rules if rule.label.startswith(READ_PREFIX)} == set(READ_MAY_HIDE)


@pytest.mark.parametrize("harm", ["defamation", "abuse", "hate", "threat", "personal_data", "contempt", "spam"])
def test_a_doubt_keeps_up_what_the_policy_lets_be_doubted_and_nothing_else(harm: str) -> None:
    policy = load_policy(POLICY)
    rule = next(one for one in policy.rules if one.label == harm and one.action == Action.HIDE)
    english = Finding("language", 1.0, "language", "English.", about="en")
    found = Finding(harm, 1.0, "rule", "Found.", traits=rule.traits, about=min(rule.about, default="private"))
    doubt = Finding(DOUBT, 0.95, "second-look", "Harmless.", basis="learned")

    def outcome(*more: Finding) -> Action:
        return decide(Evidence((english, found, *more)), policy, Circumstances()).outcome

    assert outcome() == Action.HIDE
    assert outcome(doubt) == (Action.QUEUE if harm in policy.doubted_labels else Action.HIDE)


@pytest.mark.parametrize(
    ("harm", "value", "stays"),
    [
        ("defamation", 0.3, True),
        ("abuse", 0.6, True),
        ("hate", 0.45, True),
        ("defamation", 1.0, False),
        ("threat", 0.5, False),
        ("safeguarding", 0.6, False),
        ("self_harm", 0.6, False),
        ("personal_data", 1.0, False),
        ("whistleblowing", 0.6, False),
    ],
)
def test_what_seems_harmless_spares_people_a_look_at_weak_charges_and_at_nothing_graver(
    harm: str, value: float, stays: bool
) -> None:
    english = Finding("language", 1.0, "language", "English.", about="en")
    found = Finding(harm, value, "rule", "Found.", about="private")
    harmless = Finding(HARMLESS, 0.98, "second-look", "Harmless.", basis="learned")

    def outcome(*more: Finding) -> Action:
        return decide(Evidence((english, found, *more)), load_policy(POLICY), Circumstances()).outcome

    assert outcome() > Action.PUBLISH
    assert (outcome(harmless) == Action.PUBLISH) == stays


def test_no_rule_may_act_on_what_seems_harmless(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='no scorer gives the label "harmless"'):
        load_policy(_changed(tmp_path, 'label = "look.threat"', 'label = "harmless"'))


def test_a_misspelt_harmless_is_refused_with_the_word_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r'"harmles".*unless_labels may name "harmless" as well'):
        load_policy(_changed(tmp_path, '\nunless_labels = ["harmless"]', '\nunless_labels = ["harmles"]'))


def test_a_threat_in_doubt_calls_the_duty_contact_as_any_other_and_is_not_reported_to_the_operator() -> None:
    english = Finding("language", 1.0, "language", "English.", about="en")
    threat = Finding("threat", 1.0, "threat.announced-violence", "A threat.", traits=frozenset({"level-5"}))
    doubt = Finding(DOUBT, 0.95, "second-look", "Harmless.", basis="learned")

    sure, doubted = (
        decide(Evidence((english, threat, *more)), load_policy(POLICY), Circumstances()) for more in ((), (doubt,))
    )

    assert (sure.outcome, sure.pages, sure.reports) == (Action.HIDE, True, True)
    assert (doubted.outcome, doubted.pages, doubted.reports) == (Action.QUEUE, True, False)


def test_a_policy_that_would_let_private_details_be_doubted_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="doubted_labels"):
        load_policy(_changed(tmp_path, 'doubted_labels = ["threat"', 'doubted_labels = ["personal_data"'))


@pytest.mark.parametrize("language", ["cy", "mixed", "other", "unknown"])
def test_however_sure_it_is_it_hides_nothing_that_is_not_english(language: str) -> None:
    sure = Finding(READ_PREFIX + "threat", 1.0, "second-look", "Sure.", basis="learned")
    spoken_in = Finding("language", 1.0, "language", "Language.", about=language)

    decision = decide(Evidence((spoken_in, sure)), load_policy(POLICY), Circumstances())

    assert decision.outcome == Action.QUEUE


@pytest.mark.parametrize("harm", sorted(READ_MAY_HIDE))
def test_however_sure_it_is_it_hides_no_criticism_of_the_council(harm: str) -> None:
    sure = Finding(READ_PREFIX + harm, 1.0, "second-look", "Sure.", basis="learned")
    criticism = Finding("criticism_of_council", 0.9, "criticism", "Criticism.", about="council")
    english = Finding("language", 1.0, "language", "English.", about="en")

    decision = decide(Evidence((english, sure, criticism)), load_policy(POLICY), Circumstances())

    assert decision.outcome == Action.QUEUE


def test_a_witness_is_something_that_can_be_pointed_at_never_another_learned_score() -> None:
    policy = load_policy(POLICY)
    asking = next(rule for rule in policy.rules if rule.label == "read.threat" and rule.beside)
    english = Finding("language", 1.0, "language", "English.", about="en")
    rather = Finding("read.threat", asking.at_least, "second-look", "Rather sure.", basis="learned")
    menace = Finding("threat", 0.3, "threat.menace", "A menace.", basis="pattern")
    learned = Finding("threat", 0.3, "threat.learned", "A score.", basis="learned")

    def outcome(*found: Finding) -> Action:
        return decide(Evidence((english, *found)), policy, Circumstances()).outcome

    assert outcome(rather, menace) == Action.HIDE
    assert outcome(rather, learned) < Action.HIDE
    assert outcome(rather) < Action.HIDE


def _changed(folder: Path, old: str, new: str) -> Path:
    shown = POLICY.read_text(encoding="utf-8")
    assert old in shown
    path = folder / "policy.toml"
    path.write_text(shown.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_author_is_told_the_reason_that_can_be_shown_not_the_one_that_was_learned() -> None:
    english = Finding("language", 1.0, "language", "English.", about="en")
    scam = Finding("spam", 0.7, "spam.signs", "A scam.", traits=frozenset({"scam"}))
    surer = Finding("read.defamation", 0.95, "second-look", "Sure.", basis="learned")

    acting = decide(Evidence((english, scam, surer)), load_policy(POLICY), Circumstances()).acting

    assert acting is not None
    assert acting.rule.id == "spam.scam"
