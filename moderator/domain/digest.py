"""What a moderator's mail holds, as values: the items to decide, what each choice will do, and how the daemon fares."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from moderator.domain.choices import Choice
from moderator.domain.comment import CommentRef
from moderator.domain.decision import Match
from moderator.domain.evidence import Span
from moderator.domain.obligation import Obligation
from moderator.domain.register import Officer

#: Letters and digits that are not mistaken for one another when they are typed from a mail.
_CODE_LETTERS = "CDEFHJKMNPRTVWXY3479"
_CODE_LENGTH = 4

PROMISE_WORDS = {
    "acknowledge": "acknowledge it",
    "review": "look at it and decide",
    "information_request": "answer the information request",
    "defamation_notice": "act on the notice",
    "subject_access": "answer the subject access request",
    "safeguarding": "look at once, somebody may be in danger",
    "action": "answer it, action was found to be needed",
    "appeal": "decide the appeal",
}


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One comment that waits for a person."""

    ref: CommentRef
    revision: int
    #: Title of the profile or group.
    account: str
    text: str
    written_at: datetime
    language: str
    #: "hidden", "waiting, still visible" ...: what has happened so far, in words.
    outcome: str
    matches: tuple[Match, ...] = ()
    #: Reasons that are not rules, in sentences: a scorer was silent, an attachment nobody read, a ceiling.
    other_reasons: tuple[str, ...] = ()
    #: Words to star out in mails; the page shows the full text.
    masks: tuple[Span, ...] = ()
    parent_text: str = ""
    is_hidden: bool = False
    #: Open promises about this comment.
    promises: tuple[Obligation, ...] = ()
    choices: tuple[Choice, ...] = ()
    #: Until when its author can be messaged; None where there is no end, or no message.
    message_until: datetime | None = None
    draft: str = ""
    #: Why the draft has not gone out by itself; empty when it has or will.
    draft_waits: tuple[str, ...] = ()
    #: Which message it is, and in which language: drafts of one kind read alike; "" = like no other.
    draft_kind: str = ""
    #: How grave, for the order among equal deadlines: higher first.
    harm: int = 0
    #: What its author wrote here before; None where that was not asked.
    earlier: "Earlier | None" = None
    #: The comment on the platform.
    permalink: str = ""
    #: The signed link to the review page; "" where no page is served.
    review_link: str = ""

    @property
    def due_at(self) -> datetime | None:
        """The nearest promise."""
        return min((promise.due_at for promise in self.promises), default=None)

    @property
    def code(self) -> str:
        return short_code(self.ref, self.revision)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the author of a comment wrote on the same account before it, as counts."""

    comments: int
    #: So many of them were hidden.
    hidden: int


@dataclass(frozen=True, slots=True)
class ProfileHealth:
    """How one profile's poll fares."""

    account: str
    last_poll_at: datetime | None
    #: What stands in its way, in words; "" when all is well.
    problem: str = ""
    #: What is as it should be, but good to know: that no program may read it.
    note: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """One moderator's mail across their profiles."""

    #: Unique name: "digest:ID:2026-11-23T08:30Z".
    key: str
    to: Officer
    at: datetime
    items: tuple[DigestItem, ...] = ()
    health: tuple[ProfileHealth, ...] = ()
    #: The daemon's own incidents, in sentences.
    incidents: tuple[str, ...] = ()
    #: The guidance's other duties, in sentences: the quiet end of the mail.
    duties: tuple[str, ...] = ()
    #: A few comments in which nothing was found, drawn by chance, so that misses are noticed.
    sample: tuple[DigestItem, ...] = ()
    #: Out of so many.
    sampled_from: int = 0
    #: Names this digest in an answer; "" where nobody reads answers.
    reply_token: str = ""
    #: Whose digest this is, when its recipient stands in for them.
    instead_of: Officer | None = None
    zone: str = "Europe/London"

    @property
    def numbered(self) -> tuple[tuple[int, DigestItem], ...]:
        """Everything that may be named by its number in an answer: the items in order, then the sample."""
        return tuple(enumerate((*self.in_order, *self.sample), start=1))

    @property
    def in_order(self) -> tuple[DigestItem, ...]:
        """By deadline, then harm, then age: the order of the numbers in the mail."""
        return tuple(
            sorted(
                self.items,
                key=lambda item: (item.due_at is None, item.due_at or self.at, -item.harm, item.written_at, item.ref),
            )
        )


def short_code(ref: CommentRef, revision: int) -> str:
    """Four letters that name an item in a mail; a person types them to show that they read it. No secret."""
    digest = hashlib.sha256(f"{ref}:{revision}".encode()).digest()
    return "".join(_CODE_LETTERS[byte % len(_CODE_LETTERS)] for byte in digest[:_CODE_LENGTH])
