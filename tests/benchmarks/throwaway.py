"""A database that is gone after the measurement: a SQLite file, or a PostgreSQL server with its usual care."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import store_fixtures


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """Its address. Unlike in tests, both wait for the disk, as in service."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'line.db'}"
        return
    binaries = store_fixtures._binaries()
    if binaries is None:
        raise SystemExit("no PostgreSQL server on this machine: use --databases sqlite")
    store_fixtures._FAST = ""
    with store_fixtures._server(binaries) as url:
        yield url
