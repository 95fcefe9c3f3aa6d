"""Opens promises that a revision gives rise to, and acknowledges many alike at once."""

from moderator.clock import Clock
from moderator.domain.asking import asks_more
from moderator.domain.comment import Comment, CommentRef
from moderator.domain.likeness import are_alike, plain_words
from moderator.domain.obligation import Obligation
from moderator.store.audit import AuditEvent
from moderator.store.store import Store, Transaction
from moderator.tasks.outstanding import acknowledged

ACKNOWLEDGE = "acknowledge"


def promised(tx: Transaction, comment: Comment, obligation: Obligation) -> Obligation:
    """The promise that stands: an edit after an answer that asks for nothing new opens no other clock."""
    answered = _answered(tx, comment) if obligation.kind == ACKNOWLEDGE and comment.revision > 1 else None
    if answered is None:
        return tx.obligations.promise(obligation)
    return answered


def acknowledge_alike(store: Store, ref: CommentRef, by: str, clock: Clock) -> tuple[CommentRef, ...]:
    """One answer for many: acknowledges the open comments beneath the same post that say nearly the same.

    Each keeps its own clock and its own entry in the records; those acknowledged, the given one first.
    """
    now = clock()
    with store.transaction() as tx:
        given = tx.comments.find(ref)
        if given is None:
            return ()
        words = plain_words(given.text)
        alike = [ref] if any(one.kind == ACKNOWLEDGE for one in tx.obligations.open_for(ref)) else []
        for promise in tx.views.open_promises([ref.account]):
            other = promise.comment
            is_same_post = other.seen.post_id == given.seen.post_id and other.ref != ref
            if promise.obligation.kind == ACKNOWLEDGE and is_same_post and are_alike(words, plain_words(other.text)):
                alike.append(other.ref)
        for one in dict.fromkeys(alike):
            acknowledged(tx, one, by=f"person:{by}", at=now)
            tx.audit.add(AuditEvent(now, "obligation.met", by, str(one), f"{ACKNOWLEDGE}: one answer for many"))
        return tuple(dict.fromkeys(alike))


def _answered(tx: Transaction, comment: Comment) -> Obligation | None:
    """The acknowledgement that was kept before this edit, when the edit asks for no more than what it answered."""
    kept = [one for one in tx.obligations.all_for(comment.ref) if one.kind == ACKNOWLEDGE and not one.is_open]
    met = max((one for one in kept if one.met_at is not None), key=lambda one: one.met_at or one.due_at, default=None)
    if met is None or met.met_at is None:
        return None
    then = [one for one in tx.comments.history(comment.ref) if one.revision < comment.revision]
    seen = [one for one in then if one.revision <= met.revision or (one.seen.edited_at or one.stored_at) <= met.met_at]
    return None if not seen or asks_more(seen[-1].text, comment.text) else met
