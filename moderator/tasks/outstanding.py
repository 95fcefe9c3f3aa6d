"""What still waits about a comment, and how it is taken back, asked for again, or found to be out of reach."""

from collections.abc import Iterator
from datetime import datetime

from moderator.domain.case import Case
from moderator.domain.comment import CommentRef
from moderator.domain.consequences import CONTACT, is_acknowledgement
from moderator.domain.desks import DESKS, referral_key
from moderator.domain.effects import Effect, Hide, PersonTask, Reply, Report, Reveal, SendMessage
from moderator.store.comments import KnownComment
from moderator.store.errand import Errand
from moderator.store.store import Transaction
from moderator.tasks.verdicts import HIDE_BY_HAND

_OVER = ("done", "discarded")


def cancel(tx: Transaction, ref: CommentRef, kind: type[Hide | Reveal], at: datetime, why: str) -> None:
    """Take back what was not done yet; what somebody holds at this moment cannot be taken back, only undone."""
    for errand in tx.outbox.for_comment(ref):
        by_hand = isinstance(errand.effect, PersonTask) and errand.effect.what == HIDE_BY_HAND
        if isinstance(errand.effect, kind) or (kind is Hide and by_hand):
            tx.outbox.discard(errand.id, at, why)


def will_be_hidden(tx: Transaction, known: KnownComment) -> bool:
    """Whether the comment is out of view once everything that waits is done."""
    waiting = [
        errand.effect
        for errand in tx.outbox.for_comment(known.ref)
        if isinstance(errand.effect, Hide | Reveal) and errand.state not in _OVER
    ]
    return isinstance(waiting[-1], Hide) if waiting else known.standing == "hidden"


def acknowledged(tx: Transaction, ref: CommentRef, *, by: str, at: datetime) -> None:
    """The acknowledgement's clock stops, and a draft of one that waits is no longer needed."""
    tx.obligations.meet(ref, "acknowledge", at, by)
    drop_acknowledgements(tx, ref, at, f"acknowledged by {by}")


def drop_acknowledgements(tx: Transaction, ref: CommentRef, at: datetime, why: str) -> None:
    """A drafted acknowledgement is no longer needed; its clock runs on unless something else stops it."""
    for errand in tx.outbox.for_comment(ref):
        if isinstance(errand.effect, SendMessage) and is_acknowledgement(errand.effect.template):
            tx.outbox.discard(errand.id, at, why)


def take_back(tx: Transaction, ref: CommentRef, case: Case, at: datetime, why: str) -> tuple[str, ...]:
    """Drop what a decision asked for and nobody did yet; sentences about what can no longer be taken back."""
    mine = [errand for errand in tx.outbox.for_comment(ref) if errand.created_at == case.decided_at]
    passed_on = tx.outbox.find_key(f"mail:{referral_key(ref, case.revision, case.reason, case.decided_at or at)}")
    if passed_on is not None:
        mine.append(passed_on)
    remains = tuple(_remaining(errand, case) for errand in mine if errand.state in ("done", "leased", "unknown"))
    for errand in mine:
        if not isinstance(errand.effect, Hide | Reveal):
            tx.outbox.discard(errand.id, at, why)
    return tuple(dict.fromkeys(sentence for sentence in remains if sentence))


def _remaining(errand: Errand, case: Case) -> str:
    match errand.effect:
        case Reply():
            return "The public answer that was posted stays: remove it on the platform if it should go."
        case Report():
            return "The report to the platform's operator cannot be called back."
        case SendMessage(template=template):
            what = "message" if template == CONTACT else "message about the decision"
            return f"The {what} that was sent to the author cannot be called back: write to them if it misleads."
        case Hide() | Reveal():
            return ""
        case PersonTask():
            return "A task was done by hand; undo it there."
        case _:
            desk = DESKS.get(case.reason)
            return f"The mail to {desk.en if desk else 'them'} has gone: tell them that you took it back."


def reopen(tx: Transaction, ref: CommentRef, case: Case) -> None:
    """Promises that a decision had met run again from where they began; the one it made is forgotten."""
    for promise in tx.obligations.all_for(ref):
        if promise.kind == "action" and promise.received_at == case.decided_at:
            tx.obligations.forget(promise)
        elif promise.met_at == case.decided_at and promise.met_by == f"person:{case.decided_by}":
            tx.obligations.change(promise.reopened())


def say_again(tx: Transaction, ref: CommentRef, revision: int, number: int, at: datetime) -> None:
    """A message that the taken-back verdict had dropped is due after all; one that was sent is not repeated."""
    known = tx.comments.known(ref)
    assert known is not None
    for effect in list(_dropped(tx, ref, revision)):
        is_due = will_be_hidden(tx, known) if effect.template.startswith("explanation") else _is_unanswered(tx, ref)
        if is_due:
            tx.outbox.intend(effect, at, version=number)


def _dropped(tx: Transaction, ref: CommentRef, revision: int) -> Iterator[SendMessage]:
    for errand in tx.outbox.for_comment(ref):
        effect: Effect = errand.effect
        if not isinstance(effect, SendMessage) or errand.state != "discarded" or errand.attempts:
            continue
        if effect.revision == revision and (
            effect.template.startswith("explanation") or is_acknowledgement(effect.template)
        ):
            yield effect


def _is_unanswered(tx: Transaction, ref: CommentRef) -> bool:
    return any(promise.kind == "acknowledge" for promise in tx.obligations.open_for(ref))
