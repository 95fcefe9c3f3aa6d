"""When each of the daemon's loops last finished a round, and how long comments waited for their decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from moderator.domain.comment import AccountRef
from moderator.store.clauses import insert_unless_there
from moderator.store.metering_tables import rounds
from moderator.store.tables import comments, decisions


@dataclass(frozen=True, slots=True)
class Round:
    """The last round of one loop."""

    name: str
    finished_at: datetime
    #: It ended with an error; the journal has it.
    is_failing: bool


class Rounds:
    """Rounds within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def finished(self, last: Round) -> None:
        """Remember a loop's last round."""
        values = {"finished_at": last.finished_at, "is_failing": last.is_failing}
        if not insert_unless_there(self._connection, rounds, name=last.name, **values):
            self._connection.execute(update(rounds).where(rounds.c.name == last.name).values(values))

    def all(self) -> tuple[Round, ...]:
        """Every loop that ever finished a round, by name."""
        query = select(rounds).order_by(rounds.c.name)
        return tuple(Round(row.name, row.finished_at, row.is_failing) for row in self._connection.execute(query))

    def lags(self, since: datetime) -> dict[AccountRef, tuple[timedelta, ...]]:
        """How long each comment that was decided on since a moment had waited, from being written.

        Only of first versions, and of comments written since the account is watched: what lay there before waited for
        us to begin.
        """
        account = (comments.c.platform, comments.c.account_id)
        began = select(*account, func.min(comments.c.first_seen_at).label("at")).group_by(*account).subquery()
        query = (
            select(*account, comments.c.created_at, decisions.c.decided_at)
            .join_from(decisions, comments, decisions.c.comment_id == comments.c.id)
            .join(began, (began.c.platform == account[0]) & (began.c.account_id == account[1]))
            .where(decisions.c.revision == 1, decisions.c.decided_at >= since, comments.c.created_at >= began.c.at)
            .order_by(comments.c.id)
        )
        found: dict[AccountRef, tuple[timedelta, ...]] = {}
        for row in self._connection.execute(query):
            ref = AccountRef(row.platform, row.account_id)
            found[ref] = (*found.get(ref, ()), max(timedelta(0), row.decided_at - row.created_at))
        return found
