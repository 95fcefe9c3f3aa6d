"""The few SQL phrases that several tables share."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, bindparam, false, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from moderator.domain.comment import AccountRef, CommentRef
from moderator.store.tables import comments

#: A row, or a question, of columns that only the database knows the types of; a value is made of it at once.
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


def insert_unless_there(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row; False when its key exists. A savepoint would do the same and leave rows behind on SQLite."""
    return connection.execute(_unless_there(connection.dialect.name, table), values).first() is not None


def insert_all_unless_there(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert several rows at once; those whose keys exist are left as they are."""
    if rows:
        connection.execute(_insertion(connection.dialect.name, table), rows)


@lru_cache(maxsize=64)
def _unless_there(dialect: str, table: Table) -> Any:
    """The statement, made once: making it anew takes as long as running it."""
    return _insertion(dialect, table).returning(*table.primary_key.columns)


@lru_cache(maxsize=64)
def _insertion(dialect: str, table: Table) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


def of_account(table: Table, account: AccountRef) -> ColumnElement[bool]:
    return (table.c.platform == account.platform) & (table.c.account_id == account.account_id)


#: Made once, as it is asked for every comment.
_NUMBER = select(comments.c.id).where(
    comments.c.platform == bindparam("platform"),
    comments.c.account_id == bindparam("account_id"),
    comments.c.native_id == bindparam("native_id"),
)
_KNOWN = "numbers of comments"


def begin_anew(connection: Connection) -> None:
    """A transaction begins: what an earlier one looked up on this connection is forgotten."""
    connection.info[_KNOWN] = {}


def number_of(connection: Connection, ref: CommentRef) -> int | None:
    """The row number of a stored comment, None when it was never stored; looked up once in a transaction."""
    known: dict[CommentRef, int] = connection.info.setdefault(_KNOWN, {})
    if ref not in known:
        account = ref.account
        wanted = {"platform": account.platform, "account_id": account.account_id, "native_id": ref.native_id}
        found = connection.scalar(_NUMBER, wanted)
        if found is None:
            return None
        known[ref] = int(found)
    return known[ref]


def look_up(connection: Connection, refs: Collection[CommentRef]) -> None:
    """Look the numbers of several comments up at once, for all that this transaction will ask of them."""
    known: dict[CommentRef, int] = connection.info.setdefault(_KNOWN, {})
    for account in {ref.account for ref in refs}:
        ids = [ref.native_id for ref in refs if ref.account == account]
        query = select(comments.c.id, comments.c.native_id).where(
            of_account(comments, account), comments.c.native_id.in_(ids)
        )
        known |= {CommentRef(account, row.native_id): int(row.id) for row in connection.execute(query)}


def must_be_stored(connection: Connection, ref: CommentRef) -> int:
    """The row number of a comment. Raises LookupError when it was never stored."""
    number = number_of(connection, ref)
    if number is None:
        raise LookupError(f"{ref} was never stored")
    return number


def of_comment(ref: CommentRef) -> ColumnElement[bool]:
    return of_account(comments, ref.account) & (comments.c.native_id == ref.native_id)


def among(accounts: Sequence[AccountRef] | None) -> tuple[ColumnElement[bool], ...]:
    """Comments of these accounts: of every account when None, of no account when empty."""
    if accounts is None:
        return ()
    return (or_(false(), *(of_account(comments, account) for account in accounts)),)
