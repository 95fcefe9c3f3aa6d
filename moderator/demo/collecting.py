"""Reads back from the daemon's own records what it did, one value per revision, promise and mail."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from moderator.demo.result import Draft, Judged, PromiseShown
from moderator.domain.case import CaseEvent
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.decision import Decision
from moderator.domain.effects import Hide, PersonTask, Report, SendMessage
from moderator.domain.obligation import Obligation
from moderator.domain.policy import Policy
from moderator.domain.register import Profile
from moderator.store.errand import Errand
from moderator.store.store import Transaction
from moderator.store.views import Dossier

#: Platforms whose items come in by hand; what has to be done there is a person's task.
BY_HAND = frozenset({"facebook_group"})

#: How the outbox begins the outcome of what a person completed.
BY_A_PERSON = "done by "

Profiles = Mapping[AccountRef, Profile]


def judged(
    tx: Transaction, profiles: Profiles, policy: Policy, is_criticism: Callable[[CommentRef], bool]
) -> tuple[Judged, ...]:
    """Every revision that was decided on, in the order in which the comments were written."""
    return tuple(_judged(tx, profiles, policy, is_criticism))


def _judged(
    tx: Transaction, profiles: Profiles, policy: Policy, is_criticism: Callable[[CommentRef], bool]
) -> Iterator[Judged]:
    for dossier in tx.views.dossiers():
        ref = dossier.comment.ref
        story = tx.cases.events(ref)
        for comment in tx.comments.history(ref):
            decision = tx.decisions.find(ref, comment.revision)
            captured = tx.decisions.captured(ref, comment.revision)
            if decision is None:
                continue
            house_rule = decision.acting.rule.house_rule if decision.acting else ""
            errands = [errand for errand in dossier.errands if _is_about(errand, comment.revision)]
            yield Judged(
                ref=str(ref),
                profile=profiles[ref.account].title,
                author=comment.seen.author.name or "somebody",
                text=comment.text,
                parent_text=comment.seen.parent_text,
                posted_at=comment.seen.created_at,
                seen_at=comment.stored_at,
                revision=comment.revision,
                outcome=_outcome(decision, errands),
                findings=captured.evidence.findings if captured else (),
                reasons=decision.reasons,
                house_rule=policy.house_rule(house_rule),
                because_of=_because_of(decision),
                language=decision.language,
                needs_response=decision.needs_response,
                standing=dossier.standing,
                hidden_at=_hidden_at(errands),
                is_shadow=decision.is_shadow,
                by_hand=ref.account.platform in BY_HAND,
                drafts=tuple(_draft(errand, errand.effect) for errand in errands if _is_message(errand)),
                tasks=tuple(_tasks(errands)),
                link=comment.seen.permalink,
                is_criticism=is_criticism(ref),
                later=tuple(_later(dossier, comment, story)),
            )


def promises(
    tx: Transaction, profiles: Profiles, at: datetime, *, kind: str = "acknowledge"
) -> tuple[PromiseShown, ...]:
    """The ledger of one kind of promise as of a moment, those due first first."""
    return tuple(
        PromiseShown(
            ref=str(promise.obligation.ref),
            profile=profiles[promise.obligation.ref.account].title,
            author=promise.comment.seen.author.name or "somebody",
            text=promise.comment.text,
            received_at=promise.obligation.received_at,
            target_at=promise.obligation.target_at,
            due_at=promise.obligation.due_at,
            state=state_of(promise.obligation, at),
            met_at=promise.obligation.met_at,
            met_by=_met_by(promise.obligation),
        )
        for promise in tx.views.promises()
        if promise.obligation.kind == kind
    )


def state_of(obligation: Obligation, at: datetime) -> str:
    """ "in time", "late", "breached", "open" or "withdrawn"."""
    if obligation.withdrawn_at is not None:
        return "withdrawn"
    if obligation.met_at is None:
        return "breached" if obligation.breached(at) else "open"
    return "late" if obligation.breached(at) else "in time"


def _outcome(decision: Decision, errands: list[Errand]) -> str:
    """The decision's word; "report" where the platform lets nobody hide, so that its operator was told instead."""
    if decision.is_shadow:
        return decision.unbounded.word
    is_told = any(isinstance(errand.effect, Report) and not _is_for_a_person(errand) for errand in errands)
    return "report" if is_told and _hidden_at(errands) is None else decision.outcome.word


def _because_of(decision: Decision) -> str:
    if decision.acting is not None and decision.acting.permitted == decision.unbounded > 0:
        return decision.acting.rule.label
    return decision.reasons[0].partition(".")[0] if decision.reasons else ""


def _is_about(errand: Errand, revision: int) -> bool:
    return getattr(errand.effect, "revision", None) == revision


def _is_message(errand: Errand) -> bool:
    return isinstance(errand.effect, SendMessage)


def _hidden_at(errands: list[Errand]) -> datetime | None:
    done = [errand.finished_at for errand in errands if isinstance(errand.effect, Hide) and errand.state == "done"]
    return done[0] if done else None


def _draft(errand: Errand, effect: object) -> Draft:
    assert isinstance(effect, SendMessage)
    match errand.state:
        case "done":
            state = "sent in private"
        case "task" | "unknown" | "aside":
            state = f"waits for a person: {errand.outcome}" if errand.outcome else "waits for a person"
        case "discarded":
            state = "no longer wanted"
        case _:
            state = "on its way"
    return Draft(effect.template, effect.text, state)


def _tasks(errands: list[Errand]) -> Iterator[str]:
    for errand in errands:
        if isinstance(errand.effect, PersonTask):
            yield errand.effect.what
        elif isinstance(errand.effect, Hide | Report) and _is_for_a_person(errand):
            yield f"{errand.effect.kind} it by hand: {errand.outcome}"


def _is_for_a_person(errand: Errand) -> bool:
    return errand.state in ("task", "unknown", "aside") or errand.outcome.startswith(BY_A_PERSON)


def _later(dossier: Dossier, comment: Comment, story: tuple[CaseEvent, ...]) -> Iterator[str]:
    if dossier.comment.revision > comment.revision:
        yield "Its author changed it later; the new words were judged anew."
    if dossier.standing == "gone" and dossier.comment.revision == comment.revision:
        yield "It was deleted on the platform later; the record stays."
    for event in story:
        if event.kind in ("decided", "upheld", "overturned") and event.revision == comment.revision:
            yield f"Decided by {event.by}: {event.choice}"


def _met_by(obligation: Obligation) -> str:
    how, _, who = obligation.met_by.partition(":")
    match how:
        case "reply":
            return "the council replied"
        case "person":
            return who
        case "":
            return ""
        case _:
            return how
