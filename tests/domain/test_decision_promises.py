"""What decide() promises whatever the evidence: tried with any findings, rules and circumstances."""

from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import LABELS, LANGUAGE, Evidence, Finding, Gap
from moderator.domain.policy import Action, HouseRule, Policy, Rule

ABOUT = ("politician", "officer", "private", "company", "council", "group", "unknown", "")
HOUSE = HouseRule("respect", "Respect others.", "Parchwch eraill.", "the rights of others")

findings = st.builds(
    Finding,
    label=st.sampled_from(LABELS),
    value=st.floats(0, 1),
    rule=st.just("any"),
    why=st.just("any"),
    basis=st.sampled_from(("pattern", "register", "learned")),
    about=st.sampled_from(ABOUT),
    traits=st.frozensets(st.sampled_from(("junior", "level-4", "welsh", "I4"))),
)
rules = st.builds(
    Rule,
    id=st.uuids().map(str),
    label=st.sampled_from(LABELS),
    action=st.sampled_from(Action),
    house_rule=st.just("respect"),
    at_least=st.floats(0, 1),
    about=st.frozensets(st.sampled_from(ABOUT), max_size=2),
    traits=st.frozensets(st.sampled_from(("junior", "level-4")), max_size=1),
)
policies = st.lists(rules, max_size=6).map(lambda some: Policy("1", tuple(some), (HOUSE,)))
evidence = st.builds(
    Evidence,
    findings=st.lists(findings, max_size=5).map(tuple),
    gaps=st.lists(st.just(Gap("spam", "ValueError")), max_size=1).map(tuple),
)
circumstances = st.builds(
    Circumstances,
    mode=st.sampled_from(("shadow", "queue", "hide")),
    election_runs=st.booleans(),
    has_attachment=st.booleans(),
    person_has_decided=st.booleans(),
)


@given(evidence, policies, circumstances)
def test_the_same_evidence_gives_the_same_decision(seen: Evidence, policy: Policy, around: Circumstances) -> None:
    first = decide(seen, policy, around)
    second = decide(seen, policy, around)

    assert first == second


@given(evidence, policies, circumstances)
def test_a_gap_rules_out_publishing_without_a_look(seen: Evidence, policy: Policy, around: Circumstances) -> None:
    decision = decide(seen, policy, around)

    assert decision.outcome > Action.PUBLISH or not (seen.gaps or around.has_attachment)


@given(evidence, policies)
def test_a_gap_never_softens_a_hide(seen: Evidence, policy: Policy) -> None:
    whole = decide(Evidence(seen.findings), policy, Circumstances())
    with_gap = decide(Evidence(seen.findings, (Gap("spam", "ValueError"),)), policy, Circumstances())

    assert with_gap.outcome >= whole.outcome


@given(st.lists(findings, max_size=5), policies, st.sampled_from(("cy", "mixed", "other", "unknown")))
def test_a_learned_score_hides_nothing_in_a_language_it_was_not_validated_for(
    found: list[Finding], policy: Policy, language: str
) -> None:
    learned = [one for one in found if one.basis == "learned"]
    tongue = Finding(LANGUAGE, 1.0, "language", "A language.", about=language)

    decision = decide(Evidence((tongue, *learned)), policy, Circumstances())

    assert decision.outcome < Action.HIDE


@given(st.lists(findings, max_size=6), policies, circumstances)
def test_criticism_of_the_council_is_never_hidden_as_defamation_or_abuse(
    found: list[Finding], policy: Policy, around: Circumstances
) -> None:
    about_council = [
        one for one in found if one.about == "council" and one.label in ("defamation", "abuse", "criticism_of_council")
    ]
    guarded = Policy("1", tuple(rule for rule in policy.rules if rule.label in ("defamation", "abuse")), (HOUSE,))

    decision = decide(Evidence(tuple(about_council)), guarded, around)

    assert decision.unbounded < Action.HIDE


@given(evidence, policies, circumstances)
def test_a_persons_verdict_on_this_revision_is_never_overridden(
    seen: Evidence, policy: Policy, around: Circumstances
) -> None:
    decision = decide(seen, policy, around)

    assert decision.outcome < Action.HIDE or not around.person_has_decided


@given(evidence, policies, st.sampled_from(("shadow", "queue")))
def test_only_a_profile_in_hide_mode_hides(seen: Evidence, policy: Policy, mode: str) -> None:
    decision = decide(seen, policy, Circumstances(mode=mode))

    assert decision.outcome < Action.HIDE


@given(evidence, policies, circumstances)
def test_every_match_is_recorded_with_the_rule_that_made_it(
    seen: Evidence, policy: Policy, around: Circumstances
) -> None:
    decision = decide(seen, policy, around)

    held = {(match.rule.id, match.finding) for match in decision.matches}
    assert all(match.finding.value >= match.rule.at_least for match in decision.matches)
    assert len(held) <= len(decision.matches)
    assert decision.outcome == Action.PUBLISH or decision.reasons


@given(evidence, policies)
def test_a_cry_for_help_is_never_hidden_for_the_tone_of_its_words(seen: Evidence, policy: Policy) -> None:
    cry = Finding("self_harm", 1.0, "any", "any", about="writer")

    decision = decide(Evidence((cry, *seen.findings)), policy, Circumstances())

    tones = {"abuse", "hate", "defamation"}
    assert not [match for match in decision.matches if match.rule.label in tones and match.permitted == Action.HIDE]


def test_urging_somebody_to_harm_themselves_is_no_cry_for_help() -> None:
    urging = Finding("self_harm", 1.0, "any", "any", traits=frozenset({"urging"}))
    abuse = Finding("abuse", 1.0, "any", "any")
    policy = Policy("1", (Rule("r", "abuse", Action.HIDE, "respect"),), (HOUSE,))

    assert decide(Evidence((urging, abuse)), policy, Circumstances()).outcome == Action.HIDE
