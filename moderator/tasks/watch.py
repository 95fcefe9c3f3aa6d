"""Compares promises with the clock: a warning before, one alert at the breach, then daily, up the chain."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from moderator.clock import Clock
from moderator.domain.alert import AtRisk, SafeguardingPage
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.effects import SendMail, key_of
from moderator.domain.obligation import Obligation
from moderator.domain.referral import appeal_officer
from moderator.domain.register import Officer, Profile
from moderator.domain.working_time import CalendarEnds
from moderator.store.store import Store, Transaction
from moderator.store.views import Promise
from moderator.tasks.breaches import alerts
from moderator.tasks.digest import item_of
from moderator.tasks.digest_news import stand_in
from moderator.tasks.watching import OpenPromise, Watching, by_officer_and_time

SAFEGUARDING = "safeguarding"
APPEAL = "appeal"
#: How long after a missed safeguarding promise somebody is paged again: four times an hour, then hourly.
PAGE_AGAIN = timedelta(minutes=15)
PAGES_IN_THE_FIRST_HOUR = 4


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
            OpenPromise(one, _answering(looking, one, by_account[one.obligation.ref.account]))
            for one in promises
            if one.obligation.kind != SAFEGUARDING
        ]
        away = looking.absences.current()
        mails = [
            *_warnings(ordinary, watching, away, now),
            *alerts(looking, ordinary, watching, away, now),
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


def _answering(looking: Transaction, promise: Promise, profile: Profile) -> Profile:
    """The profile with whoever keeps this promise: an appeal is answered by somebody who has not decided before."""
    if promise.obligation.kind != APPEAL:
        return profile
    contest = looking.cases.at(promise.obligation.ref).contest
    officer = appeal_officer(profile, contest.deciders if contest else ())
    return replace(profile, moderator=officer or profile.manager)


def _warnings(
    promises: Sequence[OpenPromise], watching: Watching, away: Collection[str], now: datetime
) -> Iterator[SendMail]:
    soon = [one for one in promises if one.promise.obligation.warn_at <= now < one.due_at]
    standing_in = ((_standing_in(one.profile, away), one) for one in soon)
    own = ((one.profile.moderator, one) for one in soon)
    for told, suffix in ((standing_in, ":standing-in"), (own, "")):
        by_due = [(to, one.due_at, one) for to, one in told if to is not None]
        for to, due, group in by_officer_and_time(by_due):
            key = f"at-risk:{to.email}:{due:%Y-%m-%dT%H:%MZ}{suffix}"
            yield watching.at_risk(AtRisk(key, to, now, tuple(one.late() for one in group)))


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
        higher = watching.above(profile, now - obligation.due_at)
        for to in paged_again(profile, watching.duty_contact, higher):
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


def paged_again(profile: Profile, duty_contact: Officer | None, above: Sequence[Officer] = ()) -> tuple[Officer, ...]:
    """Who hears when nobody looked in time: everybody who answers for the profile, then whoever is above them."""
    return _each_once(duty_contact, profile.moderator, profile.deputy, profile.manager, *above)


def _each_once(*officers: Officer | None) -> tuple[Officer, ...]:
    return tuple({officer.email.casefold(): officer for officer in officers if officer is not None}.values())


def _turn(late_by: timedelta) -> int:
    """Which reminder this is: 0 before the promise is missed, 1 to 4 in the first hour, then one for every hour."""
    if late_by < timedelta(0):
        return 0
    turn = late_by // PAGE_AGAIN + 1
    return turn if turn <= PAGES_IN_THE_FIRST_HOUR else PAGES_IN_THE_FIRST_HOUR + (late_by // timedelta(hours=1))
