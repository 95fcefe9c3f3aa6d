"""Asks the platforms of all profiles what is new and what has changed; one that fails leaves the others alone."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial

import structlog

from connectors.contract import Connector, TryLater
from moderator.clock import Clock
from moderator.council import Council
from moderator.domain.alert import AccessLostNotice
from moderator.domain.comment import AccountRef
from moderator.domain.effects import SendMail
from moderator.domain.register import Profile
from moderator.mail.alert import access_lost_mail
from moderator.store.store import Store
from moderator.tasks.appeals import Appealing
from moderator.tasks.hearing import hear_replies
from moderator.tasks.outages import pause
from moderator.tasks.poll import LANE as POLLING
from moderator.tasks.poll import poll
from moderator.tasks.reconcile import reconcile
from moderator.tasks.spending import spending_kept

log = structlog.get_logger("asking")


class Asking:
    """The reading half of one council's daemon; every method is one kind of round."""

    def __init__(
        self, council: Council, store: Store, connectors: Mapping[AccountRef, Connector], clock: Clock
    ) -> None:
        self._council = council
        self._store = store
        self._connectors = connectors
        self._clock = clock

    def poll(self, stopping: Callable[[], bool]) -> int:
        """Ask every platform for what is new; comments and edits that were stored."""
        return self._on_each(lambda profile: self._poll(profile, stopping), stopping)

    def reconcile(self, stopping: Callable[[], bool]) -> int:
        """Read known comments again for edits, deletions and drift; how many had changed."""
        return self._on_each(self._reconcile, stopping)

    def hear(self, appealing: Appealing, stopping: Callable[[], bool]) -> int:
        """Read what authors answer to us in private; how many answers were new."""
        return self._on_each(lambda profile: self._hear(profile, appealing), stopping)

    def looking(self, account: AccountRef) -> AbstractContextManager[object]:
        """Keeps what is spent on looking closer at one comment, inside the block."""
        return spending_kept(self._store, self._connectors[account], account, "look", self._clock)

    def notice(self, account: AccountRef, problem: str) -> SendMail:
        """The mail about a platform that refuses us."""
        profile = self._council.register.profile_for(account)
        assert profile is not None  # only accounts of the register have a connector
        return self._notice(profile, problem)

    def _on_each(self, work: Callable[[Profile], int], stopping: Callable[[], bool]) -> int:
        """The sum of what every account that can be read brought; one that fails leaves the others alone."""
        brought = 0
        for profile in self._council.runnable:
            if stopping():
                break
            if self._connectors[profile.account].capabilities.can_fetch:
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

    def _poll(self, profile: Profile, stopping: Callable[[], bool]) -> int:
        connector = self._connectors[profile.account]
        result = poll(self._store, connector, profile, self._clock, notice=self._notice, stopping=stopping)
        return result.arrivals.new + result.arrivals.edited

    def _reconcile(self, profile: Profile) -> int:
        connector = self._connectors[profile.account]
        return reconcile(self._store, connector, profile, self._clock, notice=self._notice)

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
