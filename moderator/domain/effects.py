"""Things to be done outside the daemon, as values; each becomes one errand in the outbox."""

from dataclasses import dataclass
from typing import ClassVar

from moderator.domain.comment import CommentRef


@dataclass(frozen=True, slots=True)
class Hide:
    """Take a comment out of public view, reversibly."""

    kind: ClassVar[str] = "hide"
    ref: CommentRef
    revision: int


@dataclass(frozen=True, slots=True)
class Reveal:
    """Put a hidden comment back into public view."""

    kind: ClassVar[str] = "reveal"
    ref: CommentRef
    revision: int


@dataclass(frozen=True, slots=True)
class Report:
    """Send a comment to the platform's operator; a task for a person where the platform has no such call."""

    kind: ClassVar[str] = "report"
    ref: CommentRef
    revision: int
    reason: str


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Tell the author something, privately where the platform allows it; otherwise a draft for a person."""

    kind: ClassVar[str] = "message"
    ref: CommentRef
    revision: int
    #: Template name: "explanation-allegation", "acknowledgement", "restored" ...
    template: str
    text: str
    #: Why it waits as a draft for a person ("the Welsh text was not reviewed"); "" = it may go out by itself.
    waits_because: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """Write something in public beneath a comment: a person's own words, or a line that a named person approved."""

    kind: ClassVar[str] = "reply"
    ref: CommentRef
    revision: int
    #: "public-note" for the approved line; "answer" for a person's own words.
    template: str
    text: str
    #: Why it waits as a draft for a person; "" = it may go out.
    waits_because: str = ""


@dataclass(frozen=True, slots=True)
class MailFile:
    """Something that travels in a mail beside its words."""

    name: str
    #: "image/png", "text/html" ...
    media_type: str
    #: Its bytes in base64: the mail waits in the outbox as text.
    content: str
    #: What the HTML calls it by; "" for a file that stands beside the mail.
    cid: str = ""


@dataclass(frozen=True, slots=True)
class SendMail:
    """One mail to one member of staff."""

    kind: ClassVar[str] = "mail"
    #: Unique name: "digest:ID:2026-11-23T08:30Z", "breach:OBLIGATION:2026-11-23" ... It makes the Message-ID.
    key: str
    to: str
    subject: str
    text: str
    html: str
    #: Stands in its Reply-To and Message-ID, so that an answer names the digest; "" for a mail that nobody answers.
    reply_token: str = ""
    files: tuple[MailFile, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonTask:
    """Something only a person can do, with the link to do it."""

    kind: ClassVar[str] = "task"
    ref: CommentRef
    revision: int
    #: What to do, one sentence.
    what: str
    link: str


Effect = Hide | Reveal | Report | SendMessage | Reply | SendMail | PersonTask


def key_of(effect: Effect) -> str:
    """The idempotency key of an effect: one errand per key, for ever."""
    match effect:
        case SendMail(key=key):
            return f"mail:{key}"
        case SendMessage(ref=ref, revision=revision, template=template):
            return f"message:{ref}:{revision}:{template}"
        case Reply(ref=ref, revision=revision, template=template):
            return f"reply:{ref}:{revision}:{template}"
        case PersonTask(ref=ref, revision=revision, what=what):
            return f"task:{ref}:{revision}:{what}"
        case _:
            return f"{effect.kind}:{effect.ref}:{effect.revision}"
