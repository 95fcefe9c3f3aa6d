"""What the store knows of one week, as plain facts: every figure of the weekly report is counted from these."""

from dataclasses import dataclass, field
from datetime import datetime

from moderator.domain.comment import AccountRef


@dataclass(frozen=True, slots=True)
class Arrived:
    """A comment that was first seen in the week."""

    account: AccountRef
    at: datetime


@dataclass(frozen=True, slots=True)
class JudgedFact:
    """One revision that the daemon judged in the week."""

    account: AccountRef
    at: datetime
    revision: int
    #: "publish", "queue" or "hide".
    outcome: str
    is_shadow: bool
    language: str


@dataclass(frozen=True, slots=True)
class Acted:
    """Something that was done on the platform in the week."""

    account: AccountRef
    at: datetime
    #: "hide" or "reveal".
    kind: str
    #: The daemon's own decision asked for it, not a person's.
    by_daemon: bool


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """A promise that was kept or broken in the week, or that still ran at its end."""

    account: AccountRef
    kind: str
    language: str
    received_at: datetime
    due_at: datetime
    met_at: datetime | None
    #: Who kept it: "explanation" and "policy" are the daemon itself.
    met_by: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One event of a case, with what the machine had decided about the same words."""

    #: Groups the events of one comment; they come in order.
    comment: int
    account: AccountRef
    kind: str
    at: datetime
    choice: str
    #: The machine's outcome for these words; "" where it has none.
    outcome: str
    is_shadow: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that went wrong, from the audit trail."""

    at: datetime
    kind: str
    #: A comment's or account's reference, or an errand's key.
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Criticised:
    """Criticism of the council as a body: how much was seen, and what became of it."""

    seen: int = 0
    #: Hidden by the daemon for nothing but the criticism: must be 0.
    hidden_for_it: int = 0
    #: Hidden by the daemon because the same comment threatened, exposed or accused a person.
    hidden_for_something_else: int = 0
    hidden_by_people: int = 0


@dataclass(frozen=True, slots=True)
class LastSeen:
    """How fresh one account is, as of the end of the time reported."""

    account: AccountRef
    #: When a poll last went through; None when never.
    polled_at: datetime | None = None
    #: The newest post or answer of the council itself that was seen there.
    wrote_at: datetime | None = None
    #: The newest comment of a resident.
    commented_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """Everything that is known of ``since`` to before ``until``."""

    since: datetime
    until: datetime
    arrived: tuple[Arrived, ...] = ()
    judged: tuple[JudgedFact, ...] = ()
    acted: tuple[Acted, ...] = ()
    promises: tuple[PromiseFact, ...] = ()
    stories: tuple[StoryEvent, ...] = ()
    incidents: tuple[Incident, ...] = ()
    criticised: Criticised = field(default_factory=Criticised)
    last_seen: tuple[LastSeen, ...] = ()
