"""Asks the platforms of all profiles what is new and what has changed; one that fails leaves the others alone."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial

import structlog

from connectors.contract import AccessExpires, Connector, ConnectorError, TryLater
from moderator.budgets import pacing_of
from moderator.clock import Clock
from moderator.council import Council
from moderator.domain.alert import AccessLostNotice
from moderator.domain.comment import AccountRef
from moderator.domain.effects import SendMail
from moderator.domain.register import Profile
from moderator.mail.alert import access_lost_mail
from moderator.store.spending import AccessEnd
from moderator.store.store import Store
from moderator.tasks.appeals import Appealing
from moderator.tasks.hearing import hear_replies
from moderator.tasks.outages import pause
from moderator.tasks.pacing import affords_poll, due_accounts, outlooks, pace_anew, put_off, rereads
from moderator.tasks.poll import LANE as POLLING
from moderator.tasks.poll import PollResult, poll
from moderator.tasks.reconcile import reconcile
from moderator.tasks.spending import spending_kept
from moderator.told import access_sentence, short_sentence

log = structlog.get_logger("asking")

Asked = Callable[[], bool]
#: Comments that one round of rereading looks at, where the budget has room.
MOST_REREAD = 100
#: How often a platform is asked when an access ends.
_ASK_ACCESS_EVERY = timedelta(days=1)


class Asking:
    """The reading half of one council's daemon; every method is one kind of round."""

    def __init__(
        self, council: Council, store: Store, connectors: Mapping[AccountRef, Connector], clock: Clock
    ) -> None:
        self._council = council
        self._store = store
        self._connectors = connectors
        self._clock = clock
        self.pacing = pacing_of(council, connectors)

    def poll(self, stopping: Asked) -> int:
        """Ask every platform for what is new, whatever it costs; comments and edits that were stored."""
        return self._poll_all(self._profiles(), stopping)

    def poll_due(self, stopping: Asked) -> int:
        """Ask for what is new wherever that is due and the budget allows; comments and edits that were stored."""
        due = set(due_accounts(self._store, self.pacing, self._clock()))
        return self._poll_all([one for one in self._profiles() if one.account in due], stopping, within_budget=True)

    def reconcile(self, stopping: Asked) -> int:
        """Read known comments again for edits, deletions and drift, within the budget; how many had changed."""
        return self._on_each(self._profiles(), self._reconcile, stopping)

    def ask_access(self, stopping: Asked) -> int:
        """Ask once a day when each access ends, where the platform tells; how many told."""
        return self._on_each(self._profiles(), self._ask_access, stopping)

    def remarks(self, at: datetime) -> tuple[str, ...]:
        """What every digest says of reading: which access ends, which worst time the budget cannot keep."""
        ahead = timedelta(days=self._council.settings.polling.warn_days)
        with self._store.reading() as tx:
            expected = outlooks(tx, self.pacing, at)
            ends = {one.account: tx.spending.access_of(one.account) for one in self._profiles()}
        said = [access_sentence(one, ends[one.account], at, ahead) for one in self._profiles()]
        said += [
            short_sentence(one, expected[one.account], self.pacing.budgets[one.account.platform])
            for one in self._profiles()
        ]
        return tuple(filter(None, said))

    def hear(self, appealing: Appealing, stopping: Asked) -> int:
        """Read what authors answer to us in private; how many answers were new."""
        return self._on_each(self._profiles(), lambda profile: self._hear(profile, appealing), stopping)

    def looking(self, account: AccountRef) -> AbstractContextManager[object]:
        """Keeps what is spent on looking closer at one comment, inside the block."""
        return spending_kept(self._store, self._connectors[account], account, "look", self._clock)

    def notice(self, account: AccountRef, problem: str) -> SendMail:
        """The mail about a platform that refuses us."""
        profile = self._council.register.profile_for(account)
        assert profile is not None  # only accounts of the register have a connector
        return self._notice(profile, problem)

    def _profiles(self) -> list[Profile]:
        """Those that a program may read."""
        return [one for one in self._council.runnable if one.account in self.pacing.limits]

    def _poll_all(self, profiles: Sequence[Profile], stopping: Asked, *, within_budget: bool = False) -> int:
        """Platform by platform, since the profiles of one share its budget."""
        brought = 0
        for platform in dict.fromkeys(profile.account.platform for profile in profiles):
            here = [profile for profile in profiles if profile.account.platform == platform]
            polled: dict[AccountRef, PollResult] = {}

            def ask(profile: Profile, polled: dict[AccountRef, PollResult] = polled) -> int:
                return self._poll(profile, polled, stopping, within_budget=within_budget)

            brought += self._on_each(here, ask, stopping)
            if polled:
                pace_anew(self._store, self.pacing, polled, self._clock())
        return brought

    def _on_each(self, profiles: Sequence[Profile], work: Callable[[Profile], int], stopping: Asked) -> int:
        """The sum of what every account brought; one that fails leaves the others alone."""
        brought = 0
        for profile in profiles:
            if stopping():
                break
            try:
                brought += work(profile)
            except Exception as error:  # the loop's edge: one profile must not stop the others
                log.exception("profile skipped", profile=profile.id)
                self._pause(profile, type(error).__name__)
        return brought

    def _pause(self, profile: Profile, fault: str) -> None:
        """A fault of our own pauses the account like one of the platform's, so that its people are told."""
        error = TryLater(f"a fault in the daemon itself ({fault}): tell the administrator, the journal has the place")
        with self._store.transaction() as tx:
            pause(tx, profile.account, POLLING, error, self._clock(), lambda problem: self._notice(profile, problem))

    def _poll(
        self, profile: Profile, polled: dict[AccountRef, PollResult], stopping: Asked, *, within_budget: bool
    ) -> int:
        account = profile.account

        def must_end() -> bool:
            return stopping() or (within_budget and not self._affords(account))

        if within_budget and not self._affords(account):
            put_off(self._store, self.pacing, account, self._clock())
            return 0
        connector = self._connectors[account]
        result = poll(self._store, connector, profile, self._clock, notice=self._notice, stopping=must_end)
        polled[account] = result
        return result.arrivals.new + result.arrivals.edited

    def _affords(self, account: AccountRef) -> bool:
        return affords_poll(self._store, self.pacing, account, self._clock())

    def _reconcile(self, profile: Profile) -> int:
        account, every = profile.account, timedelta(seconds=self._council.settings.daemon.reconcile_s)
        most = rereads(self._store, self.pacing, account, self._clock(), every=every, most=MOST_REREAD)
        connector = self._connectors[account]
        return reconcile(self._store, connector, profile, self._clock, notice=self._notice, at_most=most) if most else 0

    def _ask_access(self, profile: Profile) -> int:
        account, now = profile.account, self._clock()
        connector = self._connectors[account]
        with self._store.reading() as tx:
            known = tx.spending.access_of(account)
        if not isinstance(connector, AccessExpires) or (known and now - known.asked_at < _ASK_ACCESS_EVERY):
            return 0
        try:
            with self.looking(account):
                ends_at = connector.access_ends_at()
        except ConnectorError as error:
            log.info("nobody told when the access ends", profile=profile.id, why=str(error))
            return 0
        with self._store.transaction() as tx:
            tx.spending.access_told(AccessEnd(account, ends_at, now))
        return 1

    def _hear(self, profile: Profile, appealing: Appealing) -> int:
        connector = self._connectors[profile.account]
        notice = partial(self._notice, is_about_replies=True)
        with self.looking(profile.account):
            return hear_replies(self._store, connector, profile, appealing, self._clock, notice=notice)

    def _notice(self, profile: Profile, problem: str, *, is_about_replies: bool = False) -> SendMail:
        assert profile.moderator is not None  # a profile without one is refused before it runs
        now = self._clock()
        with self._store.reading() as tx:
            polled = tx.views.polled()
        return access_lost_mail(
            AccessLostNotice(
                key=f"outage:{profile.account}:{now.isoformat()}",
                to=profile.moderator,
                at=now,
                account=profile.title,
                platform=profile.account.platform,
                problem=problem,
                cure="Renew the access as docs/going-live.md describes; the daemon tries again by itself.",
                last_poll_at=polled.get(profile.account),
                is_about_replies=is_about_replies,
            )
        )
