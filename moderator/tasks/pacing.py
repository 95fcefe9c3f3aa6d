"""Says which accounts are to be polled now, what a budget still allows, and when each is polled next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from moderator.domain.budget import ROUNDS, Budget, Spent
from moderator.domain.comment import AccountRef
from moderator.domain.polling import (
    PAID_BY_CONTENT,
    SPENT,
    Activity,
    Pace,
    Purse,
    Watched,
    longest_wait,
    paces,
    reread_at_most,
    times_worst,
)
from moderator.domain.rhythm import LOOK_BACK, QUIET, Rhythm, rhythm_of
from moderator.store.paces import PaceKept
from moderator.store.spending import COMMENTS, Told
from moderator.store.store import Store, Transaction
from moderator.tasks.deliver import LANE as ACTS
from moderator.tasks.poll import LANE as POLLS
from moderator.tasks.poll import PollResult
from moderator.tasks.reconcile import PURPOSE as REREADING

#: What a poll is taken to cost until one was measured; rather too much than too little.
GUESS: Mapping[str, float] = {"calls": 4, "units": 5, "usd": 0.01, ROUNDS: 1}
#: The same for reading one known comment again, on the first round: so few are read that it can cost little.
FIRST_REREAD = 10
#: So many days of polls are averaged.
_MEASURED = timedelta(days=7)
_LEARN_EVERY = timedelta(days=1)
#: Of what the latest polls cost, the last makes so much: a post that goes round is noticed within a few polls.
_LAST_COUNTS = 0.2
#: A platform's word on its limits counts for so long.
_WORD_COUNTS = timedelta(hours=1)
#: What came after a longer silence than this says how much there was to catch up, not how busy it is now.
_CATCHING_UP = timedelta(hours=2)
_POSTS_COUNT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which waits an account's pace lies."""

    fastest: timedelta
    worst: timedelta


@dataclass(frozen=True, slots=True)
class Pacing:
    """What pacing needs beside the store; wired once by the composition root."""

    #: Every account that a program may read.
    limits: Mapping[AccountRef, Limits]
    #: Platform -> its budget for a day.
    budgets: Mapping[str, Budget]
    #: How many times the interval of even spending an account may wait, while polls cost what they are known to.
    stretch: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """How long an account may have to wait for its next poll, and why longer than was stated."""

    worst: timedelta
    stated: timedelta
    #: The kind of which the budget has too little; "" where the stated worst time is kept.
    wanting: str
    #: The worst while polls cost what they cost now; shorter than the other where the budget is ample.
    planned: timedelta
    #: What one poll costs on average.
    cost: Mapping[str, float]
    #: That was measured; before the first poll it is guessed.
    is_measured: bool


def due_accounts(store: Store, pacing: Pacing, now: datetime) -> tuple[AccountRef, ...]:
    """Accounts to poll now, in the register's order; one that was never polled is due."""
    with store.reading() as tx:
        waiting = tx.paces.not_yet_due(now)
    return tuple(account for account in pacing.limits if account not in waiting)


def affords_poll(store: Store, pacing: Pacing, account: AccountRef, now: datetime) -> bool:
    """Whether one more poll of an account stays within its platform's budget."""
    with store.reading() as tx:
        purse = _purse(tx, pacing, account.platform, now)
        return purse.affords(_costs(tx, pacing, account.platform, now)[account])


def put_off(store: Store, pacing: Pacing, account: AccountRef, now: datetime) -> None:
    """Leave an account alone until its platform's budget begins anew."""
    with store.transaction() as tx:
        tx.paces.postpone(account, pacing.budgets[account.platform].ends(now), SPENT)


