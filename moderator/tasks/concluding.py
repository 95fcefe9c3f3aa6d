"""What the end of an errand changes in what we know and in what else waits."""

from datetime import datetime

from moderator.domain.comment import CommentRef
from moderator.domain.consequences import is_acknowledgement
from moderator.domain.effects import Hide, PersonTask, Reply, Reveal, SendMessage
from moderator.store.audit import AuditEvent
from moderator.store.errand import Errand
from moderator.store.store import Transaction
from moderator.tasks.performing import Done
from moderator.tasks.verdicts import HIDE_BY_HAND


def ended(tx: Transaction, errand: Errand, state: str, why: str, at: datetime) -> bool:
    is_mine = tx.outbox.finish(errand, state, why, at)
    if is_mine:
        note(tx, errand, state, why, at)
    if is_mine and state == "discarded":
        tx.outbox.discard_messages_after(errand, at, why)
    return is_mine


def remember(
    tx: Transaction, errand: Errand, ref: CommentRef, done: Done, at: datetime, *, automatic_counts: bool
) -> None:
    """What a performed errand changes in what we know."""
    match errand.effect:
        case Hide():
            tx.comments.stands(tx.comments.number_of(ref), "hidden", at, hidden_by="council")
            for other in tx.outbox.for_comment(ref):
                if isinstance(other.effect, PersonTask) and other.effect.what == HIDE_BY_HAND:
                    tx.outbox.discard(other.id, at, "the daemon has hidden it")
        case Reveal():
            tx.comments.stands(tx.comments.number_of(ref), "visible", at)
        case SendMessage(template=template, waits_because=waits) if is_acknowledgement(template):
            # What waited for a person was released by one.
            if waits or automatic_counts:
                by = f"reply:{done.native_id or errand.key}" if waits else "policy"
                tx.obligations.meet(ref, "acknowledge", at, by)
        case Reply(template=template) if is_acknowledgement(template):
            # It only goes in public once a person has released it.
            tx.obligations.meet(ref, "acknowledge", at, f"reply:{done.native_id or errand.key}")
        case SendMessage(template=template) if template.startswith("explanation"):
            tx.obligations.meet(ref, "acknowledge", at, "explanation")
        case _:
            pass


def note(tx: Transaction, errand: Errand, kind: str, detail: str, at: datetime) -> None:
    subject = errand.key if errand.ref is None else str(errand.ref)
    tx.audit.add(AuditEvent(at, f"errand.{kind}", "daemon", subject, f"{errand.effect.kind}: {detail}"))
