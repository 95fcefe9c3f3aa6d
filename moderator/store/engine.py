"""The only place that makes a database engine: SQLite's defaults lose updates, so every connection is prepared."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

#: Execution option of a connection that only reads: it takes no write lock on SQLite.
READS_ONLY = "reads_only"

#: FULL: with NORMAL a power cut may drop committed rows, and an effect would be repeated.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "journal_size_limit=67108864",
)


class BadAddress(ValueError):
    """The database's address cannot be used; the message says what to write instead."""


def build_engine(url: str) -> Engine:
    """An engine whose transactions lose no update on either database, and whose errors quote no row.

    Raises BadAddress when the address is neither ``sqlite:///FILE`` nor ``postgresql+psycopg://...``.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, connect_args={"check_same_thread": False, "timeout": 30}, hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    return create_engine(address, pool_pre_ping=True, hide_parameters=True)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        # The address may hold a password, so it is not repeated.
        raise BadAddress("the database address cannot be read: write sqlite:///moderator.db") from None
    match address.get_backend_name():
        case "sqlite" if address.database and address.database != ":memory:":
            return address
        case "sqlite":
            raise BadAddress("a database in memory is lost at every restart: write sqlite:///moderator.db")
        case "postgresql":
            return address.set(drivername="postgresql+psycopg")
        case other:
            raise BadAddress(f"{other} is not supported: write sqlite:///FILE or postgresql+psycopg://HOST/NAME")


def _prepare(connection: Any, _record: object) -> None:
    # The driver must start no transaction by itself: it starts them too late and updates are lost.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that will write takes the lock first: one that began by reading could not be upgraded.
    reads_only = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
