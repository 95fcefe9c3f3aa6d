"""Performs due errands, one by one: claimed under a lease, proven by reading back, never silently dropped."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from connectors.contract import Connector, HidesMany
from moderator.clock import Clock
from moderator.domain.comment import AccountRef
from moderator.domain.effects import Hide, PersonTask, Report, Reveal, SendMail
from moderator.store.audit import AuditEvent
from moderator.store.errand import Errand
from moderator.store.store import Store, Transaction
from moderator.tasks.arrivals import Look, record_gone
from moderator.tasks.concluding import ended, note, remember
from moderator.tasks.ladder import PublicLine, next_rung, no_line
from moderator.tasks.outages import pause, paused_already, resume
from moderator.tasks.performing import (
    GONE,
    Barred,
    Done,
    ForPerson,
    Later,
    LeaseOver,
    Outcome,
    hand_over,
    perform_together,
)
from moderator.tasks.spending import spending_kept
from moderator.tasks.verdicts import HIDE_BY_HAND, KEEPING

log = logging.getLogger(__name__)

LANE = "deliver"
#: No call to a platform or mail server lasts longer; the connectors and the mailer promise it.
CALL_DEADLINE = timedelta(seconds=60)
#: Reading, acting and proving fit into a lease, and then some.
LEASE = timedelta(minutes=5)
#: A hide that is still not done after this is put to a person as well.
HIDE_BY_HAND_AFTER = timedelta(minutes=15)
#: So long after a decision a hide still waits for an answer that cannot be given afterwards.
ANSWER_FIRST = timedelta(minutes=1)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)


def any_share(longest: float) -> float:
    """Full jitter: a random wait up to the longest, so that many errands do not come back at once."""
    return SystemRandom().uniform(0, longest)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Everything delivery needs; ``handle`` takes an errand's id and nothing else, so that any queue may call it."""

    store: Store
    connectors: Mapping[AccountRef, Connector]
    #: Hands one mail over or raises MailLater or MailRefused.
    send_mail: Callable[[SendMail], None]
    clock: Clock
    #: Seconds that never jump, such as time.monotonic.
    monotonic: Callable[[], float]
    #: (account, why) -> the one mail about a platform that refuses us.
    notice: Callable[[AccountRef, str], SendMail]
    lease: timedelta = LEASE
    jitter: Callable[[float], float] = any_share
    #: What may be said in public where an explanation cannot be given in private.
    public_line: PublicLine = no_line
    #: Whether an acknowledgement that went out without a person stops the clock: the council's policy says.
    automatic_counts: bool = False

    def deliver_due(self, at_most: int) -> int:
        """Handle errands that are due, oldest first; how many were handled. 0 means that nothing is due."""
        self._escalate()
        with self.store.reading() as tx:
            due = tx.outbox.due(self.clock(), at_most, tuple(self.connectors))
        for errand in due:
            try:
                self.handle(errand)
            except Exception as error:  # noqa: BLE001 - the loop's edge: one poisonous errand must not stop the others
                self._crashed(errand, error)
        return len(due)

    def handle(self, errand_id: int) -> bool:
        """Perform one errand if it is due and nobody holds it; whether it was tried."""
        return self._handle(errand_id)

    def _handle(self, errand_id: int, *, goes_first: bool = False) -> bool:
        # The monotonic deadline is set before the claim: it must not be later than the lease.
        deadline = self.monotonic() + self.lease.total_seconds()
        with self.store.transaction() as tx:
            errand = self._claimed(tx, errand_id, goes_first)
        if errand is None:
            return False
        later = self._waits_for_answers(errand)
        tried = [(errand, later)] if later else self._performed(errand, deadline)
        # What is done first: an account that answered for one comment is not left alone for another's sake.
        for one, outcome in sorted(tried, key=lambda pair: isinstance(pair[1], Barred)):
            with self.store.transaction() as tx:
                self._conclude(tx, one, outcome, self.clock())
        return True

    def _claimed(self, tx: Transaction, errand_id: int, goes_first: bool) -> Errand | None:
        now = self.clock()
        waiting = tx.outbox.find(errand_id)
        if waiting is None or not self._is_open_for(tx, waiting, now):
            return None
        errand = tx.outbox.claim(errand_id, now, self.lease, goes_first=goes_first)
        if errand is None:
            return None
        if errand.state != "leased":
            note(tx, errand, "aside", errand.outcome, now)
            return None
        if unwanted := _unwanted(tx, errand):
            state, why = unwanted
            ended(tx, errand, state, why, now)
            return None
        return errand

    def _is_open_for(self, tx: Transaction, errand: Errand, now: datetime) -> bool:
        if errand.ref is None:
            return True
        outage = tx.outages.current(errand.ref.account, LANE)
        return errand.ref.account in self.connectors and (outage is None or outage.paused_until <= now)

    def _waits_for_answers(self, errand: Errand) -> Later | None:
        """Where nobody can answer a hidden comment, says first what is to be said; the hide waits a minute at most."""
        if not isinstance(errand.effect, Hide):
            return None
        if not self.connectors[errand.effect.ref.account].capabilities.answer_before_hiding:
            return None
        if self.clock() >= errand.created_at + ANSWER_FIRST and errand.attempts > 1:
            return None
        with self.store.reading() as tx:
            answers = tx.outbox.answers_beside(errand)
        for answer in answers:
            try:
                self._handle(answer, goes_first=True)
            except Exception as error:  # noqa: BLE001 - a poisonous answer must not keep a comment in public
                log.error("errand %d: the attempt crashed: %s", answer, type(error).__name__)
        with self.store.reading() as tx:
            # An answer that had the account paused would be waited for in vain.
            is_waiting = bool(tx.outbox.answers_beside(errand)) and self._is_open_for(tx, errand, self.clock())
        is_young = self.clock() < errand.created_at + ANSWER_FIRST
        return Later("an answer goes first: nobody can answer a hidden comment") if is_waiting and is_young else None

    def _performed(self, errand: Errand, deadline: float) -> list[tuple[Errand, Outcome]]:
        """The errand and its companions, each with how it ended."""
        company = [errand, *self._companions(errand)]
        lease_until = min(one.lease_until for one in company if one.lease_until is not None)

        def may_act() -> None:
            # Both clocks: the wall clock may be set back, and the monotonic one may stand still while frozen.
            wall = self.clock() + CALL_DEADLINE < lease_until
            steady = self.monotonic() + CALL_DEADLINE.total_seconds() < deadline
            if not (wall and steady):
                raise LeaseOver

        if isinstance(errand.effect, SendMail):
            return [(errand, hand_over(errand.effect, self.send_mail, may_act))]
        assert errand.ref is not None
        account = errand.ref.account
        with spending_kept(self.store, self.connectors[account], account, LANE, self.clock):
            return perform_together(company, self.connectors[account], may_act)

    def _companions(self, errand: Errand) -> list[Errand]:
        """Other hides, or reveals, of the same profile that are due: claimed, to go out in the same call.

        Only what was never tried goes in company, so that whatever fails there is tried again alone, and read first.
        """
        if errand.attempts > 1 or not isinstance(errand.effect, Hide | Reveal):
            return []
        account = errand.effect.ref.account
        connector = self.connectors[account]
        if not isinstance(connector, HidesMany) or connector.capabilities.answer_before_hiding:
            return []
        with self.store.reading() as tx:
            beside = tx.outbox.due(
                self.clock(), connector.capabilities.hides_at_once - 1, [account], untried=errand.effect.kind
            )
        found = (self._claimed_beside(companion) for companion in beside)
        return [companion for companion in found if companion is not None]

    def _claimed_beside(self, errand_id: int) -> Errand | None:
        try:
            with self.store.transaction() as tx:
                return self._claimed(tx, errand_id, goes_first=False)
        except Exception as error:  # noqa: BLE001 - a poisonous companion must not keep the others in public
            self._crashed(errand_id, error)
            return None

    def _crashed(self, errand_id: int, error: Exception) -> None:
        # When it was claimed, the lease runs out and that counts as a crash. The third sets the errand aside.
        log.error("errand %d: the attempt crashed: %s", errand_id, type(error).__name__)
        with self.store.transaction() as tx:
            tx.outbox.stumbled(errand_id, self.clock())

    def _conclude(self, tx: Transaction, errand: Errand, outcome: Outcome, at: datetime) -> None:
        match outcome:
            case Done():
                is_mine = self._finished(tx, errand, outcome, at)
            case Later():
                is_mine = self._postponed(tx, errand, outcome, at)
            case ForPerson():
                is_mine = self._put_to_a_person(tx, errand, outcome, at)
            case Barred():
                is_mine = self._barred(tx, errand, outcome, at)
        if not is_mine:
            log.warning("errand %d: somebody else took it over; this outcome is dropped", errand.id)

    def _finished(self, tx: Transaction, errand: Errand, done: Done, at: datetime) -> bool:
        if not tx.outbox.finish(errand, "done", done.how, at, native_id=done.native_id):
            return False
        note(tx, errand, "done", done.how, at)
        if errand.ref is None:
            return True
        resume(tx, errand.ref.account, LANE, at)
        if done.how == GONE:
            record_gone(tx, errand.ref, Look(errand.ref.account, at, at, shows_hidden=True))
            return True
        remember(tx, errand, errand.ref, done, at, automatic_counts=self.automatic_counts)
        return True

    def _put_to_a_person(self, tx: Transaction, errand: Errand, outcome: ForPerson, at: datetime) -> bool:
        rung = next_rung(errand, outcome, self.public_line)
        is_mine = ended(tx, errand, rung.ended.state, rung.ended.why, at)
        if is_mine and rung.line is not None:
            tx.outbox.intend(rung.line, at)
        if is_mine and rung.reached_nobody:
            tx.audit.add(AuditEvent(at, "message.undelivered", "daemon", str(errand.ref), rung.ended.why))
        return is_mine

    def _postponed(self, tx: Transaction, errand: Errand, later: Later, at: datetime) -> bool:
        if at >= errand.expires_at:
            why = f"given up after {errand.attempts} attempts: {later.why}"
            return ended(tx, errand, "aside", why, at)
        growing = min(LONGEST_RETRY, FIRST_RETRY * (1 << min(errand.attempts, 12)))
        wait = timedelta(seconds=self.jitter(growing.total_seconds()))
        until = at + max(wait, later.retry_after or timedelta(0))
        return tx.outbox.postpone(errand, later.why, until, is_ambiguous=later.is_ambiguous)

    def _barred(self, tx: Transaction, errand: Errand, barred: Barred, at: datetime) -> bool:
        assert errand.ref is not None
        account = errand.ref.account
        outage = paused_already(tx, account, LANE, barred.error, at)
        if outage is None:
            outage = pause(tx, account, LANE, barred.error, at, lambda reason: self.notice(account, reason))
        if at >= errand.expires_at:
            return ended(tx, errand, "aside", f"given up after {errand.attempts} attempts: {outage.reason}", at)
        return tx.outbox.postpone(errand, outage.reason, outage.paused_until, is_ambiguous=errand.is_ambiguous)

    def _escalate(self) -> None:
        now = self.clock()
        with self.store.reading() as looking:
            if not looking.outbox.overdue_hides(now - HIDE_BY_HAND_AFTER):
                return
        with self.store.transaction() as tx:
            for errand in tx.outbox.overdue_hides(now - HIDE_BY_HAND_AFTER):
                assert isinstance(errand.effect, Hide)
                comment = tx.comments.find(errand.effect.ref)
                link = comment.seen.permalink if comment else ""
                tx.outbox.intend(PersonTask(errand.effect.ref, errand.effect.revision, HIDE_BY_HAND, link), now)
                tx.outbox.escalated(errand, now)
                note(tx, errand, "escalated", HIDE_BY_HAND, now)


def _unwanted(tx: Transaction, errand: Errand) -> tuple[str, str] | None:
    """Why an errand must not be performed: the state it ends in and the reason."""
    effect = errand.effect
    if isinstance(effect, SendMail | PersonTask):
        return None
    known = tx.comments.known(effect.ref)
    if known is not None and known.standing == GONE:
        return "done", GONE
    if isinstance(effect, Hide | Report) and tx.decisions.captured(effect.ref, effect.revision) is None:
        return "aside", "no evidence was captured: nothing may be done about this comment"
    if isinstance(effect, Hide) and known is not None and known.revision > effect.revision:
        return "discarded", "the author has changed the words since: they are judged afresh"
    case = tx.cases.at(effect.ref)
    if isinstance(effect, Hide) and case.person_decided(effect.revision) and case.verdict in KEEPING:
        return "discarded", "a person has decided to keep it"
    return None
