"""The single door for every human decision: a verdict, its undoing, an acknowledgement, a note, a task done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from moderator.clock import Clock
from moderator.domain.case import ANSWERED, VERDICTS, Case, CaseEvent
from moderator.domain.comment import Comment, CommentRef
from moderator.domain.consequences import is_acknowledgement
from moderator.domain.decision import Decision
from moderator.domain.effects import Effect, Hide, Reveal, SendMessage
from moderator.domain.obligation import Obligation
from moderator.domain.policy import Action
from moderator.domain.spoken import moment
from moderator.store.audit import AuditEvent
from moderator.store.comments import KnownComment
from moderator.store.store import Store, Transaction
from moderator.tasks.outstanding import (
    acknowledged,
    cancel,
    drop_acknowledgements,
    reopen,
    say_again,
    take_back,
    will_be_hidden,
)
from moderator.tasks.verdicts import ACKNOWLEDGING, APPEAL_VERDICTS, KEEPING

#: (comment, automatic decision or None, verdict, is it hidden now) -> what the verdict asks for. Pure.
EffectsOfVerdict = Callable[[Comment, Decision | None, str, bool], tuple[Effect, ...]]

#: (kind, comment, revision, from when) -> the promise with its due times. Pure.
PromiseOf = Callable[[str, CommentRef, int, datetime], Obligation]

ACKNOWLEDGE = "acknowledge"
REVIEW = "review"
SAFEGUARDING = "safeguarding"
ACTION = "action"
APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a person's decision."""

    #: "accepted"; "stale" = the words have changed; "already" = somebody else decided first; "gone"; "unknown";
    #: "own" = an appeal against this person's own decision; "contested" = an appeal takes only keep or hide;
    #: "idle" = nothing waited for this.
    status: str
    #: Where the case stands now; on "already" it tells who decided what.
    case: Case
    #: The comment as it stands now; None when it was never seen.
    comment: Comment | None = None
    #: What could not be taken back, in sentences; only after an undo.
    remains: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        return self.status == "accepted"

    @property
    def sentence(self) -> str:
        """One sentence for the person who asked; never any comment text."""
        match self.status:
            case "accepted":
                return " ".join(("Done.", *self.remains))
            case "stale":
                return "Nothing was changed: the author has edited the comment since; look at it again."
            case "already":
                return f"Nothing was changed: {self.case.decided_by} decided first{self._when}: {self.case.verdict}."
            case "own":
                return "Nothing was changed: this appeal is against your own decision, so somebody else answers it."
            case "contested":
                return "Nothing was changed: this is an appeal. Choose hide to uphold the hide, or keep to overturn it."
            case "idle":
                return "Nothing was changed: nothing about this comment waits for that."
            case "gone":
                return "Nothing was changed: the comment is no longer on the platform."
            case _:
                return "Nothing was changed: no such comment is known."

    @property
    def _when(self) -> str:
        return f" on {moment(self.case.decided_at).en}" if self.case.decided_at else ""


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
    promise_of: PromiseOf | None = None,
) -> Answer:
    """Record a person's verdict on one revision and everything it asks for, in one transaction.

    A verdict on words that have changed since is refused; of two people the first stands and the other is told; nobody
    answers an appeal against their own decision. ``promise_of`` reckons the second promise of "action".
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
        case, comment = tx.cases.held(ref), tx.comments.find(ref)
        assert comment is not None
        if barred := _barred(case, revision, verdict, by):
            return Answer(barred, case, comment)
        kind = _kind_of(case, verdict)
        number = tx.cases.add(ref, CaseEvent(kind, now, by, revision, verdict, reason, note))
        tx.audit.add(AuditEvent(now, f"case.{kind}", by, str(ref), f"revision {revision}: {verdict} {reason}".strip()))
        _carry_out(tx, comment, known, verdict, f"person:{by}", number, now, effects_of)
        if verdict == ACTION and promise_of is not None:
            tx.obligations.promise(promise_of(ACTION, ref, revision, now))
        return Answer("accepted", tx.cases.at(ref), comment)


def undo(store: Store, ref: CommentRef, revision: int, by: str, clock: Clock) -> Answer:
    """Take a verdict back: the case is open again, its clocks run again, and the comment stands as before.

    What has left the house (a public answer, a message, a mail) cannot be called back; the answer says so.
    """
    now = clock()
    with store.transaction() as tx:
        known = tx.comments.known(ref)
        if refused := _refused(tx, ref, known, revision):
            return refused
        assert known is not None
        case, comment = tx.cases.held(ref), tx.comments.find(ref)
        if case.is_appealed or not case.person_decided(revision):
            return Answer("idle", case, comment)
        number = tx.cases.add(ref, CaseEvent("undone", now, by, revision, case.verdict))
        tx.audit.add(AuditEvent(now, "case.undone", by, str(ref), f"revision {revision}: {case.verdict}"))
        remains = take_back(tx, ref, case, now, f"undone by {by}")
        reopen(tx, ref, case)
        _stand_as_before(tx, known, case, number, f"undone by {by}", now)
        say_again(tx, ref, revision, number, now)
        return Answer("accepted", tx.cases.at(ref), comment, remains)


def answered(store: Store, ref: CommentRef, by: str, clock: Clock) -> Answer:
    """What needed action has been answered: its clock stops."""
    now = clock()
    with store.transaction() as tx:
        known = tx.comments.known(ref)
        if known is None:
            return Answer("unknown", Case())
        if not tx.obligations.meet(ref, ACTION, now, f"person:{by}"):
            return Answer("idle", tx.cases.at(ref), tx.comments.find(ref))
        tx.cases.add(ref, CaseEvent(ANSWERED, now, by, known.revision))
        tx.audit.add(AuditEvent(now, "obligation.met", by, str(ref), ACTION))
        return Answer("accepted", tx.cases.at(ref), tx.comments.find(ref))


def acknowledge(store: Store, ref: CommentRef, by: str, clock: Clock) -> Answer:
    """A moderator has acknowledged a comment: its clock stops, and a draft that waits is no longer needed.

    Whoever wrote to the author has looked: nobody is paged about it again.
    """
    now = clock()
    with store.transaction() as tx:
        if tx.comments.known(ref) is None:
            return Answer("unknown", Case())
        acknowledged(tx, ref, by=f"person:{by}", at=now)
        tx.audit.add(AuditEvent(now, "obligation.met", by, str(ref), ACKNOWLEDGE))
        if tx.obligations.meet(ref, SAFEGUARDING, now, f"person:{by}"):
            tx.audit.add(AuditEvent(now, "obligation.met", by, str(ref), SAFEGUARDING))
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


def _barred(case: Case, revision: int, verdict: str, by: str) -> str:
    """Why this person may not decide this now, as a status; "" when they may."""
    if case.is_appealed:
        if not case.may_decide(by):
            return "own"
        return "" if verdict in APPEAL_VERDICTS else "contested"
    return "already" if case.person_decided(revision) else ""


def _kind_of(case: Case, verdict: str) -> str:
    if not case.is_appealed:
        return "decided"
    return "upheld" if verdict == "hide" else "overturned"


def _carry_out(
    tx: Transaction,
    comment: Comment,
    known: KnownComment,
    verdict: str,
    by: str,
    number: int,
    at: datetime,
    effects_of: EffectsOfVerdict,
) -> None:
    ref = comment.ref
    if verdict in KEEPING:
        cancel(tx, ref, Hide, at, "a person has decided to keep it")
    elif verdict == "hide":
        cancel(tx, ref, Reveal, at, "a person has decided to hide it")
        drop_acknowledgements(tx, ref, at, "a person has decided to hide it: the explanation acknowledges it")
    decision = tx.decisions.find(ref, comment.revision)
    for effect in effects_of(comment, decision, verdict, will_be_hidden(tx, known)):
        tx.outbox.intend(effect, at, version=number)
    # Whoever decided has looked: nobody needs to be paged about it again.
    for kind in (REVIEW, SAFEGUARDING, APPEAL):
        tx.obligations.meet(ref, kind, at, by)
    if verdict in ACKNOWLEDGING:
        acknowledged(tx, ref, by=by, at=at)


def _stand_as_before(tx: Transaction, known: KnownComment, case: Case, number: int, why: str, at: datetime) -> None:
    """As the machine had decided; a comment whose appeal is open again is hidden again."""
    ref, revision = known.ref, known.revision
    decision = tx.decisions.find(ref, revision)
    should_hide = bool(case.appeal_answered()) or (decision is not None and decision.outcome == Action.HIDE)
    if should_hide == will_be_hidden(tx, known):
        return
    cancel(tx, ref, Hide if not should_hide else Reveal, at, why)
    if should_hide != will_be_hidden(tx, known):
        effect: Effect = Hide(ref, revision) if should_hide else Reveal(ref, revision)
        tx.outbox.intend(effect, at, version=number)