def pace_anew(store: Store, pacing: Pacing, polled: Mapping[AccountRef, PollResult], now: datetime) -> None:
    """Reckon when these accounts, all of one platform and just polled, are polled next."""
    platform = next(iter(polled)).platform
    with store.reading() as tx:
        kept = {account: _kept_or_new(tx, account, now) for account in _of_platform(pacing, platform)}
        kept |= {account: _warmed(kept[account], result, now) for account, result in polled.items()}
        watched = _watched(tx, pacing, kept, now)
        found = paces(watched, _purse(tx, pacing, platform, now), now)
    with store.transaction() as tx:
        for account, result in polled.items():
            tx.paces.keep(_next(kept[account], found[account], result, now))


def rereads(store: Store, pacing: Pacing, account: AccountRef, now: datetime, *, every: timedelta, most: int) -> int:
    """How many known comments of an account may be read again in this round; 0 = the budget wants this one left out."""
    platform, budget = account.platform, pacing.budgets[account.platform]
    with store.reading() as tx:
        left = budget.left_for_rereading(_spent(tx, platform, budget, now))
        day = budget.day(now)
        spent = tx.spending.of_platform(platform, day - _MEASURED, day, REREADING)
    read_again = spent.pop(COMMENTS, 0.0)
    if not left or not read_again:
        return most if not left else min(most, FIRST_REREAD)
    sharing = len(_of_platform(pacing, platform)) * ((budget.ends(now) - now) / every)
    return reread_at_most(left, {kind: cost / read_again for kind, cost in spent.items()}, sharing, most)


def outlooks(tx: Transaction, pacing: Pacing, now: datetime) -> dict[AccountRef, Outlook]:
    """The worst wait for a poll that each account has to expect under its budget."""
    found: dict[AccountRef, Outlook] = {}
    for platform, budget in pacing.budgets.items():
        accounts = _of_platform(pacing, platform)
        measured = _measured(tx, platform, budget, now)
        costs = _costs(tx, pacing, platform, now)
        still = Activity(QUIET, 0.0, now)
        watched = [
            Watched(still, costs[account], pacing.limits[account].fastest, pacing.limits[account].worst)
            for account in accounts
        ]
        times, wanting = times_worst(watched, budget.polls_in_a_day())
        planned = longest_wait([one.cost for one in watched], budget.polls_in_a_day(), pacing.stretch)
        for account in accounts:
            fastest, stated = pacing.limits[account].fastest, pacing.limits[account].worst
            worst = max(stated, min(stated * min(times, 1e6), timedelta(days=1)))
            soon = worst if wanting else min(worst, max(fastest, planned))
            found[account] = Outlook(worst, stated, wanting, soon, costs[account], account in measured)
    return found


def _next(kept: PaceKept, pace: Pace, result: PollResult, now: datetime) -> PaceKept:
    """A platform that fails is asked again when its pause ends, one with more waiting at once."""
    at = now + pace.every
    if result.paused_until is not None:
        at = result.paused_until
    elif result.has_more and pace.why != SPENT:
        at = now
    return replace(kept, next_at=at, every=pace.every, why=pace.why)


def _kept_or_new(tx: Transaction, account: AccountRef, now: datetime) -> PaceKept:
    kept = tx.paces.find(account)
    if kept is not None and now - kept.learned_at < _LEARN_EVERY:
        return kept
    rhythm = _learned(tx, account, now)
    if kept is not None:
        return replace(kept, rhythm=rhythm, learned_at=now)
    return PaceKept(account, now, timedelta(0), "", heat=0.0, heat_at=now, cost={}, rhythm=rhythm, learned_at=now)


def _learned(tx: Transaction, account: AccountRef, now: datetime) -> Rhythm:
    since = now - LOOK_BACK
    written = tx.paces.written(account, since)
    posts = tx.paces.posts(account.platform, since).get(account, ())
    # What was not watched yet was not quiet.
    return rhythm_of(written, len(posts), min((*written, *posts), default=now), now)


