"""Sets the demonstration up: stand-in platforms, a mail server, a database and the real daemon, all on this machine."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from moderator.app import App
from moderator.building import build
from moderator.council import Council, load_council
from moderator.demo.casting import StandInServer, cast, variables
from moderator.demo.council_folder import Addresses, write_config
from moderator.demo.scenario import Happening
from moderator.demo.simulated import SimulatedClock
from moderator.demo.stage import Stage
from moderator.mail.sink import Sink
from moderator.page import page_server, served
from moderator.register_file import load_register
from moderator.settings import Credentials
from moderator.shipped import shipped
from moderator.store.migrations import upgrade

StandIns = Mapping[str, StandInServer]


@dataclass(frozen=True, slots=True)
class Theatre:
    """Everything that runs during one demonstration."""

    app: App
    clock: SimulatedClock
    stage: Stage
    stand_ins: StandIns
    sink: Sink
    story: tuple[Happening, ...]

    @property
    def council(self) -> Council:
        return self.app.council


@contextmanager
def opened(out: Path, story: tuple[Happening, ...], *, review_port: int = 0) -> Iterator[Theatre]:
    """A theatre in ``out``, closed at the end of the block. What an earlier one left there is replaced."""
    clock = SimulatedClock(begins(story))
    register = load_register(shipped("config") / "demo" / "register.toml")
    parts = cast(register, clock)
    stand_ins = {profile: part.server for profile, part in parts.items()}
    with ExitStack() as stack:
        for server in stand_ins.values():
            server.start()
            stack.callback(server.stop)
        platforms = {profile: {"base_url": part.server.base_url, **part.settings} for profile, part in parts.items()}
        sink = stack.enter_context(Sink(keep_in=_emptied(out / "mails")))
        port = review_port or free_port()
        folder = write_config(out / "config", Addresses(platforms, sink.port, port))
        secrets = {"MODERATOR_REVIEW_SECRET": token_hex(32), **variables(parts)}
        council = load_council(folder, Credentials(secrets))
        _fresh_database(out / "demo.sqlite3", council.store_url, clock)
        app = build(council, clock=clock)
        stack.callback(app.store.close)
        stack.enter_context(served(page_server(app)))
        stage = Stage({profile.id: profile for profile in register.profiles}, stand_ins)
        yield Theatre(app, clock, stage, stand_ins, sink, story)


def free_port() -> int:
    """A port on loopback that nobody uses: links name it in mails long before the page listens on it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def begins(story: tuple[Happening, ...]) -> datetime:
    """The full hour in which the first resident writes; older posts are there already."""
    first = min(happening.at for happening in story if happening.kind != "post")
    return first.replace(minute=0, second=0, microsecond=0)


def ends(story: tuple[Happening, ...]) -> datetime:
    """Six in the evening of the last day, when the last promises that can fall due have done so."""
    return max(happening.at for happening in story).replace(hour=18, minute=0, second=0, microsecond=0)


def _fresh_database(file: Path, url: str, clock: SimulatedClock) -> None:
    for leftover in file.parent.glob(f"{file.name}*"):
        leftover.unlink()
    upgrade(url, now=clock())


def _emptied(folder: Path) -> Path:
    for leftover in folder.glob("*.eml"):
        leftover.unlink()
    return folder
