"""Compares promises with the clock: a warning before, one alert at the breach, then one a day in working hours."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from moderator.clock import Clock
from moderator.domain.alert import AtRisk, BreachAlert, Late, SafeguardingPage
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.effects import SendMail, key_of
from moderator.domain.obligation import Obligation
from moderator.domain.referral import appeal_officer
from moderator.domain.register import Officer, Profile
from moderator.domain.working_time import CalendarEnds
from moderator.store.store import Store, Transaction
from moderator.store.views import Promise
from moderator.tasks.digest import Digesting, item_of
from moderator.tasks.digest_news import stand_in

SAFEGUARDING = "safeguarding"
APPEAL = "appeal"
#: How long after a missed safeguarding promise somebody is paged again: four times an hour, then hourly.
PAGE_AGAIN = timedelta(minutes=15)
PAGES_IN_THE_FIRST_HOUR = 4


@dataclass(frozen=True, slots=True)
class Watching:
    """What watching needs beside the store; wired once by the composition root."""

    at_risk: Callable[[AtRisk], SendMail]
    breach: Callable[[BreachAlert], SendMail]
    page: Callable[[SafeguardingPage], SendMail]
    #: The obligation on today's calendar: a holiday proclaimed meanwhile moves it.
    recomputed: Callable[[Obligation], Obligation]
    #: Whether the council works at this moment.
    is_open: Callable[[datetime], bool]
    #: The council's local day.
    local_day: Callable[[datetime], date]
    #: Paged for safeguarding at any hour, beside moderator, deputy and manager.
    duty_contact: Officer | None
    digesting: Digesting


def watch(store: Store, profiles: Sequence[Profile], watching: Watching, clock: Clock) -> int:
    """Write every warning, alert and page that is due and not yet written; how many were."""
    now = clock()
    by_account = {profile.account: profile for profile in profiles}
    accounts = list(by_account)
    # Everything is looked up and written out before the one short transaction that keeps others from writing.
    with store.reading() as looking:
        stored = looking.views.open_promises(accounts)
        promises = [replace(one, obligation=_on_todays_calendar(one.obligation, watching)) for one in stored]
        urgent = [one for one in promises if one.obligation.kind == SAFEGUARDING]
        ordinary = [
            _Open(one, _answering(looking, one, by_account[one.obligation.ref.account]))
            for one in promises
            if one not in urgent
        ]
        mails = [
            *_warnings(ordinary, watching, looking.absences.current(), now),
            *_alerts(ordinary, watching, now),
            *_pages(looking, urgent, by_account, watching, now),
        ]
        news = [mail for mail in mails if looking.outbox.find_key(key_of(mail)) is None]
    moved = [one.obligation.ref for one, before in zip(promises, stored, strict=True) if one != before]
    if not news and not moved:
        return 0
    with store.transaction() as tx:
        for ref in dict.fromkeys(moved):
            _move(tx, ref, watching)
        return sum(tx.outbox.intend(mail, now) for mail in news)


def _on_todays_calendar(obligation: Obligation, watching: Watching) -> Obligation:
    try:
        return watching.recomputed(obligation)
    except CalendarEnds:
        # What was promised stands; the digest says that the calendar ends.
        return obligation


def _move(tx: Transaction, ref: CommentRef, watching: Watching) -> None:
    """Looked up again: what was kept meanwhile stays kept."""
    for obligation in tx.obligations.open_for(ref):
        moved = _on_todays_calendar(obligation, watching)
        if moved != obligation:
            tx.obligations.change(moved)


@dataclass(frozen=True, slots=True)
class _Open:
    """An open promise with the profile it was made on."""

    promise: Promise
    profile: Profile

    @property
    def due_at(self) -> datetime:
        return self.promise.obligation.due_at

    def late(self) -> Late:
        assert self.profile.moderator is not None  # a profile without one is refused before it runs
        seen = self.promise.comment.seen
        return Late(self.promise.obligation, self.profile.title, self.profile.moderator, seen.permalink)


def _answering(looking: Transaction, promise: Promise, profile: Profile) -> Profile:
    """The profile with whoever keeps this promise: an appeal is answered by somebody who has not decided before."""
    if promise.obligation.kind != APPEAL:
        return profile
    contest = looking.cases.at(promise.obligation.ref).contest
    officer = appeal_officer(profile, contest.deciders if contest else ())
    return replace(profile, moderator=officer or profile.manager)


def _warnings(
    promises: Sequence[_Open], watching: Watching, away: Collection[str], now: datetime
) -> Iterator[SendMail]:
    soon = [one for one in promises if one.promise.obligation.warn_at <= now < one.due_at]
    for (to, due), group in _grouped(soon, lambda one: _standing_in(one.profile, away)).items():
        key = f"at-risk:{to.email}:{due:%Y-%m-%dT%H:%MZ}:standing-in"
        yield watching.at_risk(AtRisk(key, to, now, tuple(one.late() for one in group)))
    for (to, due), group in _grouped(soon, lambda one: one.profile.moderator).items():
        key = f"at-risk:{to.email}:{due:%Y-%m-%dT%H:%MZ}"
        yield watching.at_risk(AtRisk(key, to, now, tuple(one.late() for one in group)))


def _alerts(promises: Sequence[_Open], watching: Watching, now: datetime) -> Iterator[SendMail]:
    broken = [one for one in promises if one.due_at < now]
    # Promises of one day fall due at the same moment, so that a manager gets one mail for them.
    for (to, due), group in _grouped(broken, lambda one: one.profile.manager).items():
        key = f"breach:{to.email}:{due:%Y-%m-%dT%H:%MZ}"
        yield watching.breach(BreachAlert(key, to, now, tuple(one.late() for one in group), new=len(group)))
    if watching.is_open(now):
        yield from _daily(broken, watching, now)


def _daily(broken: Sequence[_Open], watching: Watching, now: datetime) -> Iterator[SendMail]:
    today = watching.local_day(now)
    by_manager: dict[Officer, list[_Open]] = defaultdict(list)
    for one in broken:
        if one.profile.manager is not None and watching.local_day(one.due_at) < today:
            by_manager[one.profile.manager].append(one)
    for to, group in by_manager.items():
        key = f"still-late:{to.email}:{today.isoformat()}"
        yield watching.breach(BreachAlert(key, to, now, tuple(one.late() for one in group), new=0))


def _grouped(
    promises: Sequence[_Open], officer: Callable[[_Open], Officer | None]
) -> dict[tuple[Officer, datetime], list[_Open]]:
    found: dict[tuple[Officer, datetime], list[_Open]] = defaultdict(list)
    for one in promises:
        to = officer(one)
        if to is not None:
            found[to, one.due_at].append(one)
    return found


def _pages(
    tx: Transaction,
    urgent: Sequence[Promise],
    by_account: Mapping[AccountRef, Profile],
    watching: Watching,
    now: datetime,
) -> Iterator[SendMail]:
    for promise in urgent:
        obligation = promise.obligation
        turn = _turn(now - obligation.due_at)
        dossier = tx.views.dossier(obligation.ref) if turn else None
        if dossier is None:
            continue
        profile = by_account[obligation.ref.account]
        for to in paged_again(profile, watching.duty_contact):
            item = item_of(dossier, profile, watching.digesting, to)
            yield watching.page(SafeguardingPage(f"page:{obligation.key}:{to.email}:{turn}", to, now, item))


def paged_first(profile: Profile, duty_contact: Officer | None, away: Collection[str] = ()) -> tuple[Officer, ...]:
    """Who hears at once, at any hour: the moderator and whoever is on duty.

    The deputy hears as well where nobody is on duty; so does whoever stands in while the moderator is away.
    """
    return _each_once(profile.moderator, duty_contact or profile.deputy, _standing_in(profile, away))


def _standing_in(profile: Profile, away: Collection[str]) -> Officer | None:
    is_away = profile.moderator is not None and profile.moderator.email.casefold() in away
    return stand_in(profile) if is_away else None


def paged_again(profile: Profile, duty_contact: Officer | None) -> tuple[Officer, ...]:
    """Who hears when nobody looked in time: everybody who answers for the profile."""
    return _each_once(duty_contact, profile.moderator, profile.deputy, profile.manager)


def _each_once(*officers: Officer | None) -> tuple[Officer, ...]:
    return tuple({officer.email: officer for officer in officers if officer is not None}.values())


def _turn(late_by: timedelta) -> int:
    """Which reminder this is: 0 before the promise is missed, 1 to 4 in the first hour, then one for every hour."""
    if late_by < timedelta(0):
        return 0
    turn = late_by // PAGE_AGAIN + 1
    return turn if turn <= PAGES_IN_THE_FIRST_HOUR else PAGES_IN_THE_FIRST_HOUR + (late_by // timedelta(hours=1))
