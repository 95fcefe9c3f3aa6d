"""Accounts that are paused because the platform failed or refused us; it survives a restart."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from moderator.domain.comment import AccountRef
from moderator.store.clauses import AnyRow, insert_unless_there, of_account
from moderator.store.tables import outages


@dataclass(frozen=True, slots=True)
class Outage:
    """An account that is left alone until a moment; a success ends it."""

    account: AccountRef
    #: "poll" (reading) or "deliver" (writing): they fail apart.
    lane: str
    #: "TryLater" or "AccessLost".
    kind: str
    #: What to do about it, without tokens or comment text.
    reason: str
    since: datetime
    paused_until: datetime
    #: How often in a row it failed.
    failures: int


class Outages:
    """Outages within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self, account: AccountRef, lane: str) -> Outage | None:
        query = select(outages).where(of_account(outages, account), outages.c.lane == lane)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _outage(row)

    def all(self) -> tuple[Outage, ...]:
        """Every outage that goes on, the longest first."""
        return tuple(_outage(row) for row in self._connection.execute(select(outages).order_by(outages.c.since)))

    def pause(self, outage: Outage) -> bool:
        """Start or prolong an outage; True when it is news: it starts, or turns from waiting to a lost access."""
        columns = {"kind": outage.kind, "reason": outage.reason, "paused_until": outage.paused_until}
        starts = insert_unless_there(
            self._connection,
            outages,
            platform=outage.account.platform,
            account_id=outage.account.account_id,
            lane=outage.lane,
            since=outage.since,
            failures=outage.failures,
            **columns,
        )
        if starts:
            return True
        before = self.current(outage.account, outage.lane)
        self._connection.execute(
            update(outages)
            .where(of_account(outages, outage.account), outages.c.lane == outage.lane)
            .values(failures=outages.c.failures + 1, **columns)
        )
        return before is not None and before.kind != outage.kind

    def end(self, account: AccountRef, lane: str) -> Outage | None:
        """End an outage; the one that ended, None when there was none."""
        ended = self.current(account, lane)
        if ended is not None:
            self._connection.execute(delete(outages).where(of_account(outages, account), outages.c.lane == lane))
        return ended


def _outage(row: AnyRow) -> Outage:
    return Outage(
        account=AccountRef(row.platform, row.account_id),
        lane=row.lane,
        kind=row.kind,
        reason=row.reason,
        since=row.since,
        paused_until=row.paused_until,
        failures=row.failures,
    )
