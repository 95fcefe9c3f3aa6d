"""Migrations lead to today's tables, roll back whole when they fail, and know what they do not know."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from small_council import SmallCouncil
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from moderator.shipped import shipped
from moderator.store.engine import build_engine
from moderator.store.migrations import SchemaMismatch, backup, state, upgrade
from moderator.store.store import open_store
from moderator.store.tables import metadata

HEAD = ScriptDirectory(str(shipped("alembic"))).get_current_head()
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def shape(url: str) -> dict[str, object]:
    """Everything about a database's tables that reflection tells."""
    engine = build_engine(url)
    look = inspect(engine)
    tables = {
        name: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(name)),
            look.get_pk_constraint(name),
            sorted(map(str, look.get_foreign_keys(name))),
            sorted(map(str, look.get_unique_constraints(name))),
            sorted(map(str, look.get_check_constraints(name))),
            sorted((index["name"], index["column_names"], index["unique"]) for index in look.get_indexes(name)),
        )
        for name in look.get_table_names()
        if name != "alembic_version"
    }
    engine.dispose()
    return tables


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A copy of the migrations with one more that fails half way."""
    folder = tmp_path / "alembic"
    shutil.copytree(shipped("alembic"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "fails.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f'revision, down_revision = "next", "{HEAD}"\n'
        "def upgrade():\n"
        '    op.add_column("cursors", sa.Column("lang", sa.Text()))\n'
        '    op.execute("INSERT INTO nowhere VALUES (1)")\n',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def migrated_url(database_url: str) -> str:
    """A migrated database of its own: these tests leave it in a state no other test could use."""
    upgrade(database_url, now=NOW)
    return database_url


def test_migrating_an_empty_database_gives_todays_tables(database_url: str, tmp_path: Path) -> None:
    upgrade(database_url, now=NOW)

    engine = build_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    migrated = shape(database_url)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    engine.dispose()
    assert shape(database_url) == migrated


def test_upgrading_twice_does_nothing_the_second_time(database_url: str) -> None:
    upgrade(database_url, now=NOW)

    again = upgrade(database_url, now=NOW)

    assert (again.before, again.after, again.copy) == (HEAD, HEAD, None)


def test_a_migration_that_fails_is_rolled_back_whole_and_can_be_run_again(migrated_url: str, scripts: Path) -> None:
    before = shape(migrated_url)

    with pytest.raises(SQLAlchemyError):
        upgrade(migrated_url, now=NOW, scripts=scripts)

    assert state(migrated_url).current == HEAD
    assert shape(migrated_url) == before
    failing = scripts / "versions" / "fails.py"
    failing.write_text(
        failing.read_text(encoding="utf-8").replace("nowhere VALUES (1)", "cursors SELECT * FROM cursors")
    )
    upgrade(migrated_url, now=datetime(2026, 11, 23, 11, 0, tzinfo=UTC), scripts=scripts)
    assert state(migrated_url, scripts=scripts).standing == "current"


def test_a_sqlite_file_is_copied_before_it_is_changed(tmp_path: Path, migrated_file: Path, scripts: Path) -> None:
    file = tmp_path / "moderator.db"
    shutil.copy(migrated_file, file)
    store = open_store(f"sqlite:///{file}")
    council = SmallCouncil(store)
    ref = council.says("Hello")
    council.poll()
    store.close()

    with pytest.raises(SQLAlchemyError):
        upgrade(f"sqlite:///{file}", now=NOW, scripts=scripts)

    [copy] = tmp_path.glob(f"moderator.db.before-{HEAD}-*Z")
    copied = open_store(f"sqlite:///{copy}")
    with copied.reading() as tx:
        assert tx.comments.known(ref) is not None
    copied.close()


def test_a_database_that_was_never_migrated_is_not_opened(database_url: str) -> None:
    with pytest.raises(SchemaMismatch, match="run `moderator db upgrade`"):
        open_store(database_url)


def test_a_newer_database_is_neither_opened_nor_upgraded(migrated_url: str) -> None:
    engine = build_engine(migrated_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(SchemaMismatch, match="belongs to a newer version"):
        open_store(migrated_url)
    with pytest.raises(SchemaMismatch, match="belongs to a newer version"):
        upgrade(migrated_url, now=NOW)


def test_somebody_elses_database_is_left_alone(database_url: str) -> None:
    engine = build_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE payroll (id INTEGER)"))
    engine.dispose()

    with pytest.raises(SchemaMismatch, match="a database of its own"):
        upgrade(database_url, now=NOW)


def test_a_copy_can_be_made_while_somebody_writes(tmp_path: Path, migrated_file: Path) -> None:
    file = tmp_path / "moderator.db"
    shutil.copy(migrated_file, file)
    store = open_store(f"sqlite:///{file}")

    with store.transaction():
        copy = backup(f"sqlite:///{file}", tmp_path / "copy.db")

    assert state(f"sqlite:///{copy}").standing == "current"
    with pytest.raises(ValueError, match="exists already"):
        backup(f"sqlite:///{file}", copy)
    store.close()
