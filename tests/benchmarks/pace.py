"""Looks ten times during a run at what it holds and what the store has cost since the last look."""

import resource
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ledger import Ledger
from served import cpu_of_all

#: Comments that the service judges in one go.
_BATCH = 64
_LOOKS = 10


@dataclass
class Pace:
    """Asked before every batch whether to stop, as the service asks; it never says so."""

    about: str
    comments: int
    ledger: Ledger
    #: The process of the database's server; none for SQLite, which works within this process.
    server: int | None
    #: MiB held at each look.
    memory: list[float] = field(default_factory=list)
    #: CPU milliseconds of the store, its server's included, for each comment between two looks.
    store_ms: list[float] = field(default_factory=list)
    _batches: int = 0
    _spent: float = 0.0

    def __call__(self) -> bool:
        each = max(1, self.comments // (_LOOKS * _BATCH))
        if self._batches % each == 0:
            self._look(each * _BATCH)
        self._batches += 1
        return False

    def _look(self, judged: int) -> None:
        spent = self.ledger.cpu["store: reading"] + self.ledger.cpu["store: transaction"]
        spent += cpu_of_all(self.server) if self.server else 0.0
        if self.memory:
            self.store_ms.append((spent - self._spent) / judged * 1000)
        self._spent = spent
        self.memory.append(_resident())
        done = min(self._batches * _BATCH, self.comments)
        print(f"{self.about}: {done:,} of {self.comments:,} judged", file=sys.stderr)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 2**20
