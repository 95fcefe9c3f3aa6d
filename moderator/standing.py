"""Collects how the daemon and every profile fare, from the database and the settings; it asks no platform."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from connectors.contract import Connector
from moderator.budgets import pacing_of
from moderator.council import Council
from moderator.domain.budget import ROUNDS
from moderator.domain.comment import AccountRef
from moderator.domain.register import Profile
from moderator.domain.status import (
    LimitTold,
    LoopStatus,
    OutageSeen,
    PlatformStatus,
    ProfileStatus,
    Status,
    lag_of,
)
from moderator.store.paces import PaceKept
from moderator.store.spending import COMMENTS
from moderator.store.store import Store, Transaction
from moderator.tasks.pacing import Outlook, Pacing, outlooks
from moderator.told import access_sentence, short_sentence, worst_wait

LOOK_BACK = timedelta(days=7)


def status_of(council: Council, connectors: Mapping[AccountRef, Connector], store: Store, now: datetime) -> Status:
    """How everything stands at this moment."""
    pacing = pacing_of(council, connectors)
    with store.reading() as tx:
        gathering = _Gathering(council, pacing, tx, now)
        return Status(
            at=now,
            loops=tuple(LoopStatus(one.name, one.finished_at, one.is_failing) for one in tx.rounds.all()),
            unjudged=tx.views.waiting(),
            for_a_person=len(tx.views.errands_for_a_person([one.account for one in council.runnable])),
            platforms=tuple(gathering.platform(name) for name in pacing.budgets),
            profiles=tuple(gathering.profile(profile) for profile in council.runnable),
        )


class _Gathering:
    """What is asked once for all profiles."""

    def __init__(self, council: Council, pacing: Pacing, tx: Transaction, now: datetime) -> None:
        self._settings = council.settings
        self._pacing = pacing
        self._tx = tx
        self._now = now
        self._polled = tx.views.polled()
        self._paces: dict[AccountRef, PaceKept] = tx.paces.all()
        self._lags = tx.rounds.lags(now - LOOK_BACK)
        self._outlooks: dict[AccountRef, Outlook] = outlooks(tx, pacing, now)
        self._outages = tx.outages.all()

    def platform(self, name: str) -> PlatformStatus:
        budget = self._pacing.budgets[name]
        day = budget.day(self._now)
        spent = _costs(self._tx.spending.of_platform(name, day, day))
        return PlatformStatus(name, spent, budget.most, budget.ends(self._now))

    def profile(self, profile: Profile) -> ProfileStatus:
        account = profile.account
        outlook = self._outlooks.get(account)
        if outlook is None:
            return ProfileStatus(profile.id, profile.title, account.platform, is_read=False)
        budget, pace = self._pacing.budgets[account.platform], self._paces.get(account)
        day = budget.day(self._now)
        end = self._tx.spending.access_of(account)
        outages = tuple(
            OutageSeen(one.lane, one.reason, one.since, one.paused_until)
            for one in self._outages
            if one.account == account
        )
        ahead = timedelta(days=self._settings.polling.warn_days)
        problems = (
            *(f"{profile.title}: {one.reason}" for one in outages),
            access_sentence(profile, end, self._now, ahead),
            short_sentence(profile, outlook, budget),
        )
        return ProfileStatus(
            id=profile.id,
            title=profile.title,
            platform=account.platform,
            is_read=True,
            polled_at=self._polled.get(account),
            next_at=pace.next_at if pace else None,
            every=pace.every if pace else None,
            why=pace.why if pace else "",
            lag=lag_of(self._lags.get(account, ())),
            predicted=worst_wait(outlook, timedelta(seconds=self._settings.daemon.deliver_s)),
            spent=_costs(self._tx.spending.of_account(account, day, day)),
            limits=tuple(
                LimitTold(one.name, one.used, one.most, one.resets_at, one.told_at)
                for one in self._tx.spending.allowances(account)
            ),
            outages=outages,
            access_ends_at=end.ends_at if end else None,
            is_access_known=end is not None,
            problems=tuple(filter(None, problems)),
        )


def _costs(spent: Mapping[str, float]) -> dict[str, float]:
    """Without what was only counted beside it."""
    return {kind: amount for kind, amount in spent.items() if kind != COMMENTS and (kind != ROUNDS or amount)}
