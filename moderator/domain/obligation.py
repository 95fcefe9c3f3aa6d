"""A promise with a clock: what was promised about which comment, when it falls due, and how it ended."""

from dataclasses import dataclass, replace
from datetime import datetime

from moderator.domain.comment import CommentRef

#: acknowledge: tell the author we have seen it (guidance: one working day).
#: review: a person looks at what was hidden or queued.
#: information_request: FOI/EIR, twentieth working day. defamation_notice: the "48 hours" of the 2013 Regulations.
#: subject_access: one month. safeguarding: minutes; ignores working hours.
#: action: a person said that action is needed; it runs until somebody says that the resident was answered.
#: appeal: the author contests a hide; somebody else decides.
OBLIGATION_KINDS = (
    "acknowledge",
    "review",
    "information_request",
    "defamation_notice",
    "subject_access",
    "safeguarding",
    "action",
    "appeal",
)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One promise about one comment. A change is a new value."""

    ref: CommentRef
    #: Revision that gave rise to it; an edit before the acknowledgement does not restart the clock.
    revision: int
    kind: str
    received_at: datetime
    #: What the moderator is shown as the aim; never later than ``due_at``.
    target_at: datetime
    #: A breach is measured against this.
    due_at: datetime
    warn_at: datetime
    #: Set when a calendar change moved ``due_at``.
    due_original: datetime | None = None
    met_at: datetime | None = None
    #: "reply:NATIVE_ID" (seen on the platform), "person:NAME", "explanation" or "policy".
    met_by: str = ""
    #: The author deleted the comment: neither a breach nor a success.
    withdrawn_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.ref}:{self.revision}"

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.withdrawn_at is None

    def breached(self, at: datetime) -> bool:
        """Whether it was missed as of ``at``: still open past due, or met too late."""
        if self.withdrawn_at is not None:
            return False
        return (self.met_at or at) > self.due_at

    def met(self, at: datetime, by: str) -> "Obligation":
        return replace(self, met_at=at, met_by=by)

    def reopened(self) -> "Obligation":
        """As it stood before it was met."""
        return replace(self, met_at=None, met_by="")

    def withdrawn(self, at: datetime) -> "Obligation":
        return replace(self, withdrawn_at=at)
