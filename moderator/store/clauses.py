"""The few SQL phrases that several tables share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, false, or_
from sqlalchemy.dialects import postgresql, sqlite

from moderator.domain.comment import AccountRef, CommentRef
from moderator.store.tables import comments

#: A row, or a question, of columns that only the database knows the types of; a value is made of it at once.
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


def insert_unless_there(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row; False when its key exists. A savepoint would do the same and leave rows behind on SQLite."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return connection.execute(added).first() is not None


def of_account(table: Table, account: AccountRef) -> ColumnElement[bool]:
    return (table.c.platform == account.platform) & (table.c.account_id == account.account_id)


def of_comment(ref: CommentRef) -> ColumnElement[bool]:
    return of_account(comments, ref.account) & (comments.c.native_id == ref.native_id)


def among(accounts: Sequence[AccountRef] | None) -> tuple[ColumnElement[bool], ...]:
    """Comments of these accounts: of every account when None, of no account when empty."""
    if accounts is None:
        return ()
    return (or_(false(), *(of_account(comments, account) for account in accounts)),)
