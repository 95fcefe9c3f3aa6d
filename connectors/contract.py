"""The contract between the daemon and a platform: what a connector can do, promises, and how it may fail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from connectors.limits import Limit
from connectors.metering import Daily
from moderator.domain.comment import Sighting

#: So many pictures of one comment are read.
MOST_PICTURES = 3
#: Anything that tells the present moment as an aware UTC datetime.
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform lets an unattended council account do, in the words the mails use."""

    can_fetch: bool = True
    can_hide: bool = False
    can_reveal: bool = False
    #: Who still sees a hidden comment, as a sentence for the moderator ("Its author and their friends still see it.").
    who_still_sees_hidden: str = ""
    #: The same in Welsh; for moderators who read their mails and pages in it.
    who_still_sees_hidden_cy: str = ""
    #: So many comments can be hidden or revealed in one call: see HidesMany.
    hides_at_once: int = 1
    #: The platform can keep every new comment out of sight until somebody releases it.
    can_hold: bool = False
    can_report: bool = False
    can_reply_publicly: bool = False
    can_message_privately: bool = False
    #: How long after its creation a comment's author can be messaged; None = no limit.
    message_window: timedelta | None = None
    #: What authors answer to our private messages can be heard: see HearsReplies.
    can_hear_replies: bool = False
    #: ``find_message`` can tell whether a message went out.
    can_find_messages: bool = False
    sees_edits: bool = False
    sees_deletions: bool = False
    #: ``standing`` tells hidden from visible. Where it is False, the platform's own answer to ``hide`` is the only
    #: proof, a hidden comment reads as "visible", and ``hide`` may safely be repeated.
    shows_hidden: bool = True
    #: Nobody can answer a hidden comment: what is to be said about it goes out first, as long as that takes seconds.
    answer_before_hiding: bool = False
    poll_every: timedelta = timedelta(minutes=2)
    #: How long a poll may pass over a comment in a remote place (under an old post, beside our own threads).
    remote_wait: timedelta = timedelta(0)
    daily: Daily = field(default_factory=Daily)
    #: What the platform cannot do; its page in docs/connectors says the same.
    limits: str = ""
    #: What of that a moderator must know when choosing.
    must_know: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnReply:
    """The council's own answer under somebody's comment; it stops the acknowledgement clock."""

    native_id: str
    in_reply_to: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the council itself; it shows that the profile is alive, and may need a consent form."""

    native_id: str
    created_at: datetime
    has_pictures: bool = False
    #: Where a person can look at it.
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What one fetch brought. Store everything in it together with the cursor, or nothing."""

    sightings: tuple[Sighting, ...]
    own_replies: tuple[OwnReply, ...] = ()
    #: Where the platform tells of them on the way; the same one may come again.
    own_posts: tuple[OwnPost, ...] = ()
    #: Native ids that are known to be gone from the platform.
    gone: tuple[str, ...] = ()
    #: Opaque text for the next fetch; only the connector reads it. Never a server-side paging token.
    cursor: str = ""
    #: More is waiting: fetch again at once with this cursor.
    more: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a comment stands on the platform right now."""

    #: "visible", "hidden" or "gone".
    state: str
    #: Its present text; None when gone.
    text: str | None = None
    sighting: Sighting | None = None


class ConnectorError(Exception):
    """Something went wrong on the way to the platform; the subclass names the cure. Never carries text or tokens."""


class TryLater(ConnectorError):
    """The platform is busy, limited, down or unreachable: the same call may work later."""

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AccessLost(ConnectorError):
    """The token is dead or lacks a permission: a person must renew it; the profile pauses."""


class CommentGone(ConnectorError):
    """The comment no longer exists on the platform: nothing is left to do."""


class Refused(ConnectorError):
    """The platform said no for good (policy, window closed, not ours to hide): a person must do it another way."""


class Unsupported(Refused):
    """The platform has no such call: the errand becomes a task for a person."""


class AlreadyMessaged(Refused):
    """One message per comment is allowed, and one went out: ours if an outcome was unknown; else a person decides."""


class OutcomeUnknown(ConnectorError):
    """A write may or may not have happened (time-out, connection lost after sending): read back before any repeat."""


class Connector(Protocol):
    """One account on one platform.

    A connector never opens the database, decides, retries a write or sleeps, and keeps no state between calls. Every
    call ends within its deadline. Ids are strings. Times are aware UTC. Only the errors above leave it.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    def check(self) -> None:
        """Prove that credentials and permissions are right. Raises AccessLost with the cure, or TryLater."""
        ...

    def fetch(self, cursor: str) -> Page:
        """What is new, changed or gone since ``cursor`` ("" = from the look-back window).

        Everything visible at least once, possibly more than once (overlap); the caller ignores known revisions. The
        council's own comments come as ``own_replies``, never as sightings. Comments the platform has already hidden
        are included with ``is_hidden``. The cursor moves only past what this page holds. Raises TryLater, AccessLost.
        """
        ...

    def standing(self, native_id: str) -> Standing:
        """How one comment stands now; "gone" is an answer, not an error. Raises TryLater, AccessLost."""
        ...

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        """Standing of several known comments in as few calls as the platform allows, to notice edits and deletions.

        Every asked id is in the answer. Raises TryLater, AccessLost.
        """
        ...

    def hide(self, native_id: str) -> None:
        """Hide a comment from the public. Hiding a hidden comment succeeds. Raises any ConnectorError."""
        ...

    def reveal(self, native_id: str) -> None:
        """Show a hidden comment again. Revealing a visible comment succeeds. Raises any ConnectorError."""
        ...

    def report(self, native_id: str, reason: str) -> None:
        """Report a comment to the platform's operator. Raises Unsupported where there is no such call."""
        ...

    def message(self, native_id: str, text: str) -> str:
        """Tell the author of a comment something in private; returns the platform's message id.

        Never repeated by the connector. Raises OutcomeUnknown when the answer was lost on the way.
        """
        ...

    def find_message(self, native_id: str, text: str) -> str | None:
        """The id of the message with this text already sent about this comment; None when there is certainly none.

        Raises Unsupported when the platform cannot tell.
        """
        ...


