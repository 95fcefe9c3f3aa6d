"""The guidance's other duties as they stand now, and ticking one off."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from moderator.clock import Clock
from moderator.domain.duties import PICTURES_FOR, Duty, DutyFacts, PicturedPost, duties, names_of
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
    profiles = [_as_far_as_read(looking, profile) for profile in profiles]
    newest = {profile.account: looking.duties.newest(profile.account) for profile in profiles}
    pictured = tuple(
        PicturedPost(profile.account, post.native_id, local_day(post.created_at), post.permalink)
        for profile in profiles
        for post in looking.duties.pictured(profile.account, now - PICTURES_FOR)
    )
    done = looking.duties.done(names_of(profiles, pictured))
    facts = DutyFacts(
        began=local_day(looking.weekly.began_at() or now),
        newest={account: local_day(at) for account, at in newest.items() if at is not None},
        done={name: local_day(at) for name, at in done.items()},
        pictured=pictured,
    )
    return duties(profiles, facts, local_day(now))


def _as_far_as_read(looking: Transaction, profile: Profile) -> Profile:
    """Of an account that was never read nobody knows whether it is quiet."""
    never = looking.cursors.last_polled(profile.account) is None
    return replace(profile, quiet_after_days=0) if never else profile


def tick_off(store: Store, duty: Duty, by: str, clock: Clock) -> None:
    """A person has seen to it; the audit trail keeps who and when."""
    with store.transaction() as tx:
        tx.audit.add(AuditEvent(clock(), DONE, by, subject_of(duty.name), f"due {duty.due.isoformat()}"))
