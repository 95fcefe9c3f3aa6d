"""What is mailed at once, as values: promises at risk or broken, somebody in danger, an account that was lost."""

from dataclasses import dataclass
from datetime import datetime

from moderator.domain.digest import DigestItem
from moderator.domain.escalation import MANAGER
from moderator.domain.obligation import Obligation
from moderator.domain.register import Officer


@dataclass(frozen=True, slots=True)
class Late:
    """One promise that is at risk or broken."""

    obligation: Obligation
    #: Title of the profile or group.
    account: str
    #: Who should have kept it.
    moderator: Officer
    permalink: str = ""
    #: Who was told at the breach; said to those above them.
    manager: Officer | None = None


@dataclass(frozen=True, slots=True)
class BreachAlert:
    """To a manager or somebody above: the promises that were missed, batched; then daily until each is answered."""

    #: Unique name: "breach:EMAIL:2026-11-23".
    key: str
    to: Officer
    at: datetime
    late: tuple[Late, ...]
    #: How many of them are in this mail for the first time.
    new: int
    #: As what they are told, from moderator.domain.escalation.
    role: str = MANAGER
    zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class AtRisk:
    """To a moderator: the promises that fall due soon."""

    key: str
    to: Officer
    at: datetime
    late: tuple[Late, ...]
    zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class SafeguardingPage:
    """To whoever is on duty, at any hour: a comment may show somebody in danger."""

    key: str
    to: Officer
    at: datetime
    item: DigestItem
    zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class AccessLostNotice:
    """To a moderator, once: the daemon cannot reach an account, or the answers in its inbox, any more."""

    key: str
    to: Officer
    at: datetime
    account: str
    platform: str
    #: What the platform said, without tokens.
    problem: str
    #: What to do about it.
    cure: str
    #: Last moment at which comments were read; None when never.
    last_poll_at: datetime | None = None
    #: Comments are read as before; what authors answer in private is not.
    is_about_replies: bool = False
    zone: str = "Europe/London"