def _warmed(kept: PaceKept, result: PollResult, now: datetime) -> PaceKept:
    """The account was polled just now: what it brought tells how busy it is."""
    since = now - kept.heat_at
    before = Activity(kept.rhythm, kept.heat, kept.heat_at).warmth(now)
    news = result.arrivals.new if timedelta(0) < since <= _CATCHING_UP else 0
    known = {kind: kept.cost.get(kind, spent) for kind, spent in result.spent.items()}
    cost = {kind: mean + _LAST_COUNTS * (result.spent[kind] - mean) for kind, mean in known.items()}
    return replace(kept, heat=before + news, heat_at=now, cost=cost or kept.cost)


def _watched(
    tx: Transaction, pacing: Pacing, kept: Mapping[AccountRef, PaceKept], now: datetime
) -> dict[AccountRef, Watched]:
    platform = next(iter(kept)).platform
    posts = tx.paces.posts(platform, now - _POSTS_COUNT)
    costs = _costs(tx, pacing, platform, now)
    return {
        account: Watched(
            activity=Activity(one.rhythm, one.heat, one.heat_at, posts.get(account, ())),
            # Where an answer is paid for by what it holds, the hour's comments say what it costs, not the last poll.
            cost={
                kind: cost if kind in PAID_BY_CONTENT else max(cost, one.cost.get(kind, 0.0))
                for kind, cost in costs[account].items()
            },
            fastest=pacing.limits[account].fastest,
            worst=pacing.limits[account].worst,
            strain=_strain(tx.spending.allowances(account), now),
        )
        for account, one in kept.items()
    }


def _strain(words: tuple[Told, ...], now: datetime) -> float:
    """The largest share of any of the platform's limits that is used up, by its own fresh word."""
    fresh = [word for word in words if now - word.told_at <= _WORD_COUNTS and (word.resets_at or now) >= now]
    return max((min(1.0, word.used / word.most) for word in fresh if word.most), default=0.0)


def _costs(tx: Transaction, pacing: Pacing, platform: str, now: datetime) -> dict[AccountRef, dict[str, float]]:
    """What one poll of each account costs: its own mean, else that of the platform's other accounts, else a guess."""
    budget = pacing.budgets[platform]
    measured = _measured(tx, platform, budget, now)
    others = {
        kind: sum(cost.get(kind, 0.0) for cost in measured.values()) / len(measured) if measured else GUESS[kind]
        for kind in budget.most
    }
    return {
        account: {kind: measured[account].get(kind, 0.0) for kind in budget.most} if account in measured else others
        for account in _of_platform(pacing, platform)
    }


def _measured(tx: Transaction, platform: str, budget: Budget, now: datetime) -> dict[AccountRef, dict[str, float]]:
    """The mean of the last days, or of today where that is more; by content, of the last days."""
    day = budget.day(now)
    found: dict[AccountRef, dict[str, float]] = {}
    for since in (day - _MEASURED, day):
        for account, kinds in tx.spending.of_each(platform, since, day, POLLS).items():
            known = found.setdefault(account, {})
            for kind, amount in kinds.items() if kinds.get(ROUNDS) else ():
                if kind in PAID_BY_CONTENT and kind in known:
                    continue
                known[kind] = max(known.get(kind, 0.0), amount / kinds[ROUNDS])
    return {account: cost for account, cost in found.items() if cost}


def _purse(tx: Transaction, pacing: Pacing, platform: str, now: datetime) -> Purse:
    budget = pacing.budgets[platform]
    left = budget.left_for_polls(_spent(tx, platform, budget, now))
    return Purse(left, budget.ends(now), budget.polls_in_a_day(), pacing.stretch)


def _spent(tx: Transaction, platform: str, budget: Budget, now: datetime) -> Spent:
    day = budget.day(now)
    return Spent(
        on_everything=tx.spending.of_platform(platform, day, day),
        on_acts=tx.spending.of_platform(platform, day, day, ACTS),
        on_rereading=tx.spending.of_platform(platform, day, day, REREADING),
    )


def _of_platform(pacing: Pacing, platform: str) -> tuple[AccountRef, ...]:
    return tuple(account for account in pacing.limits if account.platform == platform)
