"""Asks one account's platform for what is new and stores it together with the cursor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors.contract import Connector, ConnectorError, Page
from connectors.metering import spend
from moderator.clock import Clock
from moderator.domain.budget import ROUNDS
from moderator.domain.effects import SendMail
from moderator.domain.register import Profile
from moderator.store.store import Store
from moderator.tasks.arrivals import Arrivals, Look, record
from moderator.tasks.outages import answer_of, pause, resume
from moderator.tasks.spending import spending_kept

LANE = "poll"
#: One poll fetches at most this many pages; the rest waits for the next tick, so that no account starves the others.
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class PollResult:
    """What one poll of one account brought."""

    arrivals: Arrivals = field(default_factory=Arrivals)
    pages: int = 0
    #: More is waiting on the platform.
    has_more: bool = False
    #: Until when the account is left alone; None when the poll went through.
    paused_until: datetime | None = None
    #: What it cost, of each kind.
    spent: Mapping[str, float] = field(default_factory=dict)


def poll(
    store: Store,
    connector: Connector,
    profile: Profile,
    clock: Clock,
    *,
    notice: Callable[[Profile, str], SendMail],
    stopping: Callable[[], bool] = lambda: False,
) -> PollResult:
    """Read on where the last poll ended, page by page, unless a stop is asked for.

    A page and its cursor are stored in one transaction, or neither. A platform that fails pauses this account only:
    nothing is raised, the outage is logged when it starts and when it ends, and ``notice`` makes the one mail about it.
    What the calls cost is kept.
    """
    with store.reading() as tx:
        outage = tx.outages.current(profile.account, LANE)
    if outage is not None and outage.paused_until > clock():
        return PollResult(paused_until=outage.paused_until)
    result = PollResult()
    for number in range(MOST_PAGES):
        try:
            # Page by page: whoever asks for a stop may go by what was spent so far.
            with spending_kept(store, connector, profile.account, LANE, clock) as meter:
                if not number:
                    spend(ROUNDS)
                page, result = _next_page(store, connector, profile, clock, result)
                result = replace(result, spent=_sum(result.spent, meter.spent))
        except ConnectorError as error:
            return _interrupted(store, profile, clock(), result, error, notice)
        if not page.more or stopping():
            break
    return result


def _sum(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    return {kind: first.get(kind, 0.0) + second.get(kind, 0.0) for kind in {**first, **second}}


def _next_page(
    store: Store, connector: Connector, profile: Profile, clock: Clock, result: PollResult
) -> tuple[Page, PollResult]:
    with store.reading() as tx:
        cursor = tx.cursors.at(profile.account)
    asked_at = clock()
    page = answer_of(lambda: connector.fetch(cursor))
    look = Look(profile.account, asked_at, clock(), connector.capabilities.shows_hidden)
    with store.transaction() as tx:
        arrivals = record(tx, page, look)
        tx.cursors.move(profile.account, before=cursor, after=page.cursor)
        if not page.more:
            tx.cursors.polled(profile.account, look.at)
        resume(tx, profile.account, LANE, look.at)
    return page, replace(result, arrivals=result.arrivals + arrivals, pages=result.pages + 1, has_more=page.more)


def _interrupted(
    store: Store,
    profile: Profile,
    at: datetime,
    result: PollResult,
    error: ConnectorError,
    notice: Callable[[Profile, str], SendMail],
) -> PollResult:
    with store.transaction() as tx:
        outage = pause(tx, profile.account, LANE, error, at, lambda reason: notice(profile, reason))
    return replace(result, paused_until=outage.paused_until)
