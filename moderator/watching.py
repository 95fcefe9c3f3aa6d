"""Wires the clock: who is warned, alerted and paged in this council, and in which words."""

from collections.abc import Collection
from datetime import datetime, timedelta

from moderator.council import Council
from moderator.domain.escalation import Hearer, above, hearers
from moderator.domain.register import Officer, Profile
from moderator.domain.working_time import CalendarEnds
from moderator.mail.alert import at_risk_mail, breach_mail, safeguarding_mail
from moderator.tasks.digest import Digesting
from moderator.tasks.watching import Watching


def watching_of(council: Council, digesting: Digesting) -> Watching:
    """Everything that watching promises needs of this council."""
    calendar, escalation = council.promises.calendar, council.promises.escalation
    head = council.register.head_of_communications

    def up_the_chain(profile: Profile, due_at: datetime, away: Collection[str]) -> tuple[Hearer, ...]:
        return hearers(profile, head, due_at, escalation=escalation, calendar=calendar, away=away)

    def paged_above(profile: Profile, late_by: timedelta) -> tuple[Officer, ...]:
        return above(profile, head, late_by, escalation)

    def is_open(at: datetime) -> bool:
        try:
            return calendar.is_open(at)
        except CalendarEnds:
            # A calendar that has ended silences nobody: reminders go on, at any hour.
            return True

    return Watching(
        at_risk=at_risk_mail,
        breach=breach_mail,
        page=safeguarding_mail,
        recomputed=council.promises.recomputed,
        is_open=is_open,
        local_day=council.local_day,
        hearers=up_the_chain,
        above=paged_above,
        duty_contact=council.duty_contact,
        digesting=digesting,
    )
