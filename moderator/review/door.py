"""What the page asks of the rest: to see one comment, to decide, to undo, and to remember which links have acted."""

from dataclasses import dataclass
from typing import Protocol

from moderator.domain.case import Case
from moderator.domain.comment import CommentRef
from moderator.domain.digest import DigestItem
from moderator.domain.policy import HouseRule
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

    @property
    def is_settled(self) -> bool:
        """A person's verdict stands, and nobody has appealed against it."""
        return self.case.state != "appealed" and self.case.person_decided(self.item.revision)


class Door(Protocol):
    """The single door for decisions, as the page sees it."""

    def show(self, ref: CommentRef, revision: int) -> ReviewItem | None:
        """The comment now, and its words at ``revision``; None when it is not known (any more)."""
        ...

    def decide(self, ref: CommentRef, revision: int, verdict: str, *, by: str, reason: str, note: str) -> Answer: ...

    def undo(self, ref: CommentRef, revision: int, *, by: str) -> Answer: ...

    def spend(self, nonce: str) -> bool:
        """Remember, for good, that the link with this nonce has acted; False when it already had. Atomic."""
        ...
