"""Brings a database to this program's version, with a copy first, and refuses one that it does not know."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from alembic import command
from moderator.shipped import shipped
from moderator.store.engine import build_engine


class SchemaMismatch(Exception):
    """The database is not at this program's version; the message says what to do."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a database stands."""

    #: Its revision; "" for one that was never migrated.
    current: str
    #: The revision this program needs.
    head: str
    #: "current", "empty", "behind", "unknown" (newer or foreign) or "foreign" (tables without a revision).
    standing: str

    def sentence(self) -> str:
        match self.standing:
            case "current":
                return f"the database is at revision {self.current}, as this program needs"
            case "empty":
                return "the database is empty: run `moderator db upgrade`"
            case "behind":
                return f"the database is at revision {self.current}, older than {self.head}: run `moderator db upgrade`"
            case "unknown":
                return (
                    f"the database is at revision {self.current}, which this program does not know: it belongs to a "
                    "newer version; install that version, or restore the copy made before the upgrade"
                )
            case _:
                return "the database holds other tables and no revision: give the moderator a database of its own"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did."""

    before: str
    after: str
    #: The copy made beforehand; None when there was nothing to lose.
    copy: Path | None = None


def state(url: str, *, scripts: Path | None = None) -> State:
    """Where a database stands; changes nothing."""
    engine = build_engine(url)
    try:
        return _state(engine, scripts)
    finally:
        engine.dispose()


def require_current(url: str) -> None:
    """Raises SchemaMismatch, with the cure, unless the database is exactly at this program's version."""
    found = state(url)
    if found.standing != "current":
        raise SchemaMismatch(found.sentence())


def upgrade(url: str, *, now: datetime, scripts: Path | None = None) -> Upgrade:
    """Bring a database to this program's version. A SQLite file that holds something is copied first.

    A migration that fails is rolled back whole, on SQLite too, and can be run again. Raises SchemaMismatch for a
    database that belongs to a newer version or to somebody else.
    """
    engine = build_engine(url)
    try:
        before = _state(engine, scripts)
        match before.standing:
            case "current":
                return Upgrade(before.current, before.current)
            case "unknown" | "foreign":
                raise SchemaMismatch(before.sentence())
        copy = None
        if before.standing == "behind" and engine.dialect.name == "sqlite":
            copy = _copy(engine, _copy_path(engine, before.current, now))
        _migrate(engine, scripts)
        return Upgrade(before.current, before.head, copy)
    finally:
        engine.dispose()


def backup(url: str, target: Path) -> Path:
    """Copy a SQLite database while it is in use; the copy is checked. Raises ValueError for PostgreSQL."""
    engine = build_engine(url)
    try:
        if engine.dialect.name != "sqlite":
            raise ValueError("`moderator db backup` copies SQLite files; for PostgreSQL use pg_dump")
        return _copy(engine, target)
    finally:
        engine.dispose()


def _state(engine: Engine, scripts: Path | None) -> State:
    directory = ScriptDirectory.from_config(_config(scripts))
    head = directory.get_current_head() or ""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        # Connecting would create the file, and looking must change nothing.
        return State("", head, "empty")
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision() or ""
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if current == head:
        return State(current, head, "current")
    if not current:
        return State(current, head, "foreign" if tables else "empty")
    known = {script.revision for script in directory.walk_revisions()}
    return State(current, head, "behind" if current in known else "unknown")


def _migrate(engine: Engine, scripts: Path | None) -> None:
    config = _config(scripts)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config(scripts: Path | None) -> Config:
    config = Config()
    # A percent sign would be read as the start of an interpolation.
    config.set_main_option("script_location", str(scripts or shipped("alembic")).replace("%", "%%"))
    return config


def _copy_path(engine: Engine, revision: str, now: datetime) -> Path:
    file = Path(str(engine.url.database))
    return file.with_name(f"{file.name}.before-{revision}-{now:%Y%m%dT%H%M%SZ}")


def _copy(engine: Engine, target: Path) -> Path:
    if target.exists():
        raise ValueError(f"{target} exists already: name another file")
    # VACUUM runs outside any transaction.
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()
    copied = build_engine(f"sqlite:///{target}")
    try:
        with copied.connect() as connection:
            _require_whole(connection, target)
    finally:
        copied.dispose()
    return target


def _require_whole(connection: Connection, target: Path) -> None:
    answer = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    if answer != "ok":
        raise ValueError(f"the copy {target} is damaged: {answer}")
