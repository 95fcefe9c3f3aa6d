"""One daemon for one SQLite file: two would compete for its one writer."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRuns(Exception):
    """Another daemon holds this database."""


@contextmanager
def only_one(store_url: str) -> Iterator[None]:
    """Hold the database for this process; on PostgreSQL several daemons may share one. Raises AlreadyRuns."""
    if not store_url.startswith("sqlite:///"):
        yield
        return
    file = Path(store_url.removeprefix("sqlite:///") + ".lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRuns(
                "another daemon works on this database: stop it first, or use another store.url"
            ) from None
        yield
