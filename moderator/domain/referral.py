"""What goes to another desk of the council, and to whoever decides an appeal, as values for the mails."""

from dataclasses import dataclass
from datetime import datetime

from moderator.domain.digest import DigestItem
from moderator.domain.register import Officer, Profile


@dataclass(frozen=True, slots=True)
class Referral:
    """A comment passed to a desk, with what is known about it."""

    key: str
    to: Officer
    at: datetime
    #: One of moderator.domain.desks.DESKS.
    desk: str
    item: DigestItem
    #: The author's name as the platform shows it.
    author: str
    #: Who passed it on.
    by: str
    note: str = ""
    zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class AppealNotice:
    """To whoever decides: the author of a hidden comment asks for another look."""

    key: str
    to: Officer
    at: datetime
    item: DigestItem
    due_at: datetime
    #: What the author says about it; "" when nothing.
    words: str = ""
    #: Who decided against the author so far; empty = the machine.
    deciders: tuple[str, ...] = ()
    #: Nobody is left who may decide: this officer must name somebody.
    is_stuck: bool = False
    zone: str = "Europe/London"


def appeal_officer(profile: Profile, deciders: tuple[str, ...]) -> Officer | None:
    """Who decides an appeal: the deputy, else the manager, never somebody who decided before; None = nobody is left.

    Where no person has decided yet, the moderator does: they are somebody else than the machine.
    """
    before = {one.casefold() for one in deciders}
    order = (profile.deputy, profile.manager, profile.moderator)
    if not before:
        order = (profile.moderator, profile.deputy, profile.manager)
    left = (officer for officer in (*order, *profile.contributors) if officer is not None)
    return next((officer for officer in left if officer.email.casefold() not in before), None)
