"""What a person's verdict asks for: nothing destroys, nothing is said that is not true, and words are their own."""

from datetime import UTC, datetime

import pytest

from moderator.domain.case import VERDICTS
from moderator.domain.comment import AccountRef, Comment, CommentRef, Sighting
from moderator.domain.consequences import Voice
from moderator.domain.decision import Decision
from moderator.domain.effects import Hide, PersonTask, Reply, Report, Reveal, SendMail, SendMessage
from moderator.domain.messages import Draft
from moderator.domain.policy import Action
from moderator.domain.referral import appeal_officer
from moderator.domain.register import Officer, Profile
from moderator.domain.verdict import Stands, Verdict, effects_of_verdict

NOW = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
ACCOUNT = AccountRef("memory", "1")
COMMENT = Comment(Sighting(CommentRef(ACCOUNT, "c1"), "words", NOW, permalink="https://social.example/c1"), 1, NOW)
PROFILE = Profile("p", ACCOUNT, "profile", "P", "all", "Comms", "need", None, None, None)
DECISION = Decision(Action.HIDE, Action.HIDE, (), (), "1", needs_response=False, language="en")
MAIL = SendMail("referral:1", "legal@council.example", "A comment", "text", "")
ANN, DEE, MO, CON = (Officer(name, f"{name}@council.example") for name in ("ann", "dee", "mo", "con"))


def effects(choice: str, stands: Stands, words: str = "") -> tuple:
    voice = Voice(lambda *_: None, lambda name, *_: Draft(name, "en", True), lambda *_: ())
    refer = (lambda: MAIL) if choice == "refer" else None
    return effects_of_verdict(COMMENT, DECISION, PROFILE, voice, Verdict(choice, "", words), stands, refer=refer)


def said(effect: object) -> str:
    return getattr(effect, "template", "")


@pytest.mark.parametrize(
    ("choice", "stands", "expected"),
    [
        ("keep", Stands(is_hidden=True), [Reveal, SendMessage]),
        ("keep", Stands(is_hidden=False), []),
        ("hide", Stands(is_hidden=False), [Hide, SendMessage]),
        ("hide", Stands(is_hidden=True), []),
        ("report", Stands(is_hidden=False), [Report]),
        ("report", Stands(is_hidden=False, can_report=False), [PersonTask]),
        ("answer", Stands(is_hidden=True), [Reveal, SendMessage, PersonTask]),
        ("contact", Stands(is_hidden=True), [PersonTask]),
        ("refer", Stands(is_hidden=True), [SendMail]),
        ("acknowledge", Stands(is_hidden=True), []),
        ("action", Stands(is_hidden=True), []),
    ],
)
def test_a_verdict_asks_for_what_it_says(choice: str, stands: Stands, expected: list[type]) -> None:
    assert [type(effect) for effect in effects(choice, stands)] == expected


@pytest.mark.parametrize("choice", VERDICTS)
@pytest.mark.parametrize("is_hidden", [True, False])
def test_nothing_that_a_person_may_choose_destroys_or_edits(choice: str, is_hidden: bool) -> None:
    kinds = {effect.kind for effect in effects(choice, Stands(is_hidden=is_hidden), "Our own words.")}

    assert kinds <= {"hide", "reveal", "report", "message", "reply", "mail", "task"}


def test_a_persons_own_words_go_where_they_were_meant_to() -> None:
    able = Stands(is_hidden=False, can_reply=True)

    [public] = effects("answer", able, "The tip opens at ten.")
    [private] = effects("contact", able, "Please call us.")

    assert (type(public), public.text) == (Reply, "The tip opens at ten.")
    assert (type(private), private.text) == (SendMessage, "Please call us.")


def test_where_no_program_may_write_the_words_become_a_task_with_the_link() -> None:
    unable = Stands(is_hidden=False, can_reply=False, can_message=False)

    for choice in ("answer", "contact"):
        [task] = effects(choice, unable, "The tip opens at ten.")
        assert isinstance(task, PersonTask)
        assert "The tip opens at ten." in task.what
        assert task.link == "https://social.example/c1"


def test_we_apologise_only_for_what_we_have_hidden() -> None:
    by_platform = effects("keep", Stands(is_hidden=True, hidden_by_us=False))

    assert [type(effect) for effect in by_platform] == [Reveal]


@pytest.mark.parametrize(
    ("choice", "is_hidden", "expected"),
    [
        ("keep", True, ["", "appeal-overturned"]),
        ("keep", False, ["appeal-overturned"]),
        ("hide", True, ["appeal-upheld"]),
        ("hide", False, ["", "appeal-upheld"]),
    ],
)
def test_the_author_of_an_appeal_is_told_in_both_cases(choice: str, is_hidden: bool, expected: list[str]) -> None:
    assert [said(effect) for effect in effects(choice, Stands(is_hidden=is_hidden, is_appeal=True))] == expected


@pytest.mark.parametrize(
    ("deciders", "expected"),
    [
        ((), ANN),
        ((ANN.email,), DEE),
        ((ANN.email.upper(),), DEE),
        ((DEE.email,), MO),
        ((ANN.email, DEE.email), MO),
        ((ANN.email, DEE.email, MO.email), CON),
        ((ANN.email, DEE.email, MO.email, CON.email), None),
    ],
)
def test_an_appeal_goes_to_somebody_who_has_not_decided(deciders: tuple[str, ...], expected: Officer | None) -> None:
    profile = Profile("p", ACCOUNT, "profile", "P", "all", "C", "n", ANN, MO, None, deputy=DEE, contributors=(CON,))

    assert appeal_officer(profile, deciders) == expected
