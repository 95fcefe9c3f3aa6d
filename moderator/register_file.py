"""Loads the register: the council's profiles, and the people, firms and cases that comments speak about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from moderator.config_file import Strict, load_toml
from moderator.domain.comment import AccountRef
from moderator.domain.register import (
    Authorisation,
    Company,
    CouncilContacts,
    Election,
    LinkLists,
    Officer,
    Person,
    Profile,
    Register,
    Watch,
)

#: How often members of a group are taught where the register sets no rhythm.
LESSONS_EVERY_WEEKS = 12

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _on_one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it stands in the heading of mails: write it on one line, without control characters")
    return text


def _fits_a_reference(account_id: str) -> str:
    if "/" in account_id or any(letter.isspace() for letter in account_id) or not account_id.isprintable():
        raise ValueError("it is part of every reference, like facebook:1001/2002: write it without spaces and slashes")
    return account_id


Line = Annotated[Filled, AfterValidator(_on_one_line)]
AccountId = Annotated[Filled, AfterValidator(_fits_a_reference)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s<>,;:]+@[^@\s<>,;:]+$")]


class ChainShape(Strict):
    """Somebody who is told and decides nothing."""

    name: Line
    email: Address

    def value(self) -> Officer:
        return Officer(self.name, self.email)


class OfficerShape(ChainShape):
    #: When they last confirmed that they know the guidelines.
    guidelines_confirmed: date | None = None
    language: Literal["en", "cy", "both"] = "en"

    def value(self) -> Officer:
        return Officer(self.name, self.email, self.language)


class AuthorisedShape(Strict):
    line_manager: Filled
    on: date
    head_of_communications_consulted: bool = False
    web_manager_consulted: bool = False
    renew_by: date | None = None

    @model_validator(mode="after")
    def _is_renewed_later(self) -> "AuthorisedShape":
        if self.renew_by is not None and self.renew_by <= self.on:
            raise ValueError("renew_by must lie after the day of the authorisation")
        return self


class ProfileShape(Strict):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Line
    platform: Filled
    account_id: AccountId
    kind: Literal["profile", "group"] = "profile"
    audience: Filled
    service_area: Filled
    business_need: Filled
    mode: Literal["shadow", "queue", "hide"] = "queue"
    languages: list[Literal["en", "cy"]] = ["en", "cy"]
    is_youth_group: bool = False
    staff_member: str = ""
    staff_member_until: date | None = None
    quiet_after_days: Annotated[int, Field(ge=0, le=365)] = 14
    #: Twelve weeks for a group, never for a profile, unless told.
    online_safety_every_weeks: Annotated[int, Field(ge=0, le=104)] | None = None
    own_ids: list[str] = []
    notices_from: list[Address] = []
    url: str = ""
    moderator: OfficerShape | None = None
    deputy: OfficerShape | None = None
    contributor: list[OfficerShape] = []
    manager: OfficerShape | None = None
    line_manager: ChainShape | None = None
    authorised: AuthorisedShape | None = None

    @model_validator(mode="after")
    def _duties_fit(self) -> "ProfileShape":
        if self.staff_member_until is not None and not self.staff_member:
            raise ValueError("staff_member_until needs staff_member: name who it is about")
        if self.online_safety_every_weeks and self.kind != "group":
            raise ValueError('online_safety_every_weeks is about the members of a group: only kind = "group" has them')
        return self

    def people(self) -> list[OfficerShape]:
        return [one for one in (self.moderator, self.deputy, self.manager, *self.contributor) if one is not None]

    def _confirmed(self) -> tuple[tuple[str, date], ...]:
        officers = [one for one in (self.moderator, self.deputy, *self.contributor) if one is not None]
        return tuple((one.email.casefold(), one.guidelines_confirmed) for one in officers if one.guidelines_confirmed)

    def _lessons(self) -> int:
        usual = LESSONS_EVERY_WEEKS if self.kind == "group" else 0
        return usual if self.online_safety_every_weeks is None else self.online_safety_every_weeks

    def value(self) -> Profile:
        return Profile(
            id=self.id,
            account=AccountRef(self.platform, self.account_id),
            kind=self.kind,
            title=self.title,
            audience=self.audience,
            service_area=self.service_area,
            business_need=self.business_need,
            moderator=self.moderator.value() if self.moderator else None,
            manager=self.manager.value() if self.manager else None,
            authorisation=Authorisation(**self.authorised.model_dump()) if self.authorised else None,
            deputy=self.deputy.value() if self.deputy else None,
            line_manager=self.line_manager.value() if self.line_manager else None,
            contributors=tuple(one.value() for one in self.contributor),
            staff_member=self.staff_member,
            is_youth_group=self.is_youth_group,
            staff_member_until=self.staff_member_until,
            quiet_after_days=self.quiet_after_days,
            online_safety_every_weeks=self._lessons(),
            guidelines_confirmed=self._confirmed(),
            languages=tuple(self.languages),
            mode=self.mode,
            own_ids=tuple(self.own_ids),
            notices_from=tuple(sender.casefold() for sender in self.notices_from),
            url=self.url,
        )


class ContactsShape(Strict):
    phones: list[str] = []
    emails: list[str] = []
    domains: list[str] = []
    addresses: list[str] = []


class PersonShape(Strict):
    name: Filled
    also: list[Filled] = []
    kind: Literal["politician", "officer", "candidate", "private"] = Field(alias="class")
    seniority: Literal["chief_executive", "director", "head_of_service", "headteacher", "middle", "junior"] | None = (
        None
    )
    role: str = ""
    unique_role: list[Filled] = []

    @model_validator(mode="after")
    def _only_officers_have_seniority(self) -> "PersonShape":
        if self.kind != "officer" and self.seniority is not None:
            raise ValueError(f"{self.name} has a seniority but is not an officer: remove it, or correct the class")
        return self


class CompanyShape(Strict):
    name: Filled
    what: str = ""


class WatchShape(Strict):
    kind: Literal["live_case", "teacher_before_charge", "sexual_offence_complainant", "child"]
    label: Filled
    people: list[Filled] = []
    terms: list[Filled] = []
    state: str = ""
    expires: date

    @model_validator(mode="after")
    def _names_something(self) -> "WatchShape":
        if not self.people and not self.terms:
            raise ValueError(f'watch "{self.label}" names neither people nor terms: it could never match')
        return self


Server = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^\s/:@]+\.[^\s/:@.]+$")]


class LinksShape(Strict):
    trusted: list[Server] = []
    blocked: list[Server] = []

    @model_validator(mode="after")
    def _disagree_nowhere(self) -> "LinksShape":
        if both := next((one for one in self.trusted if one in self.blocked), None):
            raise ValueError(f'"{both}" is both trusted and blocked: take it off one of the lists')
        return self


class ElectionShape(Strict):
    kind: Filled
    ward: str = ""
    mode_from: date
    polling_day: date
    mode_to: date

    @model_validator(mode="after")
    def _in_order(self) -> "ElectionShape":
        if not self.mode_from <= self.polling_day <= self.mode_to:
            raise ValueError("mode_from, polling_day and mode_to must follow each other")
        return self


class RegisterShape(Strict):
    profile: list[ProfileShape] = []
    council_contacts: ContactsShape = ContactsShape()
    links: LinksShape = LinksShape()
    person: list[PersonShape] = []
    company: list[CompanyShape] = []
    watch: list[WatchShape] = []
    election: ElectionShape | None = None
    head_of_communications: ChainShape | None = None

    @model_validator(mode="after")
    def _profiles_differ(self) -> "RegisterShape":
        seen: set[str] = set()
        for profile in self.profile:
            for name in (profile.id, f"{profile.platform} {profile.account_id}"):
                if name in seen:
                    raise ValueError(f'two profiles share "{name}": give each its own id and account')
                seen.add(name)
        return self

    @model_validator(mode="after")
    def _people_agree(self) -> "RegisterShape":
        spoken: dict[str, str] = {}
        for officer in (one for profile in self.profile for one in profile.people()):
            known = spoken.setdefault(officer.email.casefold(), officer.language)
            if known != officer.language:
                raise ValueError(f'{officer.email} is written to in "{known}" and in "{officer.language}": choose one')
        return self


def load_register(path: Path) -> Register:
    """The register in this file. Raises ConfigError naming file, key, problem and cure."""
    shape = load_toml(path, RegisterShape)
    contacts = shape.council_contacts
    return Register(
        profiles=_known_to_all([profile.value() for profile in shape.profile]),
        contacts=CouncilContacts(
            tuple(contacts.phones), tuple(contacts.emails), tuple(contacts.domains), tuple(contacts.addresses)
        ),
        links=LinkLists(tuple(shape.links.trusted), tuple(shape.links.blocked)),
        people=tuple(_person(person) for person in shape.person),
        companies=tuple(Company(company.name, company.what) for company in shape.company),
        watches=tuple(_watch(watch) for watch in shape.watch),
        election=Election(**shape.election.model_dump()) if shape.election else None,
        head_of_communications=shape.head_of_communications.value() if shape.head_of_communications else None,
    )


def _known_to_all(profiles: Sequence[Profile]) -> tuple[Profile, ...]:
    """Whoever confirmed the guidelines under one profile has confirmed them for every one."""
    latest: dict[str, date] = {}
    for email, day in (one for profile in profiles for one in profile.guidelines_confirmed):
        latest[email] = max(day, latest.get(email, day))
    return tuple(
        replace(
            profile,
            guidelines_confirmed=tuple(
                (email, latest[email]) for officer in profile.officers if (email := officer.email.casefold()) in latest
            ),
        )
        for profile in profiles
    )


def _person(shape: PersonShape) -> Person:
    # An officer without seniority gets the protection of a junior: the safer mistake.
    seniority = shape.seniority or ("junior" if shape.kind == "officer" else "")
    return Person(shape.name, shape.kind, tuple(shape.also), seniority, shape.role, tuple(shape.unique_role))


def _watch(shape: WatchShape) -> Watch:
    return Watch(shape.kind, shape.label, tuple(shape.people), tuple(shape.terms), shape.state, shape.expires)
