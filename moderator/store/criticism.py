"""Counts criticism of the council: how much was seen and what was hidden, so that "hidden 0" can be checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, distinct, func, not_, or_, select

from moderator.domain.case import Case
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.decision import Decision, Match
from moderator.domain.evidence import CRITICISM, HARDLY_CRITICISM
from moderator.domain.policy import Action
from moderator.store.cases import Cases
from moderator.store.clauses import AnyRow, among
from moderator.store.comments import ASKED_AT_ONCE, ref_of
from moderator.store.decisions import DECISION_COLUMNS, decision_of
from moderator.store.tables import cases, comments, decisions, evidence

#: As ``codec.to_json`` writes it. Inside a quoted text the quotation marks would be escaped, so nothing else matches.
_AS_STORED = f'"label":"{CRITICISM}"'
_HARDLY_AS_STORED = f'"rule":"{HARDLY_CRITICISM}"'
DAEMON = "daemon"


@dataclass(frozen=True, slots=True)
class HiddenCriticism:
    """A comment that criticised the council and was hidden, and what for."""

    ref: CommentRef
    revision: int
    #: "daemon", or the address of the person whose verdict it was.
    by: str
    #: The labels that hid it ("threat"); empty where a person did, who answers for it themselves.
    grounds: tuple[str, ...]
    #: The daemon hid it for nothing but what it says of the council. The criticism guard exists so that this is False.
    for_the_criticism: bool


@dataclass(frozen=True, slots=True)
class CriticismCount:
    """How much criticism of the council was seen in a time, and everything of it that was hidden."""

    seen: int
    hidden: tuple[HiddenCriticism, ...]

    @property
    def hidden_for_it(self) -> int:
        """Hidden for the criticism itself: the figure that must be 0."""
        return sum(one.for_the_criticism for one in self.hidden)

    @property
    def hidden_for_something_else(self) -> int:
        """Hidden by the daemon because the same comment also threatened, exposed or accused a person."""
        return sum(one.by == DAEMON and not one.for_the_criticism for one in self.hidden)

    @property
    def hidden_by_people(self) -> int:
        return sum(one.by != DAEMON for one in self.hidden)


class Criticism:
    """Questions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def between(self, since: datetime, until: datetime, accounts: Sequence[AccountRef] | None = None) -> CriticismCount:
        """Comments judged from ``since`` to before ``until`` that criticise the council, each counted once.

        A shadow profile's are seen like others and never hidden. People's verdicts are told as they stand now. Words of
        blame in what hardly criticises count where the daemon hid the comment or a person decided on it.
        """
        conditions = (
            decisions.c.decided_at >= since,
            decisions.c.decided_at < until,
            evidence.c.findings.contains(_AS_STORED, autoescape=True),
            *among(accounts),
        )
        this_evidence = (evidence.c.comment_id == decisions.c.comment_id) & (
            evidence.c.revision == decisions.c.revision
        )
        may_be_hidden = or_(decisions.c.outcome == "hide", cases.c.state.in_(("decided", "appealed")))
        is_plain = not_(evidence.c.findings.contains(_HARDLY_AS_STORED, autoescape=True))
        count = (
            select(func.count(distinct(comments.c.id)))
            .join_from(comments, decisions, decisions.c.comment_id == comments.c.id)
            .join(evidence, this_evidence)
            .outerjoin(cases, cases.c.comment_id == comments.c.id)
            .where(*conditions, or_(is_plain, may_be_hidden))
        )
        touched = (
            select(
                comments.c.id,
                comments.c.platform,
                comments.c.account_id,
                comments.c.native_id,
                decisions.c.revision,
                *DECISION_COLUMNS,
            )
            .join_from(comments, decisions, decisions.c.comment_id == comments.c.id)
            .join(evidence, this_evidence)
            .outerjoin(cases, cases.c.comment_id == comments.c.id)
            .where(*conditions, may_be_hidden)
            .order_by(decisions.c.decided_at, comments.c.id, decisions.c.revision)
        )
        rows = self._connection.execute(touched).all()
        return CriticismCount(self._connection.scalar(count) or 0, tuple(self._hidden(rows)))

    def _hidden(self, rows: Sequence[AnyRow]) -> Iterator[HiddenCriticism]:
        told: set[int] = set()
        stories = Cases(self._connection)
        for start in range(0, len(rows), ASKED_AT_ONCE):
            part = rows[start : start + ASKED_AT_ONCE]
            by_comment = stories.of_comments([row.id for row in part])
            for row in part:
                found = _how(ref_of(row), row.revision, decision_of(row), by_comment[row.id])
                if found is not None and row.id not in told:
                    told.add(row.id)
                    yield found


def _how(ref: CommentRef, revision: int, decision: Decision, case: Case) -> HiddenCriticism | None:
    """How this revision came to be hidden: by the daemon first, for that is what the guard is about."""
    if decision.outcome == Action.HIDE:
        acting = [match for match in decision.matches if match.permitted == Action.HIDE]
        labels = tuple(dict.fromkeys(match.rule.label for match in acting))
        return HiddenCriticism(ref, revision, DAEMON, labels, all(_is_about_the_council(match) for match in acting))
    if case.person_decided(revision) and case.verdict == "hide":
        return HiddenCriticism(ref, revision, case.decided_by, (), False)
    return None


def _is_about_the_council(match: Match) -> bool:
    return match.rule.label == CRITICISM or match.finding.about == "council"
