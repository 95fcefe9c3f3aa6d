"""Human decisions: one door, the first of two stands, stale words are refused, everything can be undone."""

import pytest
from small_council import SmallCouncil, effects_of

from connectors.contract import Refused
from moderator.domain.comment import CommentRef
from moderator.store.store import Store
from moderator.tasks.review import Answer, acknowledge, complete_task, decide_case, note, undo


@pytest.fixture
def council(store: Store) -> SmallCouncil:
    return SmallCouncil(store)


@pytest.fixture
def hidden(council: SmallCouncil) -> CommentRef:
    """A comment the daemon has hidden."""
    ref = council.says("ABUSE")
    council.work()
    council.clock.forward(minutes=5)
    return ref


def decides(council: SmallCouncil, ref: CommentRef, verdict: str, *, by: str = "ann@x", revision: int = 1) -> Answer:
    return decide_case(council.store, ref, revision, verdict, by, "", council.clock, effects_of=effects_of)


def test_keeping_a_hidden_comment_reveals_it_and_tells_its_author(council: SmallCouncil, hidden: CommentRef) -> None:
    answer = decides(council, hidden, "keep")
    council.work()

    assert answer.is_accepted
    dossier = council.about(hidden)
    assert (dossier.standing, dossier.case.verdict, dossier.case.decided_by) == ("visible", "keep", "ann@x")
    assert [errand.effect.kind for errand in dossier.errands] == ["hide", "message", "reveal", "message"]
    assert [promise.met_by for promise in dossier.obligations] == ["person:ann@x"]


def test_keeping_a_comment_before_it_was_hidden_cancels_hide_and_explanation(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.poll()
    council.assess()

    decides(council, ref, "keep")
    council.work()

    assert council.platform.calls == []
    assert {errand.state for errand in council.about(ref).errands} == {"discarded"}


def test_hiding_a_queued_comment_hides_it(council: SmallCouncil) -> None:
    ref = council.says("SPAM")
    council.work()

    decides(council, ref, "hide")
    council.work()

    assert council.about(ref).standing == "hidden"


def test_hiding_a_question_drops_its_acknowledgement_and_undoing_brings_it_back(council: SmallCouncil) -> None:
    ref = council.says("SPAM, when is the tip open?")
    council.poll()
    council.assess()

    decides(council, ref, "hide")
    states = [errand.state for errand in council.about(ref).errands if errand.key.endswith(":acknowledgement")]
    undo(council.store, ref, 1, "ann@x", council.clock)

    assert states == ["discarded"]
    again = [
        one.state for one in council.about(ref).errands if getattr(one.effect, "template", "") == "acknowledgement"
    ]
    assert again == ["discarded", "ready"]


def test_the_first_of_two_people_stands_and_the_other_is_told(council: SmallCouncil, hidden: CommentRef) -> None:
    decides(council, hidden, "keep", by="ann@x")

    answer = decides(council, hidden, "hide", by="bob@x")

    assert answer.status == "already"
    assert answer.sentence == "Nothing was changed: ann@x decided first on Monday 23 November 10:05: keep."
    council.work()
    assert council.about(hidden).standing == "visible"


def test_a_verdict_on_words_that_changed_is_refused(council: SmallCouncil, hidden: CommentRef) -> None:
    council.platform.edit_comment(hidden.native_id, "Sorry.")
    council.poll()

    answer = decides(council, hidden, "keep")

    assert answer.status == "stale"
    assert answer.comment is not None
    assert answer.comment.text == "Sorry."


def test_a_comment_that_is_gone_or_was_never_seen_takes_no_verdict(council: SmallCouncil, hidden: CommentRef) -> None:
    council.platform.delete_comment(hidden.native_id)
    council.poll()

    assert decides(council, hidden, "keep").status == "gone"
    assert decides(council, CommentRef(hidden.account, "none"), "keep").status == "unknown"


def test_an_unknown_verdict_is_an_error_and_changes_nothing(council: SmallCouncil, hidden: CommentRef) -> None:
    with pytest.raises(ValueError, match="choose one of"):
        decides(council, hidden, "delete")

    assert council.about(hidden).case.state == "open"


def test_a_hide_can_be_undone_again_and_again(council: SmallCouncil, hidden: CommentRef) -> None:
    for _ in range(2):
        decides(council, hidden, "keep")
        council.work()
        assert council.about(hidden).standing == "visible"
        undo(council.store, hidden, 1, "bob@x", council.clock)
        council.work()
        assert (council.about(hidden).standing, council.about(hidden).case.state) == ("hidden", "open")
        council.clock.forward(minutes=1)

    assert (council.times("hide", hidden), council.times("reveal", hidden)) == (3, 2)


def test_undoing_before_anything_was_done_does_nothing_on_the_platform(
    council: SmallCouncil, hidden: CommentRef
) -> None:
    decides(council, hidden, "keep")

    undo(council.store, hidden, 1, "ann@x", council.clock)
    council.work()

    assert council.times("reveal", hidden) == 0
    assert council.about(hidden).standing == "hidden"


def test_undoing_nothing_changes_nothing(council: SmallCouncil, hidden: CommentRef) -> None:
    assert not undo(council.store, hidden, 1, "ann@x", council.clock).is_accepted


def test_an_explanation_that_was_dropped_is_sent_when_the_hide_comes_back(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.poll()
    council.assess()
    decides(council, ref, "keep")

    undo(council.store, ref, 1, "ann@x", council.clock)
    council.work()

    assert council.about(ref).standing == "hidden"
    assert [text for _, text, _ in council.platform.private_messages] == ["We have hidden it."]


def test_a_moderator_acknowledges_and_the_clock_stops(council: SmallCouncil) -> None:
    ref = council.says("When is the tip open?")
    council.poll()
    council.assess()

    acknowledge(council.store, ref, "ann@x", council.clock)

    [promise] = council.about(ref).obligations
    assert promise.met_by == "person:ann@x"
    assert council.errand(ref, "message").state == "discarded"


def test_the_verdict_acknowledge_stops_the_clock_too(council: SmallCouncil) -> None:
    ref = council.says("SPAM, when is the tip open?")
    council.poll()
    council.assess()

    decides(council, ref, "acknowledge")

    assert not [promise for promise in council.about(ref).obligations if promise.is_open]


def test_a_note_changes_nothing_else(council: SmallCouncil, hidden: CommentRef) -> None:
    note(council.store, hidden, "ann@x", "Spoke to legal.", council.clock)

    with council.store.reading() as tx:
        assert tx.cases.events(hidden)[-1].note == "Spoke to legal."
    assert council.about(hidden).case.state == "open"


def test_a_task_done_by_hand_is_done(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.poll()
    council.assess()
    council.platform.fail_next(Refused("not ours"))
    council.deliver(1)

    is_done = complete_task(council.store, council.errand(ref, "hide").id, "ann@x", council.clock)
    council.work()

    assert is_done
    assert council.about(ref).standing == "hidden"
    assert council.errand(ref, "message").state == "done"
    assert not complete_task(council.store, council.errand(ref, "hide").id, "ann@x", council.clock)


def test_every_human_decision_is_in_the_audit_trail(council: SmallCouncil, hidden: CommentRef) -> None:
    decides(council, hidden, "keep")
    undo(council.store, hidden, 1, "bob@x", council.clock)

    with council.store.reading() as tx:
        deeds = [(event.kind, event.by) for event in tx.audit.events(subject=str(hidden)) if "@" in event.by]
    assert deeds == [("case.decided", "ann@x"), ("case.undone", "bob@x")]
