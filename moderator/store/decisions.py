"""Decisions and the evidence they rest on; one of each for every revision, never changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from moderator.domain.comment import Comment, CommentRef
from moderator.domain.decision import Decision
from moderator.domain.evidence import Evidence
from moderator.domain.policy import Action
from moderator.store.clauses import AnyRow, insert_unless_there, number_of, of_comment
from moderator.store.codec import (
    attachments_to_json,
    findings_from_json,
    findings_to_json,
    gaps_from_json,
    gaps_to_json,
    matches_from_json,
    matches_to_json,
    to_json,
    words_from_json,
    words_to_json,
)
from moderator.store.columns import storable
from moderator.store.tables import comments, decisions, evidence

#: Everything that makes a Decision, named apart from the columns of a comment.
DECISION_COLUMNS = (
    decisions.c.outcome,
    decisions.c.unbounded,
    decisions.c.reasons,
    decisions.c.matches,
    decisions.c.policy_version,
    decisions.c.needs_response,
    decisions.c.language,
    decisions.c.pages,
    decisions.c.reports,
    decisions.c.is_shadow,
    decisions.c.decided_at,
)
EVIDENCE_COLUMNS = (evidence.c.findings, evidence.c.gaps, evidence.c.capture_hash, evidence.c.captured_at)


@dataclass(frozen=True, slots=True)
class Capture:
    """Evidence as it was stored, before anything was done."""

    evidence: Evidence
    scorers: tuple[str, ...]
    policy_version: str
    #: Hash over words, ids, link, parent and raw payload: proves that the stored words are the ones judged.
    capture_hash: str
    captured_at: datetime


def capture_hash(comment: Comment) -> str:
    """Names everything that was captured of a revision."""
    seen = comment.seen
    captured = [
        str(seen.ref),
        comment.revision,
        seen.text,
        seen.author.native_id,
        seen.post_id,
        seen.parent_id,
        seen.parent_text,
        seen.permalink,
        attachments_to_json(seen.attachments),
        seen.raw,
    ]
    return hashlib.sha256(storable(to_json(captured)).encode()).hexdigest()


class Decisions:
    """Decisions and evidence within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def capture(
        self, comment: Comment, seen: Evidence, scorers: Sequence[str], policy_version: str, at: datetime
    ) -> None:
        """Store the evidence about a revision; the first capture stands."""
        insert_unless_there(
            self._connection,
            evidence,
            comment_id=self._number(comment.ref),
            revision=comment.revision,
            findings=findings_to_json(seen.findings),
            gaps=gaps_to_json(seen.gaps),
            scorers=words_to_json(scorers),
            policy_version=policy_version,
            capture_hash=capture_hash(comment),
            captured_at=at,
        )

    def add(self, comment: Comment, decision: Decision, at: datetime) -> bool:
        """Store a decision; False when another worker decided on this revision before."""
        return insert_unless_there(
            self._connection,
            decisions,
            comment_id=self._number(comment.ref),
            revision=comment.revision,
            outcome=decision.outcome.word,
            unbounded=decision.unbounded.word,
            reasons=words_to_json(decision.reasons),
            matches=matches_to_json(decision.matches),
            policy_version=decision.policy_version,
            needs_response=decision.needs_response,
            language=decision.language,
            pages=decision.pages,
            reports=decision.reports,
            is_shadow=decision.is_shadow,
            decided_at=at,
        )

    def find(self, ref: CommentRef, revision: int) -> Decision | None:
        query = (
            select(*DECISION_COLUMNS)
            .join_from(decisions, comments, decisions.c.comment_id == comments.c.id)
            .where(of_comment(ref), decisions.c.revision == revision)
        )
        row = self._connection.execute(query).one_or_none()
        return None if row is None else decision_of(row)

    def captured(self, ref: CommentRef, revision: int) -> Capture | None:
        """The evidence about a revision; None when nothing was captured, and then nothing may be done."""
        query = (
            select(evidence)
            .join_from(evidence, comments, evidence.c.comment_id == comments.c.id)
            .where(of_comment(ref), evidence.c.revision == revision)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return Capture(
            evidence_of(row), words_from_json(row.scorers), row.policy_version, row.capture_hash, row.captured_at
        )

    def _number(self, ref: CommentRef) -> int | None:
        return number_of(self._connection, ref)


def decision_of(row: AnyRow) -> Decision:
    """The decision in a row that selected DECISION_COLUMNS."""
    return Decision(
        outcome=Action[row.outcome.upper()],
        unbounded=Action[row.unbounded.upper()],
        matches=matches_from_json(row.matches),
        reasons=words_from_json(row.reasons),
        policy_version=row.policy_version,
        needs_response=row.needs_response,
        language=row.language,
        pages=row.pages,
        reports=row.reports,
        is_shadow=row.is_shadow,
    )


def evidence_of(row: AnyRow) -> Evidence:
    """The evidence in a row that selected EVIDENCE_COLUMNS."""
    return Evidence(findings_from_json(row.findings), gaps_from_json(row.gaps))
