"""The daemon as a process: started as systemd starts it, stopped, and killed at the worst moment."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.sandbox.graph import GraphSandbox
from moderator.mail.sink import Sink
from moderator.settings import variable
from moderator.shipped import shipped
from moderator.store.migrations import upgrade

pytestmark = pytest.mark.model
PAGE = "1001"
TOKEN = "stand-in-token"
#: A private number makes the daemon hide, whatever the model thinks; the range is kept for drama.
COMMENT = "Ring the woman next door on 07700 900412 about it"
REGISTER = """
[[profile]]
id = "page"
title = "The council's Page"
platform = "facebook"
account_id = "1001"
audience = "everybody"
service_area = "Communications"
business_need = "questions"
mode = "hide"
[profile.moderator]
name = "Nia"
email = "nia@council.example"
[profile.manager]
name = "Tom"
email = "tom@council.example"
[profile.authorised]
line_manager = "Tom"
on = 2026-01-05
head_of_communications_consulted = true
web_manager_consulted = true
"""


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def page() -> Iterator[GraphSandbox]:
    with GraphSandbox(now, PAGE, TOKEN) as stand_in:
        yield stand_in


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, page: GraphSandbox, sink: Sink) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    for name in ("calendar.toml", "policy.toml"):
        (folder / name).write_text((shipped("config") / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "messages").symlink_to(shipped("config") / "messages")
    (folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'moderator.sqlite3'}"
    (folder / "moderator.toml").write_text(
        f'[store]\nurl = "{url}"\n[model]\nfolder = "{shipped("config") / "models" / "rehearsal"}"\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {sink.port}\nstarttls = "none"\n'
        f'[connector.facebook]\nbase_url = "{page.base_url}"\ntimeout_s = 2\n'
        "[daemon]\npoll_s = 5\ndeliver_s = 1\n",
        encoding="utf-8",
    )
    upgrade(url, now=now())
    return folder


class Daemon:
    """``moderator run`` in a process of its own, heard through systemd's notification socket."""

    def __init__(self, config: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = config.parent / f"notify-{time.monotonic_ns()}"
        self._socket.bind(str(address))
        self._socket.settimeout(120)
        environment = {
            **os.environ,
            "NOTIFY_SOCKET": str(address),
            "WATCHDOG_USEC": "2000000",
            "OMP_NUM_THREADS": "1",
            variable("page.token"): TOKEN,
        }
        self.log = (config.parent / "daemon.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moderator", "run", "--config", str(config)], env=environment, stderr=self.log
        )

    def hears(self, word: str) -> bool:
        return any(word in self._socket.recv(4096).decode() for _ in range(100))

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(60)
        self._socket.close()
        self.log.close()
        return code


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def hides(page: GraphSandbox, comment: str) -> int:
    return sum(call.startswith("POST") and call.rstrip("/").endswith(comment) for call in page.calls)


def test_it_hides_feeds_the_watchdog_and_stops_cleanly_when_told_twice_while_a_call_hangs(
    page: GraphSandbox, config: Path
) -> None:
    post = page.add_post("Storm damage", now() - timedelta(hours=1))
    comment = page.add_comment(post, "A resident", COMMENT, now() - timedelta(minutes=5))

    daemon = Daemon(config)
    ready = daemon.hears("READY=1")
    hidden = until(lambda: page.comment(comment).is_hidden)
    alive = daemon.hears("WATCHDOG=1")
    page.fail_next("timeout")
    asked = len(page.calls)
    until(lambda: len(page.calls) > asked)
    daemon.process.send_signal(signal.SIGTERM)
    code = daemon.end(signal.SIGTERM)

    log = (config.parent / "daemon.log").read_text(encoding="utf-8")
    assert (ready, hidden, alive, code) == (True, True, True, 0), log[-2000:]
    assert "07700" not in log
    assert TOKEN not in log


def test_killed_in_the_middle_it_goes_on_and_hides_nothing_twice(page: GraphSandbox, config: Path) -> None:
    post = page.add_post("Storm damage", now() - timedelta(hours=1))
    comments = [
        page.add_comment(post, "A resident", f"{COMMENT} {number}", now() - timedelta(minutes=5))
        for number in range(12)
    ]

    daemon = Daemon(config)
    assert until(lambda: any(page.comment(one).is_hidden for one in comments))
    daemon.end(signal.SIGKILL)
    restarted = Daemon(config)
    # The errand that was in hand is taken up again when its lease has run out, which takes longer than this test.
    all_but_one = until(lambda: sum(page.comment(one).is_hidden for one in comments) >= len(comments) - 1)
    restarted.end(signal.SIGTERM)

    assert all_but_one
    counts = [hides(page, one) for one in comments]
    assert sum(counts) >= len(comments) - 1
    assert max(counts) == 1
