"""Reads back what was decided, with the evidence it rested on, page by page, so that years of it fit in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, tuple_

from moderator.domain.comment import AccountRef, Comment
from moderator.domain.decision import Decision
from moderator.domain.evidence import Evidence
from moderator.store.cases import Cases
from moderator.store.clauses import AnyRow, among
from moderator.store.codec import words_from_json
from moderator.store.comments import COMMENT_COLUMNS, comment_of
from moderator.store.decisions import DECISION_COLUMNS, EVIDENCE_COLUMNS, decision_of, evidence_of
from moderator.store.tables import comments, decisions, evidence, revisions

#: The last row of a page: where the next one begins.
Mark = tuple[int, int]
START: Mark = (0, 0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision on one revision, as it was stored."""

    comment: Comment
    decision: Decision
    decided_at: datetime
    #: None where nothing was captured.
    evidence: Evidence | None
    #: Names (and versions) of the scorers that were asked then.
    scorers: tuple[str, ...]
    #: What a person decided on this very revision; "" while nobody did.
    verdict: str


class Judgements:
    """Questions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, since: datetime, accounts: Sequence[AccountRef]) -> int:
        """How many decisions there are from a moment on."""
        query = (
            select(func.count())
            .select_from(decisions)
            .join(comments, comments.c.id == decisions.c.comment_id)
            .where(decisions.c.decided_at >= since, *among(accounts))
        )
        return self._connection.scalar(query) or 0

    def page(
        self, since: datetime, accounts: Sequence[AccountRef], after: Mark, at_most: int
    ) -> tuple[tuple[Judgement, ...], Mark]:
        """The next decisions from a moment on, and where the page after them begins; the last page is empty."""
        of_revision = (revisions.c.comment_id == decisions.c.comment_id) & (
            revisions.c.revision == decisions.c.revision
        )
        of_evidence = (evidence.c.comment_id == decisions.c.comment_id) & (evidence.c.revision == decisions.c.revision)
        place = tuple_(decisions.c.comment_id, decisions.c.revision)
        query = (
            select(*COMMENT_COLUMNS, *DECISION_COLUMNS, *EVIDENCE_COLUMNS, evidence.c.scorers)
            .join_from(decisions, comments, comments.c.id == decisions.c.comment_id)
            .join(revisions, of_revision)
            .outerjoin(evidence, of_evidence)
            .where(decisions.c.decided_at >= since, place > tuple_(*after), *among(accounts))
            .order_by(decisions.c.comment_id, decisions.c.revision)
            .limit(at_most)
        )
        rows = self._connection.execute(query).all()
        mark = (rows[-1].id, rows[-1].revision) if rows else after
        return tuple(self._judgements(rows)), mark

    def _judgements(self, rows: Sequence[AnyRow]) -> Iterator[Judgement]:
        stories = Cases(self._connection).of_comments([row.id for row in rows])
        for row in rows:
            case = stories[row.id]
            yield Judgement(
                comment=comment_of(row),
                decision=decision_of(row),
                decided_at=row.decided_at,
                evidence=None if row.findings is None else evidence_of(row),
                scorers=() if row.scorers is None else words_from_json(row.scorers),
                verdict=case.verdict if case.person_decided(row.revision) else "",
            )
