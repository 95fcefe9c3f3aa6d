"""What the weekly report is counted from: one week's facts, each as it was recorded when it happened."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from moderator.domain.comment import AccountRef
from moderator.domain.effects import key_of
from moderator.domain.weekly_facts import (
    Acted,
    Arrived,
    Criticised,
    Incident,
    JudgedFact,
    LastSeen,
    PromiseFact,
    StoryEvent,
    WeekFacts,
)
from moderator.store.clauses import AnyRow, among, of_account
from moderator.store.criticism import Criticism
from moderator.store.errand import ERRAND_COLUMNS, errand_of
from moderator.store.post_tables import own_posts
from moderator.store.tables import (
    audit_events,
    case_events,
    cases,
    comments,
    cursors,
    decisions,
    obligations,
    outbox,
    own_replies,
)

#: Events of the audit trail that tell of something that went wrong.
_INCIDENTS = (
    "outage.began",
    "outage.ended",
    "mail.came_back",
    "message.undelivered",
    "comment.unassessable",
    "errand.aside",
    "errand.task",
    "errand.unknown",
    "errand.escalated",
)


class Weekly:
    """Questions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def began_at(self) -> datetime | None:
        """When this store first recorded anything; None while it is new."""
        first: datetime | None = self._connection.scalar(
            select(audit_events.c.at).order_by(audit_events.c.number).limit(1)
        )
        return first

    def facts(self, since: datetime, until: datetime, accounts: Sequence[AccountRef]) -> WeekFacts:
        """Everything these accounts' reports are counted from, of ``since`` to before ``until``."""
        count = Criticism(self._connection).between(since, until, accounts)
        return WeekFacts(
            since=since,
            until=until,
            arrived=self._arrived(since, until, accounts),
            judged=self._judged(since, until, accounts),
            acted=self._acted(since, until, accounts),
            promises=self._promises(since, until, accounts),
            stories=self._stories(since, accounts),
            incidents=self._incidents(since, until),
            criticised=Criticised(
                count.seen, count.hidden_for_it, count.hidden_for_something_else, count.hidden_by_people
            ),
            last_seen=tuple(self._last_seen(account, until) for account in accounts),
        )

    def _arrived(self, since: datetime, until: datetime, accounts: Sequence[AccountRef]) -> tuple[Arrived, ...]:
        query = (
            select(comments.c.platform, comments.c.account_id, comments.c.first_seen_at)
            .where(_within(comments.c.first_seen_at, since, until), *among(accounts))
            .order_by(comments.c.id)
        )
        return tuple(Arrived(_account(row), row.first_seen_at) for row in self._connection.execute(query))

    def _judged(self, since: datetime, until: datetime, accounts: Sequence[AccountRef]) -> tuple[JudgedFact, ...]:
        query = (
            select(
                comments.c.platform,
                comments.c.account_id,
                decisions.c.decided_at,
                decisions.c.revision,
                decisions.c.outcome,
                decisions.c.unbounded,
                decisions.c.is_shadow,
                decisions.c.language,
            )
            .join_from(decisions, comments, decisions.c.comment_id == comments.c.id)
            .where(_within(decisions.c.decided_at, since, until), *among(accounts))
            .order_by(decisions.c.decided_at, comments.c.id)
        )
        return tuple(
            JudgedFact(
                account=_account(row),
                at=row.decided_at,
                revision=row.revision,
                # In shadow mode nothing is done; what would have been done is what counts.
                outcome=row.unbounded if row.is_shadow else row.outcome,
                is_shadow=row.is_shadow,
                language=row.language,
            )
            for row in self._connection.execute(query)
        )

    def _acted(self, since: datetime, until: datetime, accounts: Sequence[AccountRef]) -> tuple[Acted, ...]:
        query = (
            select(*ERRAND_COLUMNS)
            .join_from(outbox, comments, outbox.c.comment_id == comments.c.id)
            .where(
                outbox.c.kind.in_(("hide", "reveal")),
                outbox.c.state == "done",
                # There was nothing left to do.
                outbox.c.outcome != "gone",
                _within(outbox.c.finished_at, since, until),
                *among(accounts),
            )
            .order_by(outbox.c.id)
        )
        return tuple(_acted(row) for row in self._connection.execute(query))

    def _promises(self, since: datetime, until: datetime, accounts: Sequence[AccountRef]) -> tuple[PromiseFact, ...]:
        language = select(decisions.c.language).where(
            decisions.c.comment_id == obligations.c.comment_id, decisions.c.revision == obligations.c.revision
        )
        query = (
            select(
                comments.c.platform,
                comments.c.account_id,
                obligations,
                func.coalesce(language.scalar_subquery(), "unknown").label("language"),
            )
            .join_from(obligations, comments, obligations.c.comment_id == comments.c.id)
            .where(_concerns(since, until), *among(accounts))
            .order_by(obligations.c.due_at, obligations.c.comment_id, obligations.c.kind)
        )
        return tuple(
            PromiseFact(
                account=_account(row),
                kind=row.kind,
                language=row.language,
                received_at=row.received_at,
                due_at=row.due_at,
                met_at=row.met_at,
                met_by=row.met_by,
                withdrawn_at=row.withdrawn_at,
            )
            for row in self._connection.execute(query)
        )

    def _stories(self, since: datetime, accounts: Sequence[AccountRef]) -> tuple[StoryEvent, ...]:
        """The whole story of every case that is open now or in which anything happened since."""
        touched = select(case_events.c.comment_id).where(case_events.c.at >= since)
        this_decision = (decisions.c.comment_id == case_events.c.comment_id) & (
            decisions.c.revision == case_events.c.revision
        )
        query = (
            select(
                comments.c.platform,
                comments.c.account_id,
                case_events,
                func.coalesce(decisions.c.outcome, "").label("outcome"),
                func.coalesce(decisions.c.is_shadow, False).label("is_shadow"),
            )
            .join_from(case_events, comments, case_events.c.comment_id == comments.c.id)
            .join(cases, cases.c.comment_id == comments.c.id)
            .outerjoin(decisions, this_decision)
            .where(or_(cases.c.state.in_(("open", "appealed")), comments.c.id.in_(touched)), *among(accounts))
            .order_by(case_events.c.comment_id, case_events.c.number)
        )
        return tuple(
            StoryEvent(
                comment=row.comment_id,
                account=_account(row),
                kind=row.kind,
                at=row.at,
                choice=row.choice,
                outcome=row.outcome,
                is_shadow=bool(row.is_shadow),
            )
            for row in self._connection.execute(query)
        )

    def _incidents(self, since: datetime, until: datetime) -> tuple[Incident, ...]:
        query = (
            select(audit_events)
            .where(audit_events.c.kind.in_(_INCIDENTS), _within(audit_events.c.at, since, until))
            .order_by(audit_events.c.number)
        )
        return tuple(Incident(row.at, row.kind, row.subject, row.detail) for row in self._connection.execute(query))

    def _last_seen(self, account: AccountRef, until: datetime) -> LastSeen:
        ours = (
            select(func.max(table.c.created_at)).where(of_account(table, account), table.c.created_at < until)
            for table in (own_replies, own_posts)
        )
        newest = max(filter(None, (self._connection.scalar(query) for query in ours)), default=None)
        commented = select(func.max(comments.c.created_at)).where(
            of_account(comments, account), comments.c.created_at < until
        )
        polled = select(cursors.c.polled_at).where(of_account(cursors, account))
        return LastSeen(account, self._connection.scalar(polled), newest, self._connection.scalar(commented))


def _concerns(since: datetime, until: datetime) -> ColumnElement[bool]:
    """Promises that were kept or fell due in this time, urgent ones made in it, and those that still ran at its end."""
    still_open = and_(
        obligations.c.due_at < until,
        or_(obligations.c.met_at.is_(None), obligations.c.met_at >= since),
        or_(obligations.c.withdrawn_at.is_(None), obligations.c.withdrawn_at >= since),
    )
    return or_(
        _within(obligations.c.due_at, since, until),
        _within(obligations.c.met_at, since, until),
        and_(obligations.c.kind == "safeguarding", _within(obligations.c.received_at, since, until)),
        still_open,
    )


def _within(column: ColumnElement[datetime | None], since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(column >= since, column < until)


def _account(row: AnyRow) -> AccountRef:
    return AccountRef(row.platform, row.account_id)


def _acted(row: AnyRow) -> Acted:
    errand = errand_of(row)
    # A person's later choice has a key of its own; the daemon's decision has the plain one.
    by_daemon = errand.key == key_of(errand.effect)
    return Acted(_account(row), row.finished_at, errand.effect.kind, by_daemon)
