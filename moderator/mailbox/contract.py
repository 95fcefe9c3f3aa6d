"""What a place where mail arrives promises, whether it is an IMAP folder or a folder of files."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

#: A reply with the whole digest quoted is far smaller; larger ones are set aside unread.
LARGEST = 5_000_000
#: So many mails one visit looks at; the next visit takes the rest.
MOST_AT_ONCE = 50


class MailboxClosed(Exception):
    """It cannot be read now; the message says what to do about it, and names neither people nor secrets."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail as it lies in the box."""

    #: Its name within this visit.
    name: str
    #: The whole mail; None when it is too large to be read.
    raw: bytes | None


class Visit(Protocol):
    """The open mailbox. Every call may raise MailboxClosed."""

    def mails(self) -> Iterator[Arrived]:
        """What lies there, oldest first, MOST_AT_ONCE at most; looking changes nothing."""
        ...

    def put_away(self, arrived: Arrived) -> None:
        """Take it out of the box, into the folder of those that are finished."""
        ...

    def set_aside(self, arrived: Arrived) -> None:
        """Take it out of the box, into the folder of those that a person should look at."""
        ...

    def wait(self, longest_s: float, stopping: Callable[[], bool]) -> bool:
        """Wait until something arrives; False at once where the box cannot tell, and when the time is over."""
        ...


class Mailbox(Protocol):
    def visit(self) -> AbstractContextManager[Visit]:
        """Open it. Raises MailboxClosed."""
        ...
