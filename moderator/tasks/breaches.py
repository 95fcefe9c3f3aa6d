"""Alerts about promises that were missed: one at the breach, then one a day in working hours, up the chain."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from moderator.domain.alert import BreachAlert
from moderator.domain.effects import SendMail
from moderator.domain.escalation import CHAIN, MANAGER, Hearer
from moderator.domain.register import Officer
from moderator.store.store import Transaction
from moderator.tasks.watching import OpenPromise, Watching, by_officer_and_time

_MINUTE = "%Y-%m-%dT%H:%MZ"


def alerts(
    looking: Transaction,
    promises: Sequence[OpenPromise],
    watching: Watching,
    away: Collection[str],
    now: datetime,
) -> Iterator[SendMail]:
    """Every alert that is due at this moment, whether it was written before or not."""
    broken = [one for one in promises if one.due_at < now]
    yield from _at_the_breach(looking, broken, watching, now)
    if watching.is_open(now):
        yield from _daily(looking, broken, watching, away, now)


def _at_the_breach(
    looking: Transaction, broken: Sequence[OpenPromise], watching: Watching, now: datetime
) -> Iterator[SendMail]:
    """Promises of one day fall due at the same moment, so that a manager gets one mail for them."""
    in_time, too_late = [], []
    for one in broken:
        found = _found_at(looking, one)
        if found > one.due_at:
            # First seen when it was late already: no mail about the moment at which it fell due told of it.
            too_late.append((one, found))
        else:
            in_time.append((one, one.due_at))
    for moments, name in ((in_time, ""), (too_late, "found:")):
        for to, moment, group in by_officer_and_time(_to_managers(moments)):
            key = f"breach:{to.email}:{name}{moment:{_MINUTE}}"
            yield watching.breach(BreachAlert(key, to, now, tuple(one.late() for one in group), new=len(group)))


def _found_at(looking: Transaction, one: OpenPromise) -> datetime:
    """When the words that gave rise to the promise were stored; they may have been edited since."""
    comment, obligation = one.promise.comment, one.promise.obligation
    if comment.revision == obligation.revision:
        return comment.stored_at
    before = looking.comments.find(obligation.ref, obligation.revision)
    return comment.stored_at if before is None else before.stored_at


def _to_managers(
    moments: Iterable[tuple[OpenPromise, datetime]],
) -> Iterator[tuple[Officer, datetime, OpenPromise]]:
    for one, moment in moments:
        if one.profile.manager is not None:
            yield one.profile.manager, moment.replace(second=0, microsecond=0), one


def _daily(
    looking: Transaction,
    broken: Sequence[OpenPromise],
    watching: Watching,
    away: Collection[str],
    now: datetime,
) -> Iterator[SendMail]:
    """One mail for everybody who is to hear by now, whatever they are to the profiles; the lowest rung names it."""
    today = watching.local_day(now)
    heard: dict[str, list[tuple[OpenPromise, Hearer]]] = {}
    for one in broken:
        for hearer in watching.hearers(one.profile, one.due_at, away):
            # The manager has heard at the breach: a reminder comes on a later day.
            begins = watching.local_day(one.due_at) < today if hearer.role == MANAGER else hearer.since <= now
            if begins:
                heard.setdefault(hearer.officer.email.casefold(), []).append((one, hearer))
    for told in heard.values():
        _, lowest = min(told, key=lambda pair: CHAIN.index(pair[1].role))
        to = lowest.officer
        before = looking.outbox.last_mail(f"still-late:{to.email}:")
        new = sum(hearer.role != MANAGER and (before is None or hearer.since > before) for _, hearer in told)
        key = f"still-late:{to.email}:{today.isoformat()}"
        late = tuple(one.late() for one, _ in told)
        yield watching.breach(BreachAlert(key, to, now, late, new=new, role=lowest.role))
