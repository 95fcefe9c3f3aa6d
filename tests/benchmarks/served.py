"""What a database server spends on us: its processes' CPU seconds, and the pages of the database it looks at."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

_TICKS = os.sysconf("SC_CLK_TCK")
#: A server tells what its connections did when they are idle or closed, not at once.
_TELLS_AFTER_S = 2.0


@dataclass(frozen=True)
class Served:
    """Since the server began."""

    cpu_s: float = 0.0
    pages: int = 0

    def since(self, before: "Served") -> "Served":
        return Served(self.cpu_s - before.cpu_s, self.pages - before.pages)


def served(engine: Engine) -> Served:
    """Nothing for SQLite. Closes the engine's idle connections."""
    server = server_of(engine)
    if server is None:
        return Served()
    engine.dispose()
    time.sleep(_TELLS_AFTER_S)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql(
            "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()"
        ).scalar_one()
    return Served(cpu_of_all(server), int(pages))


def server_of(engine: Engine) -> int | None:
    """The process that all others of the server come from; none for SQLite."""
    if engine.dialect.name != "postgresql":
        return None
    with engine.connect() as connection:
        return _parent(int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()))


def cpu_of_all(server: int) -> float:
    """CPU seconds of the server, of its processes, and of those that have ended."""
    ticks = sum(map(int, _fields(server)[11:15]))
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = _fields(int(folder.name))
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == server:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def _parent(process: int) -> int:
    return int(_fields(process)[1])


def _fields(process: int) -> list[str]:
    """From the state on: the name before it may hold anything."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
