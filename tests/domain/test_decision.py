"""Every match is recorded, the most severe permitted one acts, and the ceilings hold whatever a policy asks for."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.decision import GUARD_CEILING, PERSON_CEILING, Circumstances, decide
from moderator.domain.evidence import LABELS, LANGUAGE, SUBJECTS, Evidence, Finding, Gap
from moderator.domain.policy import Action, Policy, Rule

ENGLISH = Finding(LANGUAGE, 1.0, "r", "why", about="en")


def saying(*findings: Finding, language: str = "en", gaps: tuple[Gap, ...] = ()) -> Evidence:
    return Evidence((replace(ENGLISH, about=language), *findings), gaps)


def finding(label: str, value: float = 0.9, about: str = "private", **more: object) -> Finding:
    return Finding(label, value, "r", "why", about=about, **more)  # type: ignore[arg-type]


def rule(name: str, label: str, action: Action, at_least: float = 0.0) -> Rule:
    return Rule(name, label, action, "house", at_least=at_least, reports=action == Action.HIDE)


def policy(*rules: Rule) -> Policy:
    return Policy("1", rules, ())


EVERYTHING_HIDES = policy(*(rule(label, label, Action.HIDE) for label in (*LABELS, "detoxify.toxicity")))
findings = st.builds(
    Finding,
    st.sampled_from((*LABELS, "detoxify.toxicity")),
    st.floats(0, 1),
    st.just("r"),
    st.just("why"),
    basis=st.sampled_from(("learned", "pattern", "register")),
    about=st.sampled_from(SUBJECTS),
)


def test_every_match_is_recorded_and_the_most_severe_acts() -> None:
    asked = policy(rule("look", "abuse", Action.QUEUE), rule("go", "abuse", Action.HIDE), rule("up", "spam", Action(0)))

    decision = decide(saying(finding("abuse"), finding("spam")), asked, Circumstances())

    assert [match.rule.id for match in decision.matches] == ["look", "go", "up"]
    assert (decision.outcome, decision.reasons, decision.reports) == (Action.HIDE, ("go",), True)


def test_where_the_most_severe_is_not_permitted_the_next_one_acts_and_both_are_told() -> None:
    asked = policy(rule("model", "detoxify.toxicity", Action.HIDE), rule("look", "abuse", Action.QUEUE))
    evidence = saying(finding("detoxify.toxicity", about="", basis="learned"), finding("abuse"), language="cy")

    decision = decide(evidence, asked, Circumstances())

    assert decision.outcome == Action.QUEUE
    assert decision.reasons == ("model", "look", "ceiling.language")


def test_a_models_score_does_not_hide_criticism_of_the_council() -> None:
    evidence = saying(
        finding("detoxify.toxicity", about="", basis="learned"), finding("criticism_of_council", about="council")
    )

    decision = decide(evidence, EVERYTHING_HIDES, Circumstances())

    assert decision.outcome == Action.QUEUE
    assert GUARD_CEILING in decision.reasons


@given(st.lists(findings, max_size=5), st.sampled_from(("en", "cy", "mixed", "unknown")))
def test_whatever_a_policy_asks_what_is_said_of_the_council_alone_is_not_hidden_for_offence_or_defamation(
    said: list[Finding], language: str
) -> None:
    about_council = [replace(one, about="council", basis="pattern") for one in said]

    decision = decide(saying(*about_council, language=language), EVERYTHING_HIDES, Circumstances())

    hiding = {match.rule.label for match in decision.matches if match.permitted == Action.HIDE}
    assert not hiding & {"defamation", "abuse", "criticism_of_council"}


@given(st.lists(findings, max_size=5), st.lists(st.just(Gap("x", "died")), max_size=1), st.booleans())
def test_a_persons_verdict_stands_nothing_is_hidden_or_reported_after_it(
    said: list[Finding], gaps: list[Gap], has_attachment: bool
) -> None:
    circumstances = Circumstances(person_has_decided=True, has_attachment=has_attachment)

    decision = decide(saying(*said, gaps=tuple(gaps)), EVERYTHING_HIDES, circumstances)

    assert decision.outcome < Action.HIDE
    assert not decision.reports
    assert PERSON_CEILING in decision.reasons


@given(st.lists(findings, max_size=4))
def test_a_scorer_that_was_silent_rules_out_publishing_without_a_look_and_softens_nothing(said: list[Finding]) -> None:
    whole = decide(saying(*said), EVERYTHING_HIDES, Circumstances())

    with_gap = decide(saying(*said, gaps=(Gap("x", "died"),)), EVERYTHING_HIDES, Circumstances())

    assert with_gap.outcome == max(whole.outcome, Action.QUEUE)
