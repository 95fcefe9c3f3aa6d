"""One errand as it stands in the outbox."""

from dataclasses import dataclass
from datetime import datetime

from moderator.domain.comment import CommentRef
from moderator.domain.effects import Effect
from moderator.store.clauses import AnyRow
from moderator.store.codec import effect_from_json
from moderator.store.comments import ref_of
from moderator.store.tables import comments, outbox

#: Everything that makes an Errand.
ERRAND_COLUMNS = (
    *outbox.c,
    comments.c.platform,
    comments.c.account_id,
    comments.c.native_id.label("comment_native_id"),
)


@dataclass(frozen=True, slots=True)
class Errand:
    """An effect that waits, is being done, or is over."""

    id: int
    key: str
    effect: Effect
    #: "ready", "leased", "done", "unknown", "task", "aside" or "discarded".
    state: str
    created_at: datetime
    not_before: datetime
    expires_at: datetime
    attempts: int
    crashes: int
    is_ambiguous: bool
    fence: int
    lease_until: datetime | None
    finished_at: datetime | None
    outcome: str
    #: The platform's id of what was made: a message's id.
    native_id: str
    escalated_at: datetime | None
    #: None for a mail.
    ref: CommentRef | None


def errand_of(row: AnyRow) -> Errand:
    """The errand in a row that selected ERRAND_COLUMNS."""
    ref = None if row.comment_id is None else ref_of(row, native_id=row.comment_native_id)
    return Errand(
        id=row.id,
        key=row.key,
        effect=effect_from_json(row.kind, row.payload, ref, row.revision),
        state=row.state,
        created_at=row.created_at,
        not_before=row.not_before,
        expires_at=row.expires_at,
        attempts=row.attempts,
        crashes=row.crashes,
        is_ambiguous=row.is_ambiguous,
        fence=row.fence,
        lease_until=row.lease_until,
        finished_at=row.finished_at,
        outcome=row.outcome,
        native_id=row.native_id,
        escalated_at=row.escalated_at,
        ref=ref,
    )
