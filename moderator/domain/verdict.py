"""From a person's verdict to what follows: the effects it asks for. Pure; nothing here deletes, edits or bans."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from moderator.domain.comment import Comment
from moderator.domain.consequences import (
    APPEAL_OVERTURNED,
    APPEAL_UPHELD,
    CONTACT,
    EXPLAINED_BY_PERSON,
    PUBLIC_ANSWER,
    RESTORED,
    Voice,
    message,
    report_reason,
)
from moderator.domain.decision import Decision
from moderator.domain.effects import Effect, Hide, PersonTask, Reply, Report, Reveal, SendMail, SendMessage
from moderator.domain.register import Profile

ANSWER_BY_HAND = "Answer this comment in public, on the platform."
CONTACT_BY_HAND = "Write to the author of this comment in private."
REPORT_BY_HAND = "Report this comment to the platform's operator: no program may do it here."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said about one comment."""

    #: One of moderator.domain.case.VERDICTS.
    choice: str
    #: What is cited to the author; the decision's own house rule when left out.
    house_rule: str = ""
    #: Their own words to the author or in public; "" when they write them elsewhere.
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """How the comment stands, and what may be done about it there."""

    is_hidden: bool
    #: We took it out of view; otherwise the platform or somebody there did, and it is not ours to apologise for.
    hidden_by_us: bool = True
    is_appeal: bool = False
    can_report: bool = True
    can_reply: bool = False
    can_message: bool = True


def effects_of_verdict(
    comment: Comment,
    decision: Decision,
    profile: Profile,
    voice: Voice,
    verdict: Verdict,
    stands: Stands,
    *,
    refer: Callable[[], SendMail] | None = None,
) -> tuple[Effect, ...]:
    """What a person's verdict asks for. ``refer`` makes the mail to the desk that a comment is passed to."""

    def told(template: str) -> SendMessage:
        return message(template, comment, decision, profile, voice, None, verdict.house_rule)

    ref, revision = comment.ref, comment.revision
    match verdict.choice:
        case "keep":
            return tuple(_kept(comment, stands, told))
        case "hide":
            return tuple(_hidden(comment, stands, told))
        case "report" if stands.can_report:
            return (Report(ref, revision, report_reason(decision)),)
        case "report":
            return (PersonTask(ref, revision, REPORT_BY_HAND, comment.seen.permalink),)
        case "answer":
            return (*_kept(comment, stands, told), _answered(comment, stands, verdict.words))
        case "contact":
            return (_written(comment, stands, verdict.words),)
        case "refer" if refer is not None:
            return (refer(),)
        case _:
            return ()


def _kept(comment: Comment, stands: Stands, told: Callable[[str], SendMessage]) -> Iterator[Effect]:
    if stands.is_hidden:
        yield Reveal(comment.ref, comment.revision)
    if stands.is_appeal:
        yield told(APPEAL_OVERTURNED)
    elif stands.is_hidden and stands.hidden_by_us:
        yield told(RESTORED)


def _hidden(comment: Comment, stands: Stands, told: Callable[[str], SendMessage]) -> Iterator[Effect]:
    if not stands.is_hidden:
        yield Hide(comment.ref, comment.revision)
    if stands.is_appeal:
        yield told(APPEAL_UPHELD)
    elif not stands.is_hidden:
        yield told(EXPLAINED_BY_PERSON)


def _answered(comment: Comment, stands: Stands, words: str) -> Effect:
    if words and stands.can_reply:
        return Reply(comment.ref, comment.revision, PUBLIC_ANSWER, words)
    return _by_hand(comment, ANSWER_BY_HAND, words)


def _written(comment: Comment, stands: Stands, words: str) -> Effect:
    if words and stands.can_message:
        return SendMessage(comment.ref, comment.revision, CONTACT, words)
    return _by_hand(comment, CONTACT_BY_HAND, words)


def _by_hand(comment: Comment, what: str, words: str) -> PersonTask:
    said = f"{what} Your words: “{words}”" if words else what
    return PersonTask(comment.ref, comment.revision, said, comment.seen.permalink)
