"""What a moderator is told after answering a digest, as values: every line with what became of it."""

from dataclasses import dataclass
from datetime import datetime

from moderator.domain.register import Officer


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """One line of a reply, and what was done about it or why nothing was."""

    line: str
    sentence: str
    is_done: bool = False
    #: Which comment it was about: "Parks, code ab12."; "" where none is meant.
    which: str = ""


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A comment whose author changed the words after the digest showed them: nothing was done, it is asked again."""

    number: int
    #: Title of the profile or group.
    account: str
    #: Its words as the digest showed them, and as they are now; abuse is starred out in both.
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AnswerLetter:
    """To a moderator, after a reply of theirs was read."""

    #: Unique name: "answer:HASH".
    key: str
    to: Officer
    at: datetime
    lines: tuple[AnsweredLine, ...]
    #: Lines that look like decisions and stood where none are read.
    unread: tuple[str, ...] = ()
    changed: tuple[ChangedItem, ...] = ()
    #: The writer was away, and is back now that they have answered.
    is_back: bool = False
    reply_token: str = ""
    zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class RefusedReply:
    """To the registered moderator: a reply to a digest of theirs was not acted on, whoever sent it."""

    key: str
    to: Officer
    at: datetime
    #: The address it claims to come from.
    sender: str
    why: str
    what_to_do: str
    zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """To those who answer for a profile: a mail to one of its people could not be delivered."""

    key: str
    to: Officer
    at: datetime
    recipient: str
    #: What the mails were, in words: "the digest", "a warning".
    what: tuple[str, ...]
    why: str
    zone: str = "Europe/London"
