"""What the demonstration saw, as values: everything that its page and its summary show, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from moderator.domain.evidence import Finding
from moderator.domain.policy import HouseRule


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be true for the demonstration to have happened."""

    sentence: str
    holds: bool
    #: What was found instead; references only, never words of a comment.
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ProfileShown:
    """One line of the register, and what the daemon did with it."""

    title: str
    platform: str
    mode: str
    moderator: str
    manager: str
    #: Comments judged there.
    seen: int = 0
    #: Why the daemon refuses it, in sentences; empty when it runs.
    refused_because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to an author, as it would read."""

    #: "explanation-allegation", "acknowledgement", "restored" ...
    template: str
    text: str
    #: "sent", "waits for a person" or "not possible": one plain phrase.
    state: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One revision of one comment with its decision."""

    ref: str
    profile: str
    author: str
    text: str
    #: The post or comment it answers.
    parent_text: str
    posted_at: datetime
    seen_at: datetime
    revision: int
    #: "publish", "queue", "report" (told to the operator where nobody can hide) or "hide": what was done; for a shadow
    #: profile, what would have been.
    outcome: str
    findings: tuple[Finding, ...] = ()
    #: What brought the outcome about: the rule's id and finding, as sentences.
    reasons: tuple[str, ...] = ()
    house_rule: HouseRule | None = None
    #: The finding's label that decided, "" when none did.
    because_of: str = ""
    language: str = "unknown"
    needs_response: bool = False
    #: How it stands on the platform at the end: "visible", "hidden", "gone" or "" where nobody can tell.
    standing: str = "visible"
    hidden_at: datetime | None = None
    is_shadow: bool = False
    #: It came in by hand, from a place no program may act on.
    by_hand: bool = False
    drafts: tuple[Draft, ...] = ()
    #: What only a person can do about it.
    tasks: tuple[str, ...] = ()
    link: str = ""
    is_criticism: bool = False
    #: What happened to it later, as sentences: "edited by its author", "put back by Ffion Hardacre" ...
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """One line of the acknowledgement ledger."""

    ref: str
    profile: str
    author: str
    text: str
    received_at: datetime
    target_at: datetime
    due_at: datetime
    #: "in time", "late", "breached", "open" or "withdrawn".
    state: str
    met_at: datetime | None = None
    #: How it was met, as a phrase.
    met_by: str = ""


@dataclass(frozen=True, slots=True)
class MailShown:
    """One mail as it arrived at the local mail sink."""

    #: "digest", "alert", "warning", "page" ...
    kind: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """One kind of message in both languages, filled in for one comment."""

    template: str
    cy: str
    en: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the time line."""

    at: datetime
    #: "hidden", "queued", "mail", "alert", "breach", "reply", "edit", "delete", "message", "restored" ...
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Hour:
    """How many comments arrived in one hour, for the picture above the time line."""

    at: datetime
    seen: int
    hidden: int
    is_working_time: bool


@dataclass(frozen=True, slots=True)
class DemoResult:
    """The whole demonstration."""

    council: str
    began: datetime
    ended: datetime
    #: Real seconds it took.
    seconds: float
    passes: int
    checks: tuple[Check, ...]
    profiles: tuple[ProfileShown, ...]
    judged: tuple[Judged, ...]
    promises: tuple[PromiseShown, ...]
    mails: tuple[MailShown, ...]
    moments: tuple[Moment, ...]
    hours: tuple[Hour, ...] = ()
    twins: tuple[Twin, ...] = ()
    #: Comments reported to a platform's operator by a person, and by the daemon where it may.
    reported: int = 0
    reported_by_daemon: int = 0
    private_messages: int = 0
    #: What scored: the model's name and what it may be used for.
    model: str = ""

    @property
    def happened(self) -> bool:
        """The main job really happened."""
        return bool(self.checks) and all(check.holds for check in self.checks)

    @property
    def hidden(self) -> tuple[Judged, ...]:
        """Every revision the daemon decided to hide, where it may act; oldest first."""
        return tuple(one for one in self.judged if one.outcome == "hide" and not one.is_shadow)

    @property
    def queued(self) -> tuple[Judged, ...]:
        """What was left up for a person to look at, whether the platform's operator was told of it or not."""
        return tuple(one for one in self.judged if one.outcome in ("queue", "report") and not one.is_shadow)

    @property
    def shadowed(self) -> tuple[Judged, ...]:
        """What would have happened on profiles in shadow mode, had they been allowed to act."""
        return tuple(one for one in self.judged if one.is_shadow and one.outcome != "publish")

    @property
    def criticism(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.is_criticism)

    def promised(self, state: str) -> tuple[PromiseShown, ...]:
        return tuple(one for one in self.promises if one.state == state)

    def mails_of(self, kind: str) -> tuple[MailShown, ...]:
        return tuple(mail for mail in self.mails if mail.kind == kind)

    @property
    def drafts(self) -> tuple[Draft, ...]:
        return tuple(draft for one in self.judged for draft in one.drafts)


def counted(words: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """How often each word occurs, most frequent first, then by the alphabet."""
    numbers = {word: words.count(word) for word in set(words)}
    return tuple(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])))
