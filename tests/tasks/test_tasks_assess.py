"""Assessing: decision, evidence and all that follows in one transaction; people outrank the machine."""

import logging
from dataclasses import replace

import pytest
from small_council import POLICY, SmallCouncil, WordScorer, consequences, effects_of

from moderator.domain.policy import Action
from moderator.domain.register import Register
from moderator.store.store import Store
from moderator.tasks.assess import assess
from moderator.tasks.review import decide_case


@pytest.fixture
def council(store: Store) -> SmallCouncil:
    return SmallCouncil(store)


def test_a_decision_is_stored_with_its_evidence_case_promise_and_errands(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.poll()

    assert council.assess() == 1

    dossier = council.about(ref)
    assert dossier.decision is not None
    assert dossier.decision.outcome == Action.HIDE
    assert dossier.decision.acting is not None
    assert dossier.decision.acting.rule == POLICY.rules[0]
    assert (dossier.case.state, dossier.case.opened_at) == ("open", council.clock())
    assert [promise.kind for promise in dossier.obligations] == ["review"]
    assert [errand.effect.kind for errand in dossier.errands] == ["hide", "message"]
    with council.store.reading() as tx:
        capture = tx.decisions.captured(ref, 1)
    assert capture is not None
    assert capture.evidence == dossier.evidence
    assert (capture.scorers, capture.policy_version) == (("words 1",), "test-1")


def test_nothing_is_assessed_twice(council: SmallCouncil) -> None:
    council.says("ABUSE")
    council.poll()
    council.assess()

    assert council.assess() == 0


def test_a_harmless_comment_opens_no_case(council: SmallCouncil) -> None:
    ref = council.says("Thank you all.")
    council.poll()

    council.assess()

    dossier = council.about(ref)
    assert (dossier.case.state, dossier.errands, dossier.obligations) == ("none", (), ())


def test_a_shadow_profile_records_and_does_nothing(store: Store) -> None:
    council = SmallCouncil(store, mode="shadow")
    ref = council.says("ABUSE?")
    council.poll()

    council.assess()

    dossier = council.about(ref)
    assert dossier.decision is not None
    assert dossier.decision.unbounded == Action.HIDE
    assert (dossier.case.state, dossier.errands, dossier.obligations) == ("none", (), ())


def test_a_scorer_that_fails_leaves_a_gap_and_a_person_looks(council: SmallCouncil) -> None:
    class Broken(WordScorer):
        def score(self, passages, earlier):
            raise RuntimeError("out of memory")

    ref = council.says("Thank you all.")
    council.poll()

    assess(council.store, [Broken()], POLICY, council.register, consequences, council.clock)

    dossier = council.about(ref)
    assert dossier.evidence is not None
    assert [gap.scorer for gap in dossier.evidence.gaps] == ["words"]
    assert dossier.case.state == "open"


def test_a_comment_that_cannot_be_judged_stops_nobody_and_goes_to_a_person(
    council: SmallCouncil, caplog: pytest.LogCaptureFixture
) -> None:
    def poisoned(comment, decision, evidence, profile):
        if "SPAM" in comment.text:
            raise ValueError(comment.text)
        return consequences(comment, decision, evidence, profile)

    bad, good = council.says("SPAM secret words"), council.says("ABUSE")
    council.poll()

    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assess(council.store, [WordScorer()], POLICY, council.register, poisoned, council.clock)

    assert council.about(good).decision is not None
    assert (council.about(bad).decision, council.about(bad).case.state) == (None, "open")
    assert council.assess() == 0
    assert "secret" not in caplog.text


def test_comments_of_a_profile_that_left_the_register_wait(council: SmallCouncil) -> None:
    council.says("ABUSE")
    council.poll()

    assert assess(council.store, [WordScorer()], POLICY, Register(), consequences, council.clock) == 0


def test_an_edit_before_the_acknowledgement_keeps_the_first_clock(council: SmallCouncil) -> None:
    ref = council.says("When is the tip open?")
    council.poll()
    council.assess()
    council.clock.forward(hours=2)
    council.platform.edit_comment(ref.native_id, "When is the tip open, please?")

    council.poll()
    council.assess()

    [promise] = council.about(ref).obligations
    assert promise.revision == 1
    assert [errand.key for errand in council.about(ref).errands] == [f"message:{ref}:1:acknowledgement"]


def test_a_new_question_after_the_acknowledgement_opens_a_new_clock(council: SmallCouncil) -> None:
    council.deliverer = council.with_deliverer(automatic_counts=True)
    ref = council.says("When is the tip open?")
    council.work()
    council.clock.forward(hours=2)
    council.platform.edit_comment(ref.native_id, "And what does it cost?")

    council.poll()
    council.assess()

    first, second = council.about(ref).obligations
    assert (first.is_open, second.is_open, second.revision) == (False, True, 2)
    assert second.received_at == council.clock()


def test_an_edit_is_judged_afresh_and_reopens_a_case_that_a_person_had_closed(council: SmallCouncil) -> None:
    ref = council.says("SPAM")
    council.poll()
    council.assess()
    decide_case(council.store, ref, 1, "keep", "ann", "", council.clock, effects_of=effects_of)
    council.clock.forward(hours=1)
    council.platform.edit_comment(ref.native_id, "ABUSE")

    council.work()

    dossier = council.about(ref)
    assert (dossier.case.state, dossier.case.revision, dossier.standing) == ("open", 2, "hidden")


def test_a_persons_verdict_on_the_same_words_is_never_overridden(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.poll()
    decide_case(council.store, ref, 1, "keep", "ann", "", council.clock, effects_of=effects_of)

    council.work()

    dossier = council.about(ref)
    assert (dossier.case.verdict, dossier.standing) == ("keep", "visible")
    assert council.platform.calls == []


def test_only_the_latest_revision_is_judged(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.poll()
    council.platform.edit_comment(ref.native_id, "Sorry, that was unkind.")
    council.poll()

    assert council.assess() == 1

    assert council.about(ref).errands == ()


def test_two_workers_judge_the_same_comment_once(council: SmallCouncil) -> None:
    class Overtaken(WordScorer):
        def score(self, passages, earlier):
            council.assess()
            return super().score(passages, earlier)

    ref = council.says("ABUSE")
    council.poll()

    assess(council.store, [Overtaken()], replace(POLICY, version="late"), council.register, consequences, council.clock)

    decision = council.about(ref).decision
    assert decision is not None
    assert decision.policy_version == "test-1"
    assert len(council.about(ref).errands) == 2
