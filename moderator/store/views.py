"""What mails, pages and the demo ask the store: whole rows as values, one query each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from moderator.domain.case import Case
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.decision import Decision
from moderator.domain.evidence import Evidence
from moderator.domain.obligation import Obligation
from moderator.store.cases import Cases
from moderator.store.clauses import AnyRow, among, of_comment
from moderator.store.comments import COMMENT_COLUMNS, comment_of
from moderator.store.decisions import DECISION_COLUMNS, EVIDENCE_COLUMNS, decision_of, evidence_of
from moderator.store.errand import ERRAND_COLUMNS, Errand, errand_of
from moderator.store.obligations import OBLIGATION_COLUMNS, obligation_of
from moderator.store.tables import cases, comments, cursors, decisions, evidence, obligations, outbox, revisions

#: An errand in one of these states waits for a person.
FOR_A_PERSON = ("task", "unknown", "aside")


@dataclass(frozen=True, slots=True)
class Dossier:
    """One comment at its latest revision with everything that is known about it."""

    comment: Comment
    #: "visible", "hidden" or "gone".
    standing: str
    #: "council", "platform" or "".
    hidden_by: str
    case: Case
    #: None until it was assessed.
    decision: Decision | None
    evidence: Evidence | None
    decided_at: datetime | None
    obligations: tuple[Obligation, ...]
    #: Every errand about it, oldest first: messages carry the drafts.
    errands: tuple[Errand, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """An obligation with the comment it is about, as the comment stands now."""

    obligation: Obligation
    comment: Comment


@dataclass(frozen=True, slots=True)
class Tally:
    """How many revisions of an account's comments were decided in one way."""

    account: AccountRef
    outcome: str
    is_shadow: bool
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How far an account was read."""

    account: AccountRef
    comments: int
    #: None until a poll went through.
    polled_at: datetime | None


class Views:
    """Questions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def dossier(self, ref: CommentRef) -> Dossier | None:
        """Everything about one comment; None when it was never seen."""
        return next(iter(self._dossiers(of_comment(ref))), None)

    def dossiers(self, accounts: Sequence[AccountRef] | None = None) -> tuple[Dossier, ...]:
        """Every comment of these accounts (of all, unless named), in the order they were written."""
        return self._dossiers(*among(accounts))

    def open_cases(self, accounts: Sequence[AccountRef] | None = None) -> tuple[Dossier, ...]:
        """Comments that need a person, oldest first."""
        # Asked of the cases alone: joined to every comment there ever was, the few open ones would be looked for there.
        waiting = select(cases.c.comment_id).where(cases.c.state.in_(("open", "appealed")))
        return self._dossiers(comments.c.id.in_(waiting), *among(accounts))

    def hidden(self, accounts: Sequence[AccountRef] | None = None) -> tuple[Dossier, ...]:
        """Comments that are out of public view, whoever hid them."""
        return self._dossiers(comments.c.standing == "hidden", *among(accounts))

    def decided_since(self, moment: datetime, accounts: Sequence[AccountRef] | None = None) -> tuple[Dossier, ...]:
        """Comments whose latest revision was decided on after a moment."""
        recent = select(decisions.c.comment_id).where(decisions.c.decided_at > moment)
        return self._dossiers(comments.c.id.in_(recent), decisions.c.decided_at > moment, *among(accounts))

    def open_promises(self, accounts: Sequence[AccountRef] | None = None) -> tuple[Promise, ...]:
        """Open obligations with their comments, those due first first."""
        return self._promises(obligations.c.met_at.is_(None), obligations.c.withdrawn_at.is_(None), *among(accounts))

    def promises(self, accounts: Sequence[AccountRef] | None = None) -> tuple[Promise, ...]:
        """Every obligation there ever was, with its comment."""
        return self._promises(*among(accounts))

    def errands_for_a_person(self, accounts: Sequence[AccountRef] | None = None) -> tuple[Errand, ...]:
        """Errands only a person can finish; a mail that was set aside belongs to every account."""
        query = (
            select(*ERRAND_COLUMNS)
            .outerjoin_from(outbox, comments, outbox.c.comment_id == comments.c.id)
            .where(outbox.c.state.in_(FOR_A_PERSON))
            .order_by(outbox.c.id)
        )
        if accounts is not None:
            query = query.where(or_(outbox.c.comment_id.is_(None), *among(accounts)))
        return tuple(errand_of(row) for row in self._connection.execute(query))

    def tallies(self) -> tuple[Tally, ...]:
        """Decisions counted by account and outcome, every revision for itself."""
        columns = (comments.c.platform, comments.c.account_id, decisions.c.outcome, decisions.c.is_shadow)
        query = (
            select(*columns, func.count().label("number"))
            .join_from(decisions, comments, decisions.c.comment_id == comments.c.id)
            .group_by(*columns)
            .order_by(*columns)
        )
        return tuple(
            Tally(AccountRef(row.platform, row.account_id), row.outcome, row.is_shadow, row.number)
            for row in self._connection.execute(query)
        )

    def errand_counts(self) -> dict[tuple[str, str], int]:
        """How many errands there are of each (kind, state)."""
        query = select(outbox.c.kind, outbox.c.state, func.count()).group_by(outbox.c.kind, outbox.c.state)
        return {(kind, state): number for kind, state, number in self._connection.execute(query)}

    def readings(self) -> tuple[Reading, ...]:
        """How far every account was read that was ever asked."""
        numbers = {
            AccountRef(row.platform, row.account_id): int(row.number)
            for row in self._connection.execute(
                select(comments.c.platform, comments.c.account_id, func.count().label("number")).group_by(
                    comments.c.platform, comments.c.account_id
                )
            )
        }
        rows = self._connection.execute(select(cursors).order_by(cursors.c.platform, cursors.c.account_id))
        return tuple(
            Reading(account, numbers.get(account, 0), row.polled_at)
            for row in rows
            for account in (AccountRef(row.platform, row.account_id),)
        )

    def polled(self) -> dict[AccountRef, datetime | None]:
        """When each account was last read to its end; counts nothing, as it is asked again and again."""
        return {
            AccountRef(row.platform, row.account_id): row.polled_at for row in self._connection.execute(select(cursors))
        }

    def waiting(self) -> int:
        """How many comments nobody assessed yet."""
        query = (
            select(func.count())
            .select_from(comments)
            .join(revisions, _latest())
            .where(revisions.c.assessed_at.is_(None), comments.c.standing != "gone")
        )
        return self._connection.scalar(query) or 0

    def _dossiers(self, *conditions: ColumnElement[bool]) -> tuple[Dossier, ...]:
        this_decision = (decisions.c.comment_id == comments.c.id) & (decisions.c.revision == revisions.c.revision)
        this_evidence = (evidence.c.comment_id == comments.c.id) & (evidence.c.revision == revisions.c.revision)
        query = (
            select(*COMMENT_COLUMNS, *DECISION_COLUMNS, *EVIDENCE_COLUMNS)
            .join_from(comments, revisions, _latest())
            .outerjoin(decisions, this_decision)
            .outerjoin(evidence, this_evidence)
            .outerjoin(cases, cases.c.comment_id == comments.c.id)
            .where(*conditions)
            .order_by(comments.c.created_at, comments.c.id)
        )
        rows = self._connection.execute(query).all()
        numbers = [row.id for row in rows]
        stories, promised, errands = self._cases(numbers), self._obligations(numbers), self._errands(numbers)
        return tuple(_dossier(row, stories[row.id], tuple(promised[row.id]), tuple(errands[row.id])) for row in rows)

    def _promises(self, *conditions: ColumnElement[bool]) -> tuple[Promise, ...]:
        query = (
            select(obligations.c.comment_id, *OBLIGATION_COLUMNS)
            .join_from(obligations, comments, obligations.c.comment_id == comments.c.id)
            .where(*conditions)
            .order_by(obligations.c.due_at, obligations.c.comment_id, obligations.c.kind)
        )
        found = [(row.comment_id, obligation_of(row)) for row in self._connection.execute(query)]
        written = self._comments(list(dict.fromkeys(number for number, _ in found)))
        return tuple(Promise(obligation, written[number]) for number, obligation in found)

    def _comments(self, numbers: Sequence[int]) -> dict[int, Comment]:
        query = select(*COMMENT_COLUMNS).join_from(comments, revisions, _latest())
        found: dict[int, Comment] = {}
        for part in _parts(numbers):
            rows = self._connection.execute(query.where(comments.c.id.in_(part)))
            found |= {row.id: comment_of(row) for row in rows}
        return found

    def _cases(self, numbers: Sequence[int]) -> dict[int, Case]:
        stories: dict[int, Case] = {}
        for part in _parts(numbers):
            stories |= Cases(self._connection).of_comments(part)
        return stories

    def _obligations(self, numbers: Sequence[int]) -> dict[int, list[Obligation]]:
        query = select(obligations.c.comment_id, *OBLIGATION_COLUMNS).join_from(
            obligations, comments, obligations.c.comment_id == comments.c.id
        )
        found: dict[int, list[Obligation]] = defaultdict(list)
        for part in _parts(numbers):
            asked = query.where(obligations.c.comment_id.in_(part)).order_by(obligations.c.due_at)
            for row in self._connection.execute(asked):
                found[row.comment_id].append(obligation_of(row))
        return found

    def _errands(self, numbers: Sequence[int]) -> dict[int, list[Errand]]:
        query = select(*ERRAND_COLUMNS).outerjoin_from(outbox, comments, outbox.c.comment_id == comments.c.id)
        found: dict[int, list[Errand]] = defaultdict(list)
        for part in _parts(numbers):
            for row in self._connection.execute(query.where(outbox.c.comment_id.in_(part)).order_by(outbox.c.id)):
                found[row.comment_id].append(errand_of(row))
        return found


def _dossier(row: AnyRow, case: Case, promised: tuple[Obligation, ...], errands: tuple[Errand, ...]) -> Dossier:
    return Dossier(
        comment=comment_of(row),
        standing=row.standing,
        hidden_by=row.hidden_by,
        case=case,
        decision=None if row.outcome is None else decision_of(row),
        evidence=None if row.findings is None else evidence_of(row),
        decided_at=row.decided_at,
        obligations=promised,
        errands=errands,
    )


def _latest() -> ColumnElement[bool]:
    return (revisions.c.comment_id == comments.c.id) & (revisions.c.revision == comments.c.revision)


def _parts(numbers: Sequence[int], size: int = 1000) -> Iterator[Sequence[int]]:
    """A database takes only so many values in one question."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
