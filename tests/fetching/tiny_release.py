"""A tiny release of our own, served by a server that a test makes fail."""

import hashlib
from dataclasses import dataclass, field

from faulty_server import FaultyServer

from moderator.fetching.download import download
from moderator.fetching.fetch import Place, fetch
from moderator.fetching.line import Line
from moderator.fetching.releases import Base, Release

CHECKPOINT = bytes(range(256)) * 4096
NAME = f"tiny-{hashlib.sha256(CHECKPOINT).hexdigest()[:8]}.ckpt"
FILES = {
    "config.json": b'{"model_type": "bert"}',
    "tokenizer_config.json": b'{"do_lower_case": true}',
    "tokenizer.json": b"{}",
    "vocab.txt": b"[PAD]\n[UNK]\n",
    NAME: CHECKPOINT,
}
BASE = Base("somebody/tiny", "0" * 40, "MIT", tuple(name for name in FILES if name != NAME))
TINY = Release("tiny", "v0", NAME, BASE, ("toxicity", "insult"))


@dataclass
class Rig:
    """Everything a fetch needs, with a record of what it showed and how long it waited."""

    server: FaultyServer
    place: Place
    waited: list[float] = field(default_factory=list)
    shown: list[tuple[str, int, int]] = field(default_factory=list)
    deadline_s: float = 30.0

    def fetch(self) -> bool:
        line = Line(self.deadline_s, stall_s=2.0, sleep=self.waited.append)
        with line.watched():
            return fetch(
                TINY,
                TINY.files(self.server.url),
                self.place,
                lambda one, part, told: download(one, part, line, told),
                lambda *state: self.shown.append(state),
            )

    def asked(self, name: str) -> list[str]:
        """The ranges that were asked of a file, in order."""
        return [one.range for one in self.server.asked if one.path == path_of(name)]


def path_of(name: str) -> str:
    return f"/tiny/{name}"
