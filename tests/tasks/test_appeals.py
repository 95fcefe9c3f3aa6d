"""Appeals: an author asks for another look, somebody who has not decided answers, and the author hears either way."""

from datetime import UTC, datetime

import pytest
from contested import DEE, MO, Contested
from small_council import ACCOUNT, MODERATOR

from moderator.domain.comment import CommentRef
from moderator.store.store import Store
from moderator.tasks.appeals import file_appeal, hear, is_asking
from moderator.tasks.review import undo


@pytest.fixture
def contested(store: Store) -> Contested:
    return Contested(store)


def test_an_appeal_waits_for_somebody_by_a_day_and_they_are_told(contested: Contested) -> None:
    contested.decide("hide", MODERATOR.email)

    filed = contested.appeal()

    assert (filed.status, filed.due_at) == ("filed", datetime(2026, 11, 30, 17, 0, tzinfo=UTC))
    [mail] = contested.mails()
    assert mail.to == DEE.email
    assert "It was a joke[.]" in mail.text or "It was a joke." in mail.text
    assert "joke" not in mail.subject
    dossier = contested.council.about(contested.ref)
    assert (dossier.case.state, dossier.case.needs_person) == ("appealed", True)
    assert [promise.kind for promise in dossier.obligations if promise.is_open] == ["appeal"]


def test_whoever_decided_may_not_answer_and_nothing_changes_when_they_try(contested: Contested) -> None:
    contested.decide("hide", MODERATOR.email)
    contested.appeal()

    for by in (MODERATOR.email, MODERATOR.email.upper()):
        refused = contested.decide("hide", by)
        assert refused.status == "own"
        assert "somebody else" in refused.sentence
    assert contested.council.about(contested.ref).case.state == "appealed"


def test_an_overturned_hide_is_taken_back_with_an_apology(contested: Contested) -> None:
    contested.decide("hide", MODERATOR.email)
    contested.appeal()

    assert contested.decide("keep", DEE.email).is_accepted
    contested.council.work()

    dossier = contested.council.about(contested.ref)
    assert (dossier.standing, dossier.case.appeal_answered()) == ("visible", "overturned")
    assert contested.told()[-1] == "appeal-overturned"
    assert not [promise for promise in dossier.obligations if promise.is_open]


def test_an_upheld_hide_stays_and_its_author_is_told(contested: Contested) -> None:
    contested.decide("hide", MODERATOR.email)
    contested.appeal()

    contested.decide("hide", DEE.email)

    dossier = contested.council.about(contested.ref)
    assert (dossier.standing, dossier.case.appeal_answered()) == ("hidden", "upheld")
    assert contested.told()[-1] == "appeal-upheld"
    assert contested.appeal().status == "answered"


def test_an_appeal_against_the_machine_goes_to_the_moderator(contested: Contested) -> None:
    contested.appeal()

    assert [mail.to for mail in contested.mails()] == [MODERATOR.email]
    assert contested.decide("keep", MODERATOR.email).is_accepted


def test_without_a_deputy_the_manager_decides(store: Store) -> None:
    contested = Contested(store, deputy=None)
    contested.decide("hide", MODERATOR.email)

    contested.appeal()

    assert [mail.to for mail in contested.mails()] == [MO.email]


def test_an_appeal_takes_only_keep_or_hide(contested: Contested) -> None:
    contested.appeal()

    assert contested.decide("refer", DEE.email).status == "contested"


def test_asking_twice_opens_one_appeal(contested: Contested) -> None:
    first, second = contested.appeal(), contested.appeal("Again!")

    assert (first.status, second.status) == ("filed", "already")
    assert second.due_at == first.due_at
    assert len(contested.mails()) == 1


def test_the_answer_to_an_appeal_can_be_taken_back_and_the_appeal_waits_again(contested: Contested) -> None:
    contested.decide("hide", MODERATOR.email)
    contested.appeal()
    contested.decide("keep", DEE.email)
    contested.council.work()

    undo(contested.council.store, contested.ref, 1, DEE.email, contested.council.clock)
    contested.council.work()

    dossier = contested.council.about(contested.ref)
    assert (dossier.case.state, dossier.standing) == ("appealed", "hidden")
    assert [promise.kind for promise in dossier.obligations if promise.is_open] == ["appeal"]
    assert contested.decide("hide", MODERATOR.email).status == "own"


def test_what_is_not_hidden_changed_or_gone_takes_no_appeal(contested: Contested) -> None:
    contested.council.platform.edit_comment(contested.ref.native_id, "Sorry.")
    contested.council.poll()
    assert contested.appeal().status == "changed"

    contested.council.platform.delete_comment(contested.ref.native_id)
    contested.council.poll()
    assert contested.appeal().status == "gone"

    visible = contested.council.says("Hello")
    contested.council.work()
    assert file_appeal(contested.council.store, visible, 1, contested.appealing, contested.council.clock).status == (
        "visible"
    )
    unknown = CommentRef(ACCOUNT, "none")
    assert file_appeal(contested.council.store, unknown, 1, contested.appealing, contested.council.clock).status == (
        "unknown"
    )


def test_an_edit_while_the_appeal_waits_does_not_end_it(contested: Contested) -> None:
    contested.decide("hide", MODERATOR.email)
    contested.appeal()

    contested.council.platform.edit_comment(contested.ref.native_id, "SPAM instead")
    contested.council.work()

    assert contested.council.about(contested.ref).case.state == "appealed"


@pytest.mark.parametrize(
    "words", ["REVIEW", "Adolygu os gwelwch yn dda", "review please", "  REVIEW: I never said that"]
)
def test_an_author_who_answers_in_the_thread_is_heard(contested: Contested, words: str) -> None:
    platform, ref = contested.council.platform, contested.ref
    platform.add_comment(
        contested.council.post, "Sian Price", words, contested.council.clock(), parent_id=ref.native_id
    )
    contested.council.poll()

    heard = hear(contested.council.store, contested.appealing, [ACCOUNT], contested.council.clock)

    assert heard == 1
    assert contested.council.about(ref).case.state == "appealed"
    assert hear(contested.council.store, contested.appealing, [ACCOUNT], contested.council.clock) == 0


def test_somebody_else_and_other_words_are_no_appeal(contested: Contested) -> None:
    platform, post = contested.council.platform, contested.council.post
    platform.add_comment(post, "Tom Reed", "REVIEW", contested.council.clock())
    platform.add_comment(post, "Sian Price", "Review of the new bus shelter: it leaks", contested.council.clock())
    contested.council.poll()

    assert hear(contested.council.store, contested.appealing, [ACCOUNT], contested.council.clock) == 0


@pytest.mark.parametrize("text", ["", "reviewing", "The REVIEW", "Reviews are good", "x" * 5000])
def test_only_the_word_itself_at_the_beginning_counts(text: str) -> None:
    assert not is_asking(text)


def test_an_appeal_is_in_the_audit_trail_without_its_words(contested: Contested) -> None:
    contested.appeal("A private matter")

    with contested.council.store.reading() as tx:
        events = tx.audit.events(subject=str(contested.ref))
        story = tx.cases.events(contested.ref)
    assert [event.by for event in events if event.kind == "case.appealed"] == ["author"]
    assert not [event for event in events if "private" in event.detail]
    assert story[-1].note == "A private matter"
