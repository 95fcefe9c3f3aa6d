"""From a decision to what follows: promises to keep and effects to carry out. Pure; nothing happens here."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from moderator.domain.comment import Comment, CommentRef
from moderator.domain.decision import Decision
from moderator.domain.effects import Effect, Hide, Report, SendMail, SendMessage
from moderator.domain.evidence import Evidence
from moderator.domain.obligation import Obligation
from moderator.domain.policy import Action
from moderator.domain.register import Profile

#: Public label -> the kind of promise that it opens, beside the acknowledgement.
CLOCKS = {
    "foi_request": "information_request",
    "eir_request": "information_request",
    "subject_access": "subject_access",
    "safeguarding": "safeguarding",
    "self_harm": "safeguarding",
}
#: A finding must be at least this strong to open a clock.
CLOCK_AT_LEAST = 0.5
ACKNOWLEDGEMENT = "acknowledgement"
#: What is acknowledged in words of its own: the promise or finding that tells the kind, in this order.
ACKNOWLEDGEMENTS = {
    "information_request": "acknowledgement-information-request",
    "subject_access": "acknowledgement-subject-access",
    "complaint": "acknowledgement-complaint",
}
#: Says no more than that a comment was seen, so that it may stand beneath it where nobody can be told in private.
PUBLIC_ACKNOWLEDGEMENTS = frozenset({ACKNOWLEDGEMENT, ACKNOWLEDGEMENTS["information_request"]})
RESTORED = "restored"
#: A person has looked already, so it promises no second look by a day; an appeal goes to somebody else.
EXPLAINED_BY_PERSON = "explanation-by-person"
#: A person's own words to the author, in private; and in public beneath the comment.
CONTACT = "contact"
PUBLIC_ANSWER = "answer"
APPEAL_UPHELD = "appeal-upheld"
APPEAL_OVERTURNED = "appeal-overturned"
#: An explanation that only a person may release, however it is approved: its wording could identify somebody.
PERSON_ONLY = frozenset({"explanation-court"})


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from one decision; stored in the decision's own transaction."""

    obligations: tuple[Obligation, ...] = ()
    effects: tuple[Effect, ...] = ()


class DraftText(Protocol):
    """A drafted message: its words and whether it may go out without a person."""

    @property
    def text(self) -> str: ...
    @property
    def sendable(self) -> bool: ...
    @property
    def blocked_because(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Voice:
    """How promises are counted and words are drafted; wired once by the composition root."""

    #: (kind, ref, revision, received_at) -> the promise with its due times.
    promise: Callable[[str, CommentRef, int, datetime], Obligation]
    #: (template, comment, decision, profile, house rule id, promise to look by) -> the drafted words.
    draft: Callable[[str, Comment, Decision, Profile, str, Obligation | None], DraftText]
    #: The immediate mails for threats and safeguarding.
    page: Callable[[Comment, Decision, Evidence, Profile], Sequence[SendMail]]


def consequences_of(
    comment: Comment,
    decision: Decision,
    evidence: Evidence,
    profile: Profile,
    voice: Voice,
    *,
    is_reported_instead: bool = False,
) -> Consequences:
    """What follows from a decision about one revision. A shadow profile gets nothing: it only records.

    ``is_reported_instead`` where the platform lets nobody hide and takes reports: its operator is told, as the guidance
    asks. No explanation goes out then, because nothing was hidden, and what the comment asks is still owed an answer.
    """
    if decision.is_shadow:
        return Consequences()
    promises = {
        kind: voice.promise(kind, comment.ref, comment.revision, _received_at(kind, comment))
        for kind in dict.fromkeys(_promise_kinds(decision, evidence))
    }
    effects: list[Effect] = []
    is_hidden = decision.outcome == Action.HIDE and not is_reported_instead
    if is_hidden:
        effects.append(Hide(comment.ref, comment.revision))
        effects += _explained(comment, decision, profile, voice, promises.get("review"))
    if decision.reports or (decision.outcome == Action.HIDE and is_reported_instead):
        effects.append(Report(comment.ref, comment.revision, report_reason(decision)))
    if decision.needs_response and not is_hidden:
        template = _acknowledgement(promises, evidence)
        thanks = message(template, comment, decision, profile, voice, promises.get("acknowledge"))
        effects.append(_held(thanks) if decision.outcome == Action.HIDE else thanks)
    if decision.pages:
        effects += voice.page(comment, decision, evidence, profile)
    return Consequences(tuple(promises.values()), tuple(effects))


def is_acknowledgement(template: str) -> bool:
    """Whether a message template acknowledges a comment."""
    return template == ACKNOWLEDGEMENT or template in ACKNOWLEDGEMENTS.values()


def _received_at(kind: str, comment: Comment) -> datetime:
    """From when a clock runs: from the words, but where somebody may be in danger from when we saw them."""
    if kind == "safeguarding":
        return comment.stored_at
    return comment.seen.edited_at or comment.seen.created_at


def _promise_kinds(decision: Decision, evidence: Evidence) -> Iterator[str]:
    if decision.needs_response:
        yield "acknowledge"
    if decision.outcome > Action.PUBLISH:
        yield "review"
    for finding in evidence.findings:
        if finding.value >= CLOCK_AT_LEAST and finding.label in CLOCKS:
            yield CLOCKS[finding.label]


def _acknowledgement(promises: Collection[str], evidence: Evidence) -> str:
    seen = {*promises, *(one.label for one in evidence.findings if one.value >= CLOCK_AT_LEAST)}
    return next((template for kind, template in ACKNOWLEDGEMENTS.items() if kind in seen), ACKNOWLEDGEMENT)


def _explained(
    comment: Comment,
    decision: Decision,
    profile: Profile,
    voice: Voice,
    review: Obligation | None,
) -> tuple[SendMessage, ...]:
    template = decision.acting.rule.explanation if decision.acting else ""
    if not template:
        return ()
    return (message(template, comment, decision, profile, voice, review),)


def message(
    template: str,
    comment: Comment,
    decision: Decision,
    profile: Profile,
    voice: Voice,
    promise: Obligation | None,
    house_rule: str = "",
) -> SendMessage:
    """A drafted message about a comment, with every reason for which it waits for a person."""
    cited = house_rule or (decision.acting.rule.house_rule if decision.acting else "")
    draft = voice.draft(template, comment, decision, profile, cited, promise)
    waits = list(draft.blocked_because)
    if not draft.sendable and not waits:
        waits.append("a person releases it")
    if template in PERSON_ONLY:
        waits.append("a person must confirm before anything about a court case is sent")
    return SendMessage(comment.ref, comment.revision, template, draft.text, "; ".join(waits))


def _held(drafted: SendMessage) -> SendMessage:
    """Thanks beneath words that would have been hidden, were that possible: only a person can tell whether they fit."""
    waits = [drafted.waits_because] if drafted.waits_because else []
    waits.append("the comment was reported to the platform: send it only if it fits")
    return replace(drafted, waits_because="; ".join(waits))


def report_reason(decision: Decision) -> str:
    """What a comment is reported for, in one word."""
    return decision.acting.rule.label if decision.acting else "house rules"
