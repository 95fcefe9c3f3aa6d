"""The composition root: the only file that knows every part."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.contract import Connector
from moderator.asking import Asking
from moderator.clock import Clock
from moderator.council import Council
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.consequences import Consequences, consequences_of
from moderator.domain.decision import Decision
from moderator.domain.desks import DESKS
from moderator.domain.effects import SendMail
from moderator.domain.evidence import Evidence, Finding, Scorer
from moderator.domain.register import Profile
from moderator.mail.alert import safeguarding_mail
from moderator.mail.answer import undelivered_mail
from moderator.mail.digest import render_digest
from moderator.mail.referral import appeal_mail
from moderator.reporting import reporting_of
from moderator.scorers.detoxify import ModelRefused
from moderator.scorers.spam.repeats import undressed_words
from moderator.store.store import Store
from moderator.tasks.appeals import Appealing, hear
from moderator.tasks.assess import assess, no_words
from moderator.tasks.deliver import Deliverer
from moderator.tasks.digest import Digesting, digest, item_of
from moderator.tasks.pictures import Pictures, ReadPicture
from moderator.tasks.undelivered import tell_undelivered
from moderator.tasks.watch import watch
from moderator.tasks.weekly import weekly
from moderator.voice import no_page, public_line_of, voice
from moderator.watching import watching_of

#: Whether a stop was asked for; asked between any two steps of a round, so each asking is a sign of life as well.
Asked = Callable[[], bool]
#: Errands that one round performs before it lets others look.
ERRANDS_PER_ROUND = 50


def go_on() -> bool:
    """Nobody asks for a stop."""
    return False


@dataclass(frozen=True, slots=True)
class SilentScorer:
    """Stands in for a model that was refused: it never speaks, so every comment goes to a person."""

    reason: str
    name: str = "detoxify"

    def score(self, passages: object, earlier: object) -> list[list[Finding]]:
        """Raises always: a missing model must leave a gap, never a zero."""
        del passages, earlier
        raise ModelRefused(self.reason, "see moderator model verify")


@dataclass(frozen=True, slots=True)
class PassResult:
    """What one full pass did."""

    #: Comments and edits stored.
    arrived: int
    assessed: int
    #: Errands looked at.
    delivered: int
    #: Warnings, alerts, pages, digests and reports written.
    mails: int


class App:
    """One council's daemon, ready to work; every method is one kind of round and may be called at any time."""

    def __init__(
        self,
        council: Council,
        store: Store,
        *,
        connectors: Mapping[AccountRef, Connector],
        line: tuple[Scorer, ...],
        send_mail: Callable[[SendMail], None],
        link: Callable[..., str],
        appeal_link: Callable[[CommentRef, int], str] = no_page,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        read_picture: ReadPicture | None = None,
        remarks: tuple[str, ...] = (),
        reply_token: Callable[[str, str, datetime], str] | None = None,
    ) -> None:
        """``remarks`` are sentences that every digest carries: what is wrong with this daemon as it was built.

        ``reply_token`` names a digest in an answer to it; None where nobody reads answers. ``read_picture`` tells the
        words in a picture; None where no engine is installed.
        """
        self.council = council
        self.store = store
        self.clock = clock
        self.connectors = connectors
        self.asking = Asking(council, store, connectors, clock)
        self._line = line
        self._pictures = Pictures(connectors, read_picture, monotonic, self.asking.looking) if read_picture else None
        #: Comments of a profile that is not run wait until somebody has authorised it.
        self._run = replace(council.register, profiles=council.runnable)
        self._remarks: list[Callable[[datetime], Sequence[str]]] = [self.asking.remarks]
        self.reporting = reporting_of(council, connectors)
        self.digesting = Digesting(
            render=render_digest,
            capabilities={account: connector.capabilities for account, connector in connectors.items()},
            link=link,
            last_due=council.last_digest,
            desks=tuple(desk for desk in DESKS if council.settings.contacts.of(desk)),
            duties=self.reporting.duties,
            remarks=lambda at: (*remarks, *council.calendar_remarks(at), *self._remarked(at)),
            token=reply_token,
            reply_life=timedelta(days=council.settings.mailbox.reply_days),
            clock=clock,
        )
        self._watching = watching_of(council, self.digesting)
        self.voice = voice(council, self.digesting, safeguarding_mail, clock, appeal_link, self._away)
        self.appealing = Appealing(
            profile_of=council.register.profile_for,
            promise_of=council.promises.promise,
            item=lambda dossier, profile, to: item_of(dossier, profile, self.digesting, to),
            notice=appeal_mail,
        )
        self.deliverer = Deliverer(
            store,
            connectors,
            send_mail,
            clock,
            monotonic,
            notice=self.asking.notice,
            public_line=public_line_of(council, connectors),
            automatic_counts=council.settings.messages.automatic_acknowledgement_counts,
        )

    def remark(self, remarks: Callable[[datetime], Sequence[str]]) -> None:
        """Let another part of the daemon say something in every digest from now on."""
        self._remarks.append(remarks)

    def _away(self) -> Collection[str]:
        with self.store.reading() as tx:
            return tx.absences.current()

    def _remarked(self, at: datetime) -> tuple[str, ...]:
        return tuple(sentence for remarks in self._remarks for sentence in remarks(at))

    def poll(self, stopping: Asked = go_on) -> int:
        """Ask every platform for what is new; comments and edits that were stored."""
        return self.asking.poll(stopping)

    def poll_due(self, stopping: Asked = go_on) -> int:
        """Ask for what is new wherever that is due and within the budget; comments and edits that were stored."""
        return self.asking.poll_due(stopping)

    def assess(self, stopping: Asked = go_on) -> int:
        """Judge everything that waits; how many revisions were judged."""
        judged = 0
        accounts = [profile.account for profile in self.council.runnable]
        while not stopping():
            hear(self.store, self.appealing, accounts, self.clock)
            batch = assess(
                self.store,
                self._line,
                self.council.policy,
                self._run,
                self._consequences,
                self.clock,
                words_of=undressed_words,
                words_in_pictures=self._pictures.words_in if self._pictures else no_words,
            )
            judged += batch
            if not batch:
                break
        return judged

    def deliver(self, stopping: Asked = go_on) -> int:
        """Perform due errands until none is left or a stop is asked for; how many were looked at."""
        done = 0
        while not stopping():
            looked_at = self.deliverer.deliver_due(1)
            if not looked_at:
                break
            done += looked_at
            if done >= ERRANDS_PER_ROUND:
                break
        return done

    def reconcile(self, stopping: Asked = go_on) -> int:
        """Read known comments again for edits, deletions and drift, and answers to us in private; how many were new."""
        return self.asking.reconcile(stopping) + self.asking.hear(self.appealing, stopping)

    def watch(self) -> int:
        """Write warnings, alerts and pages that are due, and what was not delivered; how many."""
        profiles = self.council.runnable
        head = self.council.register.head_of_communications
        lost = tell_undelivered(self.store, profiles, head, undelivered_mail, self.council.local_day, self.clock)
        return lost + watch(self.store, profiles, self._watching, self.clock)

    def digest(self) -> int:
        """Write digests that are due; how many."""
        return digest(self.store, self.council.runnable, self.digesting, self.clock)

    def report(self, stopping: Asked = go_on) -> int:
        """Write weekly reports that are due; how many."""
        return weekly(self.store, self.council.runnable, self.reporting, self.clock, stopping)

    def once(self) -> PassResult:
        """One full pass: read, judge, act, watch, write, act."""
        arrived = self.poll() + self.reconcile()
        assessed = self.assess()
        delivered = self._deliver_all()
        mails = self.watch() + self.digest() + self.report()
        return PassResult(arrived, assessed, delivered + self._deliver_all(), mails)

    def _consequences(self, comment: Comment, decision: Decision, evidence: Evidence, profile: Profile) -> Consequences:
        can = self.connectors[profile.account].capabilities
        is_reported_instead = can.can_report and not can.can_hide
        return consequences_of(
            comment, decision, evidence, profile, self.voice, is_reported_instead=is_reported_instead
        )

    def _deliver_all(self) -> int:
        done = 0
        while looked_at := self.deliver():
            done += looked_at
        return done
