"""Sends a drafted message to its author because a person has read the draft and says so."""

from moderator.clock import Clock
from moderator.domain.case import Case
from moderator.domain.comment import CommentRef
from moderator.domain.consequences import PERSON_ONLY
from moderator.domain.effects import SendMessage
from moderator.store.audit import AuditEvent
from moderator.store.store import Store, Transaction
from moderator.tasks.review import Answer

#: A draft names the day by which somebody answers or looks: these promises are what it speaks of.
_NAMED = ("acknowledge", "review")


class NotReleased(ValueError):
    """The draft must not go out as it stands; the message says what to do instead."""


def release(store: Store, ref: CommentRef, revision: int, by: str, clock: Clock) -> Answer:
    """Let every draft that waits about these words go out. Raises NotReleased; then none has gone."""
    now = clock()
    with store.transaction() as tx:
        known = tx.comments.known(ref)
        if known is None:
            return Answer("unknown", Case())
        case, comment = tx.cases.held(ref), tx.comments.find(ref)
        if known.standing == "gone":
            return Answer("gone", case, comment)
        if known.revision != revision:
            return Answer("stale", case, comment)
        drafts = _drafts(tx, ref, revision)
        if any(promise.kind in _NAMED and promise.due_at < now for promise in tx.obligations.open_for(ref)):
            raise NotReleased("the day that the draft names has passed, so write to the author yourself")
        if any(template in PERSON_ONLY for _, template in drafts):
            raise NotReleased("what is said about a court case is read in full first: see moderator show, then outbox")
        for errand, template in drafts:
            tx.outbox.retry(errand, now)
            tx.audit.add(AuditEvent(now, "errand.released", by, str(ref), f"revision {revision}: {template}"))
        return Answer("accepted" if drafts else "idle", case, comment)


def _drafts(tx: Transaction, ref: CommentRef, revision: int) -> list[tuple[int, str]]:
    """Messages that wait as drafts, not those that failed on their way."""
    return [
        (errand.id, errand.effect.template)
        for errand in tx.outbox.for_comment(ref)
        if isinstance(errand.effect, SendMessage)
        and errand.effect.revision == revision
        and errand.state == "task"
        and errand.outcome == errand.effect.waits_because
    ]
