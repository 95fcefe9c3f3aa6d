"""The single door for every human decision: a verdict, its undoing, an acknowledgement, a note, a task done."""

from collections.abc import Callable
from dataclasses import dataclass

from moderator.clock import Clock
from moderator.domain.case import VERDICTS, Case, CaseEvent
from moderator.domain.comment import Comment, CommentRef
from moderator.domain.consequences import is_acknowledgement
from moderator.domain.decision import Decision
from moderator.domain.effects import Effect, Hide, PersonTask, Reveal, SendMessage
from moderator.domain.policy import Action
from moderator.store.audit import AuditEvent
from moderator.store.comments import KnownComment
from moderator.store.store import Store, Transaction
from moderator.tasks.verdicts import ACKNOWLEDGING, HIDE_BY_HAND, KEEPING

#: (comment, automatic decision or None, verdict, is it hidden now) -> what the verdict asks for. Pure.
EffectsOfVerdict = Callable[[Comment, Decision | None, str, bool], tuple[Effect, ...]]

ACKNOWLEDGE = "acknowledge"
REVIEW = "review"
SAFEGUARDING = "safeguarding"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a person's decision."""

    #: "accepted"; "stale" = the words have changed; "already" = somebody else decided first; "gone"; "unknown".
    status: str
    #: Where the case stands now; on "already" it tells who decided what.
    case: Case
    #: The comment as it stands now; None when it was never seen.
    comment: Comment | None = None

    @property
    def is_accepted(self) -> bool:
        return self.status == "accepted"

    @property
    def sentence(self) -> str:
        """One sentence for the person who asked; never any comment text."""
        match self.status:
            case "accepted":
                return "Done."
            case "stale":
                return "Nothing was changed: the author has edited the comment since; look at it again."
            case "already":
                return f"Nothing was changed: {self.case.decided_by} decided first: {self.case.verdict}."
            case "gone":
                return "Nothing was changed: the comment is no longer on the platform."
            case _:
                return "Nothing was changed: no such comment is known."


