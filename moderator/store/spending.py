"""What an account's calls cost, day by day, and what its platform last said of its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from moderator.domain.comment import AccountRef
from moderator.store.clauses import insert_unless_there, of_account
from moderator.store.metering_tables import access_ends, allowances, spending

#: Long enough to compare a month with the same month of the year before.
KEPT = timedelta(days=400)
#: Known comments that were read again, counted beside what that cost.
COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Told:
    """One limit of a platform, in its own newest words."""

    name: str
    used: float
    #: None where the platform tells no limit.
    most: float | None
    resets_at: datetime | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class AccessEnd:
    """When an account's credentials stop working; ``ends_at`` is None where the platform sets no end."""

    account: AccountRef
    ends_at: datetime | None
    asked_at: datetime


class Spending:
    """What was spent and what is left, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: AccountRef, day: date, purpose: str, spent: Mapping[str, float]) -> None:
        """Add to what was spent on this day; days that are no longer kept are forgotten."""
        for kind, amount in spent.items():
            key = {"day": day.isoformat(), "purpose": purpose, "kind": kind}
            insert_unless_there(
                self._connection,
                spending,
                platform=account.platform,
                account_id=account.account_id,
                amount=0.0,
                **key,
            )
            this = [spending.c[name] == value for name, value in key.items()]
            self._connection.execute(
                update(spending).where(of_account(spending, account), *this).values(amount=spending.c.amount + amount)
            )
        too_old = (day - KEPT).isoformat()
        self._connection.execute(delete(spending).where(of_account(spending, account), spending.c.day < too_old))

    def of_account(self, account: AccountRef, since: date, until: date, purpose: str = "") -> dict[str, float]:
        """What an account spent from one day to another, both counted; on everything unless a purpose is named."""
        of_purpose = [spending.c.purpose == purpose] if purpose else []
        return self._summed(of_account(spending, account), _between(since, until), *of_purpose)

    def of_platform(self, platform: str, since: date, until: date, purpose: str = "") -> dict[str, float]:
        """The same for all accounts of a platform together."""
        of_purpose = [spending.c.purpose == purpose] if purpose else []
        return self._summed(spending.c.platform == platform, _between(since, until), *of_purpose)

    def of_each(self, platform: str, since: date, until: date, purpose: str) -> dict[AccountRef, dict[str, float]]:
        """The same for each account of a platform that spent anything."""
        query = (
            select(spending.c.account_id, spending.c.kind, func.sum(spending.c.amount).label("amount"))
            .where(spending.c.platform == platform, spending.c.purpose == purpose, _between(since, until))
            .group_by(spending.c.account_id, spending.c.kind)
        )
        found: dict[AccountRef, dict[str, float]] = {}
        for row in self._connection.execute(query):
            found.setdefault(AccountRef(platform, row.account_id), {})[row.kind] = float(row.amount)
        return found

    def told(self, account: AccountRef, words: Sequence[Told]) -> None:
        """Remember the platform's newest words; an older word of the same name is replaced."""
        for word in words:
            values = {"used": word.used, "most": word.most, "resets_at": word.resets_at, "told_at": word.told_at}
            is_new = insert_unless_there(
                self._connection,
                allowances,
                platform=account.platform,
                account_id=account.account_id,
                name=word.name,
                **values,
            )
            if not is_new:
                named = allowances.c.name == word.name
                self._connection.execute(
                    update(allowances).where(of_account(allowances, account), named).values(values)
                )
        # A limit the platform no longer speaks of says nothing any more.
        stale = max((word.told_at for word in words), default=None)
        if stale is not None:
            old = allowances.c.told_at < stale - KEPT
            self._connection.execute(delete(allowances).where(of_account(allowances, account), old))

    def allowances(self, account: AccountRef) -> tuple[Told, ...]:
        """The newest word on each of the platform's limits, by name."""
        query = select(allowances).where(of_account(allowances, account)).order_by(allowances.c.name)
        return tuple(
            Told(row.name, row.used, row.most, row.resets_at, row.told_at) for row in self._connection.execute(query)
        )

    def access_told(self, end: AccessEnd) -> None:
        """Remember when an account's access ends."""
        values = {"ends_at": end.ends_at, "asked_at": end.asked_at}
        place = {"platform": end.account.platform, "account_id": end.account.account_id}
        if not insert_unless_there(self._connection, access_ends, **place, **values):
            changed = update(access_ends).where(of_account(access_ends, end.account)).values(values)
            self._connection.execute(changed)

    def access_of(self, account: AccountRef) -> AccessEnd | None:
        """When an account's access ends; None while nobody has asked."""
        row = self._connection.execute(select(access_ends).where(of_account(access_ends, account))).one_or_none()
        return None if row is None else AccessEnd(account, row.ends_at, row.asked_at)

    def _summed(self, *conditions: ColumnElement[bool]) -> dict[str, float]:
        query = (
            select(spending.c.kind, func.sum(spending.c.amount).label("amount"))
            .where(*conditions)
            .group_by(spending.c.kind)
            .order_by(spending.c.kind)
        )
        return {row.kind: float(row.amount) for row in self._connection.execute(query)}


def _between(since: date, until: date) -> ColumnElement[bool]:
    return spending.c.day.between(since.isoformat(), until.isoformat())
