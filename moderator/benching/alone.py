"""One way of scoring in a process of its own: what it needs to get ready, and how much memory. Prints one JSON line."""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

#: The interpreter's own start counts as well: process_time began with it.
_BEGAN = time.perf_counter()


@dataclass(frozen=True, slots=True)
class Alone:
    """What a process of its own needed; memory in MiB."""

    cpu_s: float
    wall_s: float
    loaded: float
    peak: float


def main() -> None:
    """``python -m moderator.benching.alone WAY FOLDER COUNT SHARE``, the share as JSON."""
    from moderator.benching.comments import comments
    from moderator.benching.twice import Share
    from moderator.benching.ways import open_way

    name, folder, count, share = sys.argv[1:5]
    way = open_way(name, Path(folder), 1, Share(**json.loads(share)))
    way.score(["Thank you for mending the lights."])
    ready = (time.process_time(), time.perf_counter() - _BEGAN, _memory("VmRSS"))
    way.score(comments(int(count)))
    told = {"cpu_s": ready[0], "wall_s": ready[1], "loaded": ready[2], "peak": _memory("VmHWM")}
    sys.stdout.write(json.dumps(told) + "\n")


def _memory(kind: str) -> float:
    """MiB: "VmRSS" now, "VmHWM" at most. (What getrusage calls the most is that of the parent, if it had more.)"""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024


if __name__ == "__main__":
    main()