def decide_case(
    store: Store,
    ref: CommentRef,
    revision: int,
    verdict: str,
    by: str,
    reason: str,
    clock: Clock,
    *,
    effects_of: EffectsOfVerdict,
    note: str = "",
) -> Answer:
    """Record a person's verdict on one revision and everything it asks for, in one transaction.

    A verdict on words that have changed since is refused; of two people the first stands and the other is told.
    Raises ValueError for a verdict that is not one of VERDICTS.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"{verdict!r} is no verdict: choose one of {', '.join(VERDICTS)}")
    now = clock()
    with store.transaction() as tx:
        known = tx.comments.known(ref)
        if refused := _refused(tx, ref, known, revision):
            return refused
        assert known is not None
        case = tx.cases.held(ref)
        if case.state != "appealed" and case.person_decided(revision):
            return Answer("already", case, tx.comments.find(ref))
        comment = tx.comments.find(ref)
        assert comment is not None
        kind = _kind_of(case, verdict)
        number = tx.cases.add(ref, CaseEvent(kind, now, by, revision, verdict, reason, note))
        tx.audit.add(AuditEvent(now, f"case.{kind}", by, str(ref), f"revision {revision}: {verdict} {reason}".strip()))
        _carry_out(tx, comment, known, verdict, f"person:{by}", number, clock, effects_of)
        return Answer("accepted", tx.cases.at(ref), comment)


def undo(store: Store, ref: CommentRef, revision: int, by: str, clock: Clock) -> Answer:
    """Take a verdict back: the case is open again and the comment stands as the machine had decided."""
    now = clock()
    with store.transaction() as tx:
        known = tx.comments.known(ref)
        if refused := _refused(tx, ref, known, revision):
            return refused
        assert known is not None
        case = tx.cases.held(ref)
        comment = tx.comments.find(ref)
        if not case.person_decided(revision):
            return Answer("stale", case, comment)
        number = tx.cases.add(ref, CaseEvent("undone", now, by, revision, case.verdict))
        tx.audit.add(AuditEvent(now, "case.undone", by, str(ref), f"revision {revision}: {case.verdict}"))
        decision = tx.decisions.find(ref, revision)
        should_hide = decision is not None and decision.outcome == Action.HIDE
        if should_hide != _will_be_hidden(tx, known):
            _cancel(tx, ref, Hide if not should_hide else Reveal, clock, f"undone by {by}")
            if should_hide != _will_be_hidden(tx, known):
                effect: Effect = Hide(ref, revision) if should_hide else Reveal(ref, revision)
                tx.outbox.intend(effect, now, version=number)
                _explain_again(tx, ref, revision, number, clock)
        return Answer("accepted", tx.cases.at(ref), comment)


def acknowledge(store: Store, ref: CommentRef, by: str, clock: Clock) -> Answer:
    """A moderator has acknowledged a comment: its clock stops, and a draft that waits is no longer needed."""
    now = clock()
    with store.transaction() as tx:
        if tx.comments.known(ref) is None:
            return Answer("unknown", Case())
        _acknowledged(tx, ref, by=f"person:{by}", clock=clock)
        tx.audit.add(AuditEvent(now, "obligation.met", by, str(ref), ACKNOWLEDGE))
        return Answer("accepted", tx.cases.at(ref), tx.comments.find(ref))


def note(store: Store, ref: CommentRef, by: str, words: str, clock: Clock) -> Answer:
    """Add a remark to a case; it changes nothing else."""
    now = clock()
    with store.transaction() as tx:
        known = tx.comments.known(ref)
        if known is None:
            return Answer("unknown", Case())
        tx.cases.add(ref, CaseEvent("noted", now, by, known.revision, note=words))
        tx.audit.add(AuditEvent(now, "case.noted", by, str(ref)))
        return Answer("accepted", tx.cases.at(ref), tx.comments.find(ref))


def complete_task(store: Store, errand_id: int, by: str, clock: Clock) -> bool:
    """A person did by hand what an errand asked for; False when it does not wait for a person."""
    now = clock()
    with store.transaction() as tx:
        errand = tx.outbox.find(errand_id)
        if errand is None or not tx.outbox.complete(errand_id, now, by):
            return False
        subject = errand.key if errand.ref is None else str(errand.ref)
        tx.audit.add(AuditEvent(now, "errand.done", by, subject, f"{errand.effect.kind}: by hand"))
        match errand.effect:
            case Hide(ref=ref):
                tx.comments.stands(tx.comments.number_of(ref), "hidden", now, hidden_by="council")
            case Reveal(ref=ref):
                tx.comments.stands(tx.comments.number_of(ref), "visible", now)
            case SendMessage(ref=ref, template=template):
                if is_acknowledgement(template) or template.startswith("explanation"):
                    tx.obligations.meet(ref, ACKNOWLEDGE, now, f"person:{by}")
            case _:
                pass
        return True


def _refused(tx: Transaction, ref: CommentRef, known: KnownComment | None, revision: int) -> Answer | None:
    if known is None:
        return Answer("unknown", Case())
    if known.standing == "gone":
        return Answer("gone", tx.cases.at(ref), tx.comments.find(ref))
    if known.revision != revision:
        return Answer("stale", tx.cases.at(ref), tx.comments.find(ref))
    return None


def _kind_of(case: Case, verdict: str) -> str:
    if case.state != "appealed":
        return "decided"
    return "upheld" if verdict == case.verdict else "overturned"


def _carry_out(
    tx: Transaction,
    comment: Comment,
    known: KnownComment,
    verdict: str,
    by: str,
    number: int,
    clock: Clock,
    effects_of: EffectsOfVerdict,
) -> None:
    ref, now = comment.ref, clock()
    if verdict in KEEPING:
        _cancel(tx, ref, Hide, clock, "a person has decided to keep it")
    elif verdict == "hide":
        _cancel(tx, ref, Reveal, clock, "a person has decided to hide it")
    decision = tx.decisions.find(ref, comment.revision)
    for effect in effects_of(comment, decision, verdict, _will_be_hidden(tx, known)):
        tx.outbox.intend(effect, now, version=number)
    tx.obligations.meet(ref, REVIEW, now, by)
    # Whoever decided has looked: nobody needs to be paged about it again.
    tx.obligations.meet(ref, SAFEGUARDING, now, by)
    if verdict in ACKNOWLEDGING:
        _acknowledged(tx, ref, by=by, clock=clock)


def _acknowledged(tx: Transaction, ref: CommentRef, *, by: str, clock: Clock) -> None:
    tx.obligations.meet(ref, ACKNOWLEDGE, clock(), by)
    for errand in tx.outbox.for_comment(ref):
        if isinstance(errand.effect, SendMessage) and is_acknowledgement(errand.effect.template):
            tx.outbox.discard(errand.id, clock(), f"acknowledged by {by}")


def _cancel(tx: Transaction, ref: CommentRef, kind: type[Hide | Reveal], clock: Clock, why: str) -> None:
    """Take back what was not done yet; what somebody holds at this moment cannot be taken back, only undone."""
    for errand in tx.outbox.for_comment(ref):
        by_hand = isinstance(errand.effect, PersonTask) and errand.effect.what == HIDE_BY_HAND
        if isinstance(errand.effect, kind) or (kind is Hide and by_hand):
            tx.outbox.discard(errand.id, clock(), why)


def _explain_again(tx: Transaction, ref: CommentRef, revision: int, number: int, clock: Clock) -> None:
    """An explanation that the taken-back verdict had dropped is due after all; one that was sent is not repeated."""
    for errand in tx.outbox.for_comment(ref):
        effect = errand.effect
        if isinstance(effect, SendMessage) and effect.revision == revision and errand.state == "discarded":
            is_explanation = effect.template.startswith("explanation") and not errand.attempts
            if is_explanation and _will_be_hidden(tx, _known(tx, ref)):
                tx.outbox.intend(effect, clock(), version=number)


def _known(tx: Transaction, ref: CommentRef) -> KnownComment:
    known = tx.comments.known(ref)
    assert known is not None
    return known


def _will_be_hidden(tx: Transaction, known: KnownComment) -> bool:
    """Whether the comment is out of view once everything that waits is done."""
    waiting = [
        errand.effect
        for errand in tx.outbox.for_comment(known.ref)
        if isinstance(errand.effect, Hide | Reveal) and errand.state not in ("done", "discarded")
    ]
    return isinstance(waiting[-1], Hide) if waiting else known.standing == "hidden"
