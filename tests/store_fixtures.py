"""Databases for tests: a fresh SQLite file each time, or a fresh database in a throw-away PostgreSQL."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text

from moderator.store.migrations import upgrade
from moderator.store.store import Store, open_store
from moderator.store.tables import metadata

_numbers = itertools.count()
_ANY_MOMENT = datetime(2026, 11, 2, tzinfo=UTC)
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
#: Fine for tests, never for anything kept.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL server that lives as long as the test run; skips, saying why, where there is none."""
    if outside := os.environ.get("TEST_POSTGRES_URL"):
        yield outside
        return
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server binaries on this machine: the PostgreSQL half of the suite did not run")
    with _server(binaries) as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database, once for each of the two."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'moderator.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    with fresh_database(server) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "moderator.db"
    upgrade(f"sqlite:///{file}", now=_ANY_MOMENT)
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> Iterator[str]:
    """Name of a migrated PostgreSQL database to copy."""
    with fresh_database(postgres_url) as url:
        upgrade(url, now=_ANY_MOMENT)
        yield url.rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def shared_database(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database that is emptied between tests: making one takes longer than most tests."""
    with fresh_database(postgres_url, migrated_template) as url:
        yield url


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a migrated database, once for each of the two."""
    if request.param == "sqlite":
        file = tmp_path / "moderator.db"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file}"
        return
    url = request.getfixturevalue("shared_database")
    _empty(url)
    yield url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store in working order, once for each database."""
    opened = open_store(store_url)
    without_waiting_for_the_disk(opened)
    yield opened
    opened.close()


def without_waiting_for_the_disk(store: Store) -> None:
    """Only a power cut could tell the difference, and no test cuts the power."""
    if store._engine.dialect.name == "sqlite":
        event.listen(store._engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))


def _empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()


@contextmanager
def fresh_database(server: str, template: str = "template1") -> Iterator[str]:
    """A database of its own on a PostgreSQL server."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield f"{server.rsplit('/', 1)[0]}/{name}"
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def _server(binaries: Path) -> Iterator[str]:
    # Not below pytest's own folder: that is closed to the user the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="moderator-pg-"))
    port = _free_port()
    before = _as_another_user(folder)
    log = folder / "server.log"
    data = folder / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c max_connections=100 {_FAST}"
    initdb = [*before, binaries / "initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync"]
    control = [*before, binaries / "pg_ctl", "-D", data, "-w"]
    try:
        _run([*initdb, "--locale=C.UTF-8", "-E", "UTF8"], folder)
        _run([*control, "-t", "60", "-l", log, "-o", options, "start"], folder)
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _run([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def _as_another_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: as root, run it as nobody."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def _run(command: list[str | Path], folder: Path) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # Not a pipe: the server keeps it open and the wait for its end would never end.
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{command[-1]} failed: run it by hand to see why: {command}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
