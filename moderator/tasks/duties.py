"""The guidance's other duties as they stand now, and ticking one off."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from moderator.clock import Clock
from moderator.domain.duties import Duty, DutyFacts, duties, names_of
from moderator.domain.register import Profile
from moderator.store.audit import AuditEvent
from moderator.store.duties import DONE, subject_of
from moderator.store.store import Store, Transaction

#: (moment) -> the council's local day.
LocalDay = Callable[[datetime], date]


def due_duties(
    looking: Transaction, profiles: Sequence[Profile], now: datetime, local_day: LocalDay
) -> tuple[Duty, ...]:
    """What these profiles' people should be reminded of, the longest overdue first."""
    newest = {profile.account: looking.duties.newest(profile.account) for profile in profiles}
    done = looking.duties.done(names_of(profiles, ()))
    facts = DutyFacts(
        began=local_day(looking.weekly.began_at() or now),
        newest={account: local_day(at) for account, at in newest.items() if at is not None},
        done={name: local_day(at) for name, at in done.items()},
    )
    return duties(profiles, facts, local_day(now))


def tick_off(store: Store, duty: Duty, by: str, clock: Clock) -> None:
    """A person has seen to it; the audit trail keeps who and when."""
    with store.transaction() as tx:
        tx.audit.add(AuditEvent(clock(), DONE, by, subject_of(duty.name), f"due {duty.due.isoformat()}"))
