"""Starting other people's server programs on loopback for tests, and stopping exactly those.

A test asks for what it needs with :func:`required`; where it is not installed the test is passed over with a word why,
unless REQUIRE_REAL names it ("1" = all of them, or names with commas): then that is a failure, so that "all green"
never means "nothing ran".
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

import pytest

#: A server that is not ready after so long will not be.
READY_S = 120.0


def required(server: str, programs: Mapping[str, str]) -> None:
    """Pass the test over, or fail it, unless every program or folder is there: its path or name -> how to get it."""
    missing = [f"{what} ({cure})" for what, cure in programs.items() if not (shutil.which(what) or Path(what).exists())]
    if missing:
        absent(server, f"missing: {', '.join(missing)}")


def absent(server: str, why: str) -> None:
    """Passes the test over with the reason, or fails it where REQUIRE_REAL asks for this server."""
    wanted = os.environ.get("REQUIRE_REAL", "")
    if wanted == "1" or server in wanted.split(","):
        pytest.fail(f"REQUIRE_REAL asks for {server}; {why}")
    pytest.skip(f"{server} is not tried here; {why}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_nobody(command: Sequence[str]) -> list[str]:
    """The command under an ordinary user, where the tests run as root: some servers refuse root."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--", *command]


class ServerProcess:
    """One program in a process group of its own, its output kept in a log beside its state."""

    def __init__(self, command: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None) -> None:
        self._command = list(command)
        self._log = log
        self._env = dict(env) if env is not None else None
        self._process: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] | None = None

    def start(self, is_ready: Callable[[], bool], *, within_s: float = READY_S) -> None:
        """Returns once ``is_ready`` says so; raises RuntimeError with the end of the log otherwise."""
        self._output = self._log.open("wb")
        self._process = subprocess.Popen(
            self._command,
            env=self._env,
            cwd=self._log.parent,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        ends = time.monotonic() + within_s
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                break
            if is_ready():
                return
            time.sleep(0.1)
        said = self._log.read_bytes()[-2000:].decode("utf-8", "replace")
        self.stop()
        raise RuntimeError(f"{self._command[0]} did not become ready within {within_s:.0f} seconds: {said}")

    def stop(self) -> None:
        """Ends the whole group that was started here: asks, waits, insists."""
        if self._process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, sign)
                self._process.wait(10)
                break
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self._process.wait()
        self._process = None
        if self._output:
            self._output.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()


def answers(port: int) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
