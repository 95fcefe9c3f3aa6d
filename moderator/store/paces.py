"""When each account is polled next, and what that is reckoned from; it survives a restart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from moderator.domain.comment import AccountRef
from moderator.domain.rhythm import Rhythm
from moderator.store.clauses import AnyRow, insert_unless_there, of_account
from moderator.store.metering_tables import paces
from moderator.store.post_tables import own_posts
from moderator.store.tables import comments


@dataclass(frozen=True, slots=True)
class PaceKept:
    """How often an account is polled, as it was last reckoned."""

    account: AccountRef
    next_at: datetime
    every: timedelta
    #: Why not sooner, in the words of moderator.domain.polling.
    why: str
    #: Comments of the last hour at ``heat_at``, fading; ``heat_at`` is also when it was last polled.
    heat: float
    heat_at: datetime
    #: What its latest polls cost of each kind, the last counting most.
    cost: Mapping[str, float]
    rhythm: Rhythm
    learned_at: datetime


class Paces:
    """Paces within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[AccountRef, PaceKept]:
        """Every account that was ever polled."""
        return {kept.account: kept for kept in map(_kept, self._connection.execute(select(paces)))}

    def find(self, account: AccountRef) -> PaceKept | None:
        """One account's pace; None when it was never polled."""
        row = self._connection.execute(select(paces).where(of_account(paces, account))).one_or_none()
        return None if row is None else _kept(row)

    def not_yet_due(self, now: datetime) -> set[AccountRef]:
        """Accounts whose next poll still lies ahead."""
        query = select(paces.c.platform, paces.c.account_id).where(paces.c.next_at > now)
        return {AccountRef(row.platform, row.account_id) for row in self._connection.execute(query)}

    def keep(self, kept: PaceKept) -> None:
        """Remember an account's pace."""
        values = {
            "next_at": kept.next_at,
            "every_s": kept.every.total_seconds(),
            "why": kept.why,
            "heat": kept.heat,
            "heat_at": kept.heat_at,
            "cost": json.dumps(dict(kept.cost)),
            "rhythm": json.dumps([*(round(rate, 5) for rate in kept.rhythm.hours), round(kept.rhythm.per_post, 3)]),
            "learned_at": kept.learned_at,
        }
        place = {"platform": kept.account.platform, "account_id": kept.account.account_id}
        if not insert_unless_there(self._connection, paces, **place, **values):
            self._connection.execute(update(paces).where(of_account(paces, kept.account)).values(values))

    def postpone(self, account: AccountRef, until: datetime, why: str) -> None:
        """Leave an account alone until then; one that was never polled stays due."""
        changed = update(paces).where(of_account(paces, account)).values(next_at=until, why=why)
        self._connection.execute(changed)

    def posts(self, platform: str, since: datetime) -> dict[AccountRef, tuple[datetime, ...]]:
        """When the council's accounts on a platform posted since a moment, oldest first."""
        query = (
            select(own_posts.c.account_id, own_posts.c.created_at)
            .where(own_posts.c.platform == platform, own_posts.c.created_at >= since)
            .order_by(own_posts.c.created_at)
        )
        found: dict[AccountRef, tuple[datetime, ...]] = {}
        for row in self._connection.execute(query):
            account = AccountRef(platform, row.account_id)
            found[account] = (*found.get(account, ()), row.created_at)
        return found

    def written(self, account: AccountRef, since: datetime) -> tuple[datetime, ...]:
        """When residents wrote to an account since a moment, oldest first."""
        query = (
            select(comments.c.created_at)
            .where(of_account(comments, account), comments.c.created_at >= since)
            .order_by(comments.c.created_at)
        )
        return tuple(self._connection.scalars(query))


def _kept(row: AnyRow) -> PaceKept:
    *hours, per_post = json.loads(row.rhythm)
    return PaceKept(
        account=AccountRef(row.platform, row.account_id),
        next_at=row.next_at,
        every=timedelta(seconds=row.every_s),
        why=row.why,
        heat=row.heat,
        heat_at=row.heat_at,
        cost=json.loads(row.cost),
        rhythm=Rhythm(tuple(hours), per_post),
        learned_at=row.learned_at,
    )
