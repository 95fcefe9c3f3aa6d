"""What the council knows: its profiles and the people responsible, and the people comments speak about."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from moderator.domain.comment import AccountRef

PERSON_CLASSES = ("politician", "officer", "candidate", "private")
SENIORITIES = ("chief_executive", "director", "head_of_service", "headteacher", "middle", "junior")
MODES = ("shadow", "queue", "hide")
#: Days in the register are days at the council's place.
ZONE = "Europe/London"


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff the daemon writes to."""

    name: str
    email: str
    #: "en", "cy" or "both": in what they are written to where a mail can be had in either.
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Who allowed the profile, and that the two others were consulted (guidance, "professional use")."""

    line_manager: str
    on: date
    head_of_communications_consulted: bool
    web_manager_consulted: bool
    #: The day by which it is to be renewed; None where the council sets none.
    renew_by: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One council account or group, with the people who answer for it."""

    #: Short name used in mails, commands and policy overrides.
    id: str
    account: AccountRef
    #: "profile" or "group".
    kind: str
    title: str
    audience: str
    service_area: str
    business_need: str
    moderator: Officer | None
    manager: Officer | None
    authorisation: Authorisation | None
    deputy: Officer | None = None
    #: Hears of a missed promise after the manager; decides nothing here.
    line_manager: Officer | None = None
    contributors: tuple[Officer, ...] = ()
    #: The member of staff inside a youth group; required when ``is_youth_group``.
    staff_member: str = ""
    is_youth_group: bool = False
    #: Their last day in it, once that is known.
    staff_member_until: date | None = None
    #: After so many days without anything of the council's own somebody is reminded; 0 = never.
    quiet_after_days: int = 14
    #: How often members of a group are to be told about privacy settings and online safety; 0 = never.
    online_safety_every_weeks: int = 0
    #: E-mail address in small letters, and the day on which that officer last confirmed the guidelines.
    guidelines_confirmed: tuple[tuple[str, date], ...] = ()
    languages: tuple[str, ...] = ("en", "cy")
    #: "shadow" records and does nothing, "queue" never hides by itself, "hide" may.
    mode: str = "queue"
    #: Native ids of the council's own accounts on this platform, beside the account itself.
    own_ids: tuple[str, ...] = ()
    #: Addresses in small letters from which the platform's notification mails about it come.
    notices_from: tuple[str, ...] = ()
    url: str = ""

    @property
    def officers(self) -> tuple[Officer, ...]:
        """Everybody who answers for it, each once."""
        named = (self.moderator, self.deputy, self.manager, *self.contributors)
        return tuple({officer.email.casefold(): officer for officer in named if officer is not None}.values())

    def is_officer(self, email: str) -> bool:
        return email.casefold() in {officer.email.casefold() for officer in self.officers}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody comments may speak about."""

    name: str
    #: One of PERSON_CLASSES.
    kind: str
    also: tuple[str, ...] = ()
    #: One of SENIORITIES, officers only; "" otherwise.
    seniority: str = ""
    role: str = ""
    unique_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """A live case or a protected identity, kept by a person, with a day after which it no longer applies."""

    kind: str
    label: str
    people: tuple[str, ...]
    terms: tuple[str, ...]
    state: str
    #: Last day on which the entry applies.
    expires: date

    def applies(self, at: datetime) -> bool:
        return _day(at) <= self.expires


@dataclass(frozen=True, slots=True)
class Election:
    kind: str
    ward: str
    mode_from: date
    polling_day: date
    mode_to: date

    def runs(self, at: datetime) -> bool:
        return self.mode_from <= _day(at) <= self.mode_to


@dataclass(frozen=True, slots=True)
class CouncilContacts:
    """What the council publishes about itself; never personal data, however it is spelled."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkLists:
    """Servers whose addresses the council trusts, and those whose addresses are spam wherever they stand."""

    trusted: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    profiles: tuple[Profile, ...] = ()
    contacts: CouncilContacts = field(default_factory=CouncilContacts)
    links: LinkLists = field(default_factory=LinkLists)
    people: tuple[Person, ...] = ()
    companies: tuple[Company, ...] = ()
    watches: tuple[Watch, ...] = ()
    election: Election | None = None
    #: The last to hear of a promise that nobody keeps, on every profile.
    head_of_communications: Officer | None = None

    def profile_for(self, account: AccountRef) -> Profile | None:
        return next((profile for profile in self.profiles if profile.account == account), None)


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(ZONE)).date()


def refusals(profile: Profile) -> tuple[str, ...]:
    """Why the daemon will not run this profile, in sentences; empty when it will.

    Source: the council's guidance, "Professional use": one named moderator; authorisation by the line manager after
    consulting the Head of Communications and the Web Manager; a member of staff in every youth group.
    """
    reasons = []
    if profile.moderator is None:
        reasons.append("it has no named moderator: add [profile.moderator] with name and email")
    if profile.manager is None:
        reasons.append("it has no manager to tell of a breach: add [profile.manager] with name and email")
    if profile.authorisation is None:
        reasons.append("nobody has authorised it: add [profile.authorised] with line_manager and on")
    elif not profile.authorisation.head_of_communications_consulted:
        reasons.append("the Head of Communications was not consulted: set head_of_communications_consulted")
    elif not profile.authorisation.web_manager_consulted:
        reasons.append("the Web Manager was not consulted: set web_manager_consulted")
    if profile.is_youth_group and not profile.staff_member:
        reasons.append("a youth group needs a member of staff in it: name staff_member")
    return tuple(reasons)


def rivals(profiles: tuple[Profile, ...]) -> tuple[tuple[Profile, Profile], ...]:
    """Pairs of profiles that serve the same audience on the same platform (guidance: do not create a rival)."""
    return tuple(
        (first, second)
        for index, first in enumerate(profiles)
        for second in profiles[index + 1 :]
        if first.account.platform == second.account.platform
        and first.audience.casefold().strip() == second.audience.casefold().strip()
    )
