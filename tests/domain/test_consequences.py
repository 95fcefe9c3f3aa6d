"""What follows from a decision: promises, effects, and what waits for a person."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from moderator.domain.comment import AccountRef, Comment, CommentRef, Sighting
from moderator.domain.consequences import Voice, consequences_of
from moderator.domain.decision import Decision, Match
from moderator.domain.effects import Effect, SendMail, SendMessage
from moderator.domain.evidence import Evidence, Finding
from moderator.domain.obligation import Obligation
from moderator.domain.policy import Action, Rule
from moderator.domain.register import Profile

NOW = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
ACCOUNT = AccountRef("memory", "1")
COMMENT = Comment(Sighting(CommentRef(ACCOUNT, "c1"), "words", NOW), 1, NOW)
PROFILE = Profile("p", ACCOUNT, "profile", "P", "all", "Comms", "need", None, None, None)
ABUSE = Rule("abuse-hide", "abuse", Action.HIDE, "R2", explanation="explanation-abuse")


@dataclass
class Draft:
    text: str
    sendable: bool = True
    blocked_because: tuple[str, ...] = field(default_factory=tuple)


def voice(draft: Draft | None = None) -> Voice:
    def promise(kind: str, ref: CommentRef, revision: int, received_at: datetime) -> Obligation:
        due = received_at + timedelta(days=1)
        return Obligation(ref, revision, kind, received_at, due, due, due)

    return Voice(
        promise=promise,
        draft=lambda template, *_: draft or Draft(f"[{template}]"),
        page=lambda *_: [SendMail("page:1", "duty@council.example", "s", "t", "h")],
    )


def decided(action: Action, rule: Rule = ABUSE, **changes: object) -> Decision:
    matches = (Match(rule, Finding(rule.label, 0.9, "r", "why"), action),) if action else ()
    decision = Decision(action, action, matches, (), "v1", needs_response=False, language="en")
    return replace(decision, **changes)  # type: ignore[arg-type]


def kinds(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.kind for effect in effects]


def test_a_hidden_comment_is_hidden_explained_and_looked_at_again() -> None:
    following = consequences_of(COMMENT, decided(Action.HIDE), Evidence(), PROFILE, voice())

    assert kinds(following.effects) == ["hide", "message"]
    assert [promise.kind for promise in following.obligations] == ["review"]


@pytest.mark.parametrize("is_reported_anyway", [True, False])
def test_where_nobody_can_hide_the_operator_is_told_once_and_no_author_that_something_was_hidden(
    is_reported_anyway: bool,
) -> None:
    decision = decided(Action.HIDE, replace(ABUSE, reports=is_reported_anyway))
    following = consequences_of(COMMENT, decision, Evidence(), PROFILE, voice())

    instead = consequences_of(COMMENT, decision, Evidence(), PROFILE, voice(), is_reported_instead=True)

    assert kinds(instead.effects) == ["report"]
    assert instead.obligations == following.obligations


def test_where_nobody_can_hide_what_the_comment_asks_is_acknowledged_when_a_person_says_so() -> None:
    decision = decided(Action.HIDE, needs_response=True)
    draft = voice(Draft("ack", sendable=True))

    following = consequences_of(COMMENT, decision, Evidence(), PROFILE, draft, is_reported_instead=True)

    report, thanks = following.effects
    assert report.kind == "report"
    assert isinstance(thanks, SendMessage)
    assert thanks.waits_because == "the comment was reported to the platform: send it only if it fits"
    assert [promise.kind for promise in following.obligations] == ["acknowledge", "review"]


def test_a_shadow_profile_gets_neither_effects_nor_promises() -> None:
    decision = decided(Action.HIDE, needs_response=True, pages=True, is_shadow=True)

    following = consequences_of(COMMENT, decision, Evidence(), PROFILE, voice())

    assert (following.effects, following.obligations) == ((), ())


def test_what_needs_a_response_opens_the_clock_and_drafts_the_acknowledgement() -> None:
    following = consequences_of(
        COMMENT, decided(Action.PUBLISH, needs_response=True), Evidence(), PROFILE, voice(Draft("ack", sendable=False))
    )

    (message,) = following.effects
    assert isinstance(message, SendMessage)
    assert message.waits_because == "a person releases it"
    assert [promise.kind for promise in following.obligations] == ["acknowledge"]


@pytest.mark.parametrize(
    ("label", "clock"),
    [
        ("foi_request", "information_request"),
        ("eir_request", "information_request"),
        ("subject_access", "subject_access"),
        ("self_harm", "safeguarding"),
        ("safeguarding", "safeguarding"),
    ],
)
def test_each_kind_of_request_opens_its_own_clock(label: str, clock: str) -> None:
    evidence = Evidence((Finding(label, 0.8, "r", "why"),))

    following = consequences_of(COMMENT, decided(Action.PUBLISH), evidence, PROFILE, voice())

    assert [promise.kind for promise in following.obligations] == [clock]


def test_a_weak_hint_of_a_request_opens_no_clock() -> None:
    evidence = Evidence((Finding("foi_request", 0.3, "r", "why"),))

    assert consequences_of(COMMENT, decided(Action.PUBLISH), evidence, PROFILE, voice()).obligations == ()


def test_an_explanation_about_a_court_case_always_waits_for_a_person() -> None:
    rule = replace(ABUSE, label="contempt", explanation="explanation-court")

    following = consequences_of(COMMENT, decided(Action.HIDE, rule), Evidence(), PROFILE, voice())

    message = next(effect for effect in following.effects if isinstance(effect, SendMessage))
    assert "a person must confirm" in message.waits_because


def test_a_paging_rule_pages_at_once() -> None:
    following = consequences_of(COMMENT, decided(Action.HIDE, pages=True), Evidence(), PROFILE, voice())

    assert "mail" in kinds(following.effects)


def test_a_possible_information_request_is_acknowledged_in_its_own_words() -> None:
    evidence = Evidence((Finding("foi_request", 0.8, "r", "why"),))

    following = consequences_of(COMMENT, decided(Action.PUBLISH, needs_response=True), evidence, PROFILE, voice())

    assert [getattr(effect, "template", "") for effect in following.effects] == ["acknowledgement-information-request"]


def test_where_somebody_may_be_in_danger_the_clock_runs_from_when_we_saw_it() -> None:
    seen_late = replace(COMMENT, stored_at=NOW + timedelta(hours=9))
    evidence = Evidence((Finding("self_harm", 0.8, "r", "why"),))

    following = consequences_of(seen_late, decided(Action.QUEUE, needs_response=True), evidence, PROFILE, voice())

    received = {promise.kind: promise.received_at for promise in following.obligations}
    assert received == {"acknowledge": NOW, "review": NOW, "safeguarding": NOW + timedelta(hours=9)}
