"""Writes each manager's weekly report to the outbox, once for every week."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from moderator.clock import Clock
from moderator.domain.comment import AccountRef
from moderator.domain.effects import SendMail
from moderator.domain.register import Officer, Profile
from moderator.domain.week import Week
from moderator.domain.weekly_facts import Incident, LastSeen, WeekFacts
from moderator.domain.weekly_figures import Worked, figures
from moderator.domain.weekly_report import ProfileWeek, WeeklyReport, days_of
from moderator.store.store import Store, Transaction

log = logging.getLogger(__name__)

#: A week that could not be reported (the daemon was down, or the council closed) is made up for this long.
CATCH_UP = 4


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a report needs beside the store; wired once by the composition root."""

    render: Callable[[WeeklyReport], SendMail]
    #: The week that is reported at this moment; None before the council's time on a working day.
    due: Callable[[datetime], Week | None]
    worked: Worked
    #: The moment at which a local day begins.
    midnight: Callable[[date], datetime]
    local_day: Callable[[datetime], date]
    #: Accounts that no program may read.
    unread: Collection[AccountRef] = ()
    #: (transaction, profiles, now) -> the guidance's other duties, in sentences.
    duties: Callable[[Transaction, Sequence[Profile], datetime], tuple[str, ...]] = lambda *_: ()


def weekly(
    store: Store,
    profiles: Sequence[Profile],
    reporting: Reporting,
    clock: Clock,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Write every report that is due and not yet written, unless a stop is asked for; how many were.

    Counting a week of a store of a million comments takes seconds: ``stopping`` is asked before each manager's.
    """
    now = clock()
    due = reporting.due(now)
    if due is None:
        return 0
    written = 0
    for to, theirs in by_manager(profiles).items():
        if stopping():
            break
        try:
            written += _write_missing(store, to, theirs, due, reporting, now)
        except Exception as error:  # noqa: BLE001 - the loop's edge: one manager's report must not cost the others theirs
            log.error("%s: the weekly report could not be written: %s", theirs[0].id, type(error).__name__)
    return written


def by_manager(profiles: Sequence[Profile]) -> dict[Officer, tuple[Profile, ...]]:
    """The managers, each once, with the profiles they answer for."""
    found: dict[str, tuple[Officer, list[Profile]]] = {}
    for profile in profiles:
        if profile.manager is not None:
            found.setdefault(profile.manager.email.casefold(), (profile.manager, []))[1].append(profile)
    return {to: tuple(theirs) for to, theirs in found.values()}


def report_of(
    looking: Transaction, to: Officer, profiles: Sequence[Profile], week: Week, reporting: Reporting, now: datetime
) -> WeeklyReport:
    """One manager's report of one week; of as much of it as has passed."""
    since, end = reporting.midnight(week.monday), reporting.midnight(week.after.monday)
    until = min(end, max(since, now))
    accounts = [profile.account for profile in profiles]
    facts = looking.weekly.facts(since, until, accounts)
    began = looking.weekly.began_at()
    before = None
    if began is not None and began < since:
        before = looking.weekly.facts(reporting.midnight(week.before.monday), since, accounts)
    return WeeklyReport(
        key=_key(to, week),
        to=to,
        week=week,
        at=now,
        is_whole=until == end,
        this=figures(facts, reporting.worked),
        before=None if before is None else figures(before, reporting.worked),
        profiles=tuple(_profile(looking, profile, facts, before, reporting) for profile in profiles),
        days=days_of(facts, week, reporting.local_day),
        criticised=facts.criticised,
        incidents=tuple(one for one in facts.incidents if _concerns(one, profiles)),
        duties=reporting.duties(looking, profiles, now),
        ran=began is not None and began < until,
        began_at=began if began is not None and since < began < until else None,
    )


def _write_missing(
    store: Store, to: Officer, profiles: Sequence[Profile], due: Week, reporting: Reporting, now: datetime
) -> int:
    written = 0
    for week in _unsent(store, to, due, reporting):
        with store.reading() as looking:
            report = report_of(looking, to, profiles, week, reporting, now)
        # Drawing takes a while: nobody waits for it.
        mail = reporting.render(report)
        with store.transaction() as tx:
            written += tx.outbox.intend(mail, now)
    return written


def _unsent(store: Store, to: Officer, due: Week, reporting: Reporting) -> list[Week]:
    """The weeks this manager has not heard about, oldest first; whoever never heard anything gets the last alone."""
    with store.reading() as looking:
        began = looking.weekly.began_at()
        missing: list[Week] = []
        week = due
        while len(missing) < CATCH_UP and looking.outbox.find_key(f"mail:{_key(to, week)}") is None:
            missing.append(week)
            week = week.before
    if len(missing) == CATCH_UP:
        missing = [due]
    # There is nothing to say about a week before the daemon's time.
    return [one for one in reversed(missing) if began is not None and began < reporting.midnight(one.after.monday)]


def _key(to: Officer, week: Week) -> str:
    return f"weekly:{to.email}:{week}"


def _profile(
    looking: Transaction, profile: Profile, facts: WeekFacts, before: WeekFacts | None, reporting: Reporting
) -> ProfileWeek:
    outage = looking.outages.current(profile.account, "poll") or looking.outages.current(profile.account, "deliver")
    seen = {one.account: one for one in facts.last_seen}
    return ProfileWeek(
        title=profile.title,
        mode=profile.mode,
        this=figures(facts, reporting.worked, profile.account),
        before=None if before is None else figures(before, reporting.worked, profile.account),
        last_seen=seen.get(profile.account, LastSeen(profile.account)),
        is_unread=profile.account in reporting.unread,
        paused=outage.reason if outage else "",
    )


def _concerns(incident: Incident, profiles: Sequence[Profile]) -> bool:
    """Whether it happened on one of these profiles, or to a mail for one of their people."""
    if incident.subject.startswith("mail:"):
        key = incident.subject.casefold()
        return any(f":{officer.email.casefold()}:" in f"{key}:" for one in profiles for officer in one.officers)
    return any(
        incident.subject == str(one.account) or incident.subject.startswith(f"{one.account}/") for one in profiles
    )
