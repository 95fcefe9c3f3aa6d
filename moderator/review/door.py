"""What the pages ask of the rest: to see one comment, to decide, to undo, to sign in, to appeal, and to remember."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from moderator.domain.case import Case
from moderator.domain.comment import CommentRef
from moderator.domain.digest import DigestItem
from moderator.domain.policy import HouseRule
from moderator.domain.spoken import Words
from moderator.tasks.review import Answer


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One comment as the page shows it."""

    #: As it stands now, at its newest revision.
    item: DigestItem
    case: Case
    #: What a hide may rest on.
    house_rules: tuple[HouseRule, ...] = ()
    #: The words at the revision the link speaks of; "" when they are no longer kept.
    text_then: str = ""
    #: What the author says in an appeal.
    appeal_words: str = ""
    #: A draft that a person may start a public answer from; "" for none.
    draft_answer: str = ""
    #: Messages that could not be delivered, each with its reason.
    undelivered: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """A person's verdict stands, and nobody has appealed against it."""
        return self.case.state != "appealed" and self.case.person_decided(self.item.revision)

    @property
    def awaits_answer(self) -> bool:
        """A person said that action is needed, and nobody has said yet that it was answered."""
        return self.is_settled and any(promise.kind == "action" for promise in self.item.promises)


@dataclass(frozen=True, slots=True)
class AppealView:
    """What the author of a hidden comment sees of it: never its words, for a link may be forwarded."""

    #: "open" = they may ask; "already", "upheld", "overturned", "visible", "changed" or "gone".
    status: str
    account: str = ""
    written_at: datetime | None = None
    rule: Words | None = None
    #: By when it is, or would be, decided; None where that is over.
    due_at: datetime | None = None
    decided_at: datetime | None = None


class Door(Protocol):
    """The single door for decisions, as the pages see it."""

    def show(self, ref: CommentRef, revision: int) -> ReviewItem | None:
        """The comment now, and its words at ``revision``; None when it is not known (any more)."""
        ...

    def objection(self, verdict: str, reason: str, words: str) -> str:
        """Why this makes no sense, as a sentence; "" when it does."""
        ...

    def decide(
        self, ref: CommentRef, revision: int, verdict: str, *, by: str, reason: str, note: str, words: str = ""
    ) -> Answer: ...

    def release(self, ref: CommentRef, revision: int, *, by: str) -> Answer:
        """Let the drafts about these words go out; "not_released" where they must not as they stand."""
        ...

    def undo(self, ref: CommentRef, revision: int, *, by: str) -> Answer: ...

    def spend(self, nonce: str) -> bool:
        """Remember, for good, that the link with this nonce has acted; False when it already had. Atomic."""
        ...

    def tried(self, subject: str, window: timedelta) -> int:
        """How often this was tried lately."""
        ...

    def note_try(self, subject: str) -> None:
        """Remember one try, for good."""
        ...

    def mail_code(self, to: str, code: str, nonce: str) -> None:
        """Send somebody the code that signs them in."""
        ...

    def tell_closed(self, ref: CommentRef, recipient: str, nonce: str) -> None:
        """Tell the moderator that a link was closed after wrong codes."""
        ...

    def appeal_about(self, ref: CommentRef, revision: int) -> AppealView: ...

    def appeal(self, ref: CommentRef, revision: int, words: str) -> AppealView:
        """File it; what stands afterwards."""
        ...
