"""The ticks and what systemd hears of them."""

import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderator.clock import utc_now
from moderator.notify import Systemd
from moderator.scheduler import Loop, Pulse, Ticks


class Listener:
    """A stand-in for systemd's notification socket."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(0.05)
        self.environment = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "100000"}
        self.heard: list[str] = []

    def listen(self) -> list[str]:
        while True:
            try:
                self.heard.append(self._socket.recv(4096).decode())
            except TimeoutError:
                return self.heard

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener(tmp_path: Path) -> object:
    heard = Listener(tmp_path / "notify")
    yield heard
    heard.close()


def until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def started(ticks: Ticks) -> threading.Thread:
    thread = threading.Thread(target=ticks.run, daemon=True)
    thread.start()
    return thread


def test_systemd_hears_ready_alive_and_stopping(listener: Listener) -> None:
    rounds: list[int] = []
    loop = Loop("deliver", 0.05, lambda _: rounds.append(1))
    ticks = Ticks([loop], stuck_after_s=60, clock=utc_now, systemd=Systemd(listener.environment))

    thread = started(ticks)
    assert until(lambda: len(rounds) > 2)
    until(lambda: any("WATCHDOG=1" in one for one in listener.listen()))
    ticks.stop()
    thread.join(5)

    heard = "\n".join(listener.listen())
    assert heard.startswith("READY=1")
    assert "WATCHDOG=1" in heard
    assert heard.splitlines()[-2] == "STOPPING=1"


def test_a_hung_round_stops_the_watchdog_and_is_named_while_other_loops_go_on(
    listener: Listener, capfd: pytest.CaptureFixture[str]
) -> None:
    hung = threading.Event()
    others: list[int] = []
    loops = [Loop("poll", 0.05, lambda _: hung.wait(10)), Loop("watch", 0.05, lambda _: others.append(1))]
    ticks = Ticks(loops, stuck_after_s=0.3, clock=utc_now, systemd=Systemd(listener.environment))

    thread = started(ticks)
    stuck = until(lambda: any("stuck: poll" in one for one in listener.listen()))
    before = len(others)
    goes_on = until(lambda: len(others) > before)
    silent_from = len(listener.listen())
    time.sleep(0.3)
    after = listener.listen()[silent_from:]
    hung.set()
    ticks.stop()
    thread.join(5)

    assert stuck
    assert goes_on
    assert not any("WATCHDOG=1" in one for one in after)


def test_a_round_that_fails_does_not_end_its_loop(listener: Listener) -> None:
    rounds: list[int] = []

    def fail(_stopping: object) -> None:
        rounds.append(1)
        raise OSError("the database is away")

    ticks = Ticks([Loop("assess", 0.05, fail)], stuck_after_s=60, clock=utc_now, systemd=Systemd(listener.environment))
    thread = started(ticks)

    assert until(lambda: len(rounds) > 2)
    assert until(lambda: any("the last round failed, see the journal: assess" in one for one in listener.listen()))
    ticks.stop()
    thread.join(5)


def test_a_stop_waits_for_the_round_in_hand() -> None:
    began, finished = threading.Event(), threading.Event()

    def work(_stopping: object) -> None:
        began.set()
        time.sleep(0.3)
        finished.set()

    ticks = Ticks([Loop("deliver", 60, work)], stuck_after_s=60, clock=utc_now, systemd=Systemd({}))
    thread = started(ticks)
    began.wait(5)
    ticks.stop()
    thread.join(5)

    assert finished.is_set()
    assert not thread.is_alive()


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_clock_that_is_set_does_not_stop_the_ticks(step: timedelta) -> None:
    shift = [timedelta(0)]
    rounds: list[datetime] = []

    def clock() -> datetime:
        return datetime.now(UTC) + shift[0]

    environment = {"WATCHDOG_USEC": "100000"}
    loop = Loop("watch", 0.2, lambda _: rounds.append(clock()))
    ticks = Ticks([loop], stuck_after_s=60, clock=clock, systemd=Systemd(environment))
    planned_anew: list[float] = []
    original = ticks._plan_anew
    ticks._plan_anew = lambda drift: (planned_anew.append(drift), original(drift))  # type: ignore[method-assign,func-returns-value,assignment]
    thread = started(ticks)
    assert until(lambda: len(rounds) > 1)

    shift[0] = step
    assert until(lambda: bool(planned_anew))
    shift[0] = timedelta(0)
    count = len(rounds)
    goes_on = until(lambda: len(rounds) > count + 1)
    ticks.stop()
    thread.join(5)

    assert round(planned_anew[0] / 3600) == step / timedelta(hours=1)
    assert goes_on


def test_the_pulse_names_only_loops_without_progress() -> None:
    now = [0.0]
    pulse = Pulse(10, monotonic=lambda: now[0])
    pulse.beat("poll")
    now[0] = 8.0
    pulse.beat("watch")
    now[0] = 11.0

    assert pulse.stuck() == ("poll",)


def test_a_long_round_that_asks_whether_to_stop_is_alive_and_stops_when_told(listener: Listener) -> None:
    asked: list[bool] = []

    def long(stopping: Callable[[], bool]) -> None:
        while not stopping():
            asked.append(True)
            time.sleep(0.02)

    ticks = Ticks(
        [Loop("assess", 60, long)], stuck_after_s=0.2 - 60, clock=utc_now, systemd=Systemd(listener.environment)
    )
    thread = started(ticks)
    assert until(lambda: len(asked) > 30)
    heard = "\n".join(listener.listen())
    ticks.stop()
    thread.join(5)

    assert "WATCHDOG=1" in heard
    assert "stuck" not in heard
    assert not thread.is_alive()


def test_a_daemon_outlives_a_systemd_that_does_not_listen(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    nobody = Systemd({"NOTIFY_SOCKET": str(tmp_path / "nobody")})

    nobody.ready("running")

    assert "systemd was not told: No such file or directory" in caplog.text