@runtime_checkable
class HidesMany(Protocol):
    """What a connector offers beside the contract where ``hides_at_once`` is more than 1: one call costs less."""

    def hide_many(self, native_ids: Sequence[str], *, is_hidden: bool) -> dict[str, ConnectorError | None]:
        """Hide, or reveal, several comments, in as few calls as the platform allows and never twice.

        Tells for each: None where the platform took it, else what ``hide`` would raise about it; TryLater as well for
        one that is to be tried alone. Raises TryLater, AccessLost, when nothing was changed.
        """
        ...


@runtime_checkable
class AnswersPublicly(Protocol):
    """What a connector offers beside the contract where ``can_reply_publicly`` holds; without it a person answers."""

    def find_reply(self, native_id: str, text: str) -> str | None:
        """The id of our public answer with this text beneath a comment; None when there is certainly none.

        The text is compared as the platform gives it back, spaces at line ends and markup aside.
        Raises Unsupported when the platform cannot tell; TryLater, AccessLost.
        """
        ...

    def reply(self, native_id: str, text: str) -> str:
        """Write something in public beneath a comment; returns the platform's id of it.

        Never repeated by the connector. Raises OutcomeUnknown when the answer was lost on the way.
        """
        ...


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A private message of ours, as whoever sent it remembers it."""

    #: The sender's own name for it; no platform knows it.
    name: str
    #: The platform's id of it; "" when it never told.
    native_id: str
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class HeardReply:
    """What a person wrote to us in private after a message of ours."""

    native_id: str
    #: Names of the messages that went to this person before it, oldest first; never empty.
    after: tuple[str, ...]
    #: "" for a picture or a sticker alone.
    text: str
    created_at: datetime


@runtime_checkable
class HearsReplies(Protocol):
    """What a connector offers beside the contract where ``can_hear_replies`` holds."""

    def replies(self, sent: Sequence[SentMessage]) -> tuple[HeardReply, ...]:
        """What the people wrote, in any order, to whom these messages went, after them; nothing else of the inbox.

        A conversation that somebody of the council has taken over since is theirs: nothing after their words is
        told. The same reply comes again with every call. Bounded: of a very lively inbox only the newest part is read.
        Raises TryLater, AccessLost.
        """
        ...


@runtime_checkable
class ShowsPictures(Protocol):
    """What a connector offers beside the contract where it can bring pictures; without it they go to a person."""

    def pictures(self, native_id: str) -> tuple[bytes, ...]:
        """The still pictures attached to a comment, from the platform's own servers and from nowhere else.

        At most MOST_PICTURES, each no larger than the connector's limit for any answer. Raises any ConnectorError.
        """
        ...


@runtime_checkable
class AccessExpires(Protocol):
    """What a connector offers beside the contract where its platform tells when the access ends."""

    def access_ends_at(self) -> datetime | None:
        """When the credentials stop working; None when the platform sets no end. Raises any ConnectorError."""
        ...


class Connect(Protocol):
    """What every connector module offers as ``connect``; it builds the connector and calls nobody."""

    def __call__(
        self, account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock
    ) -> Connector: ...
