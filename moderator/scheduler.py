"""The ticks: APScheduler says only "look for due rows now"; a lost, late or doubled tick harms nothing."""

import faulthandler
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from moderator.clock import Clock
from moderator.notify import Systemd

log = structlog.get_logger("scheduler")

#: Wall clock and monotonic clock may drift apart by so much between two looks before the ticks are planned anew.
DRIFT_S = 5.0


@dataclass(frozen=True, slots=True)
class Loop:
    """One kind of work that is looked for again and again."""

    name: str
    every_s: float
    #: Is told how to ask whether a stop is wanted; asking proves progress. What it returns is not looked at.
    work: Callable[[Callable[[], bool]], object]


@dataclass(slots=True)
class Pulse:
    """When each loop last finished a round, on the monotonic clock."""

    stuck_after_s: float
    monotonic: Callable[[], float] = time.monotonic
    finished: dict[str, float] = field(default_factory=dict)

    def beat(self, name: str) -> None:
        self.finished[name] = self.monotonic()

    def stuck(self) -> tuple[str, ...]:
        """Names of the loops that have shown no progress for too long."""
        now = self.monotonic()
        return tuple(name for name, at in self.finished.items() if now - at > self.stuck_after_s)


class Ticks:
    """Runs the loops until told to stop, and tells systemd the truth about them.

    The watchdog is fed only while every loop progresses: a hung call stops the feeding, its stack is written to
    standard error, and systemd restarts the service. Jobs live in memory and are rebuilt at every start.
    """

    def __init__(
        self,
        loops: Sequence[Loop],
        *,
        stuck_after_s: float,
        clock: Clock,
        systemd: Systemd,
        round_ended: Callable[[str, bool], None] = lambda _name, _failed: None,
    ) -> None:
        """``round_ended`` is told each loop's name and whether its round failed; it must not raise."""
        self._loops = loops
        self._round_ended = round_ended
        self._clock = clock
        self._systemd = systemd
        self._stop = threading.Event()
        self._dumped = False
        #: Loops whose last round failed: what `systemctl status` shows.
        self._failing: set[str] = set()
        slowest = max((loop.every_s for loop in loops), default=0.0)
        self.pulse = Pulse(stuck_after_s + slowest)
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(max(1, len(loops)))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def stop(self) -> None:
        """Ask for a stop; safe to call from a signal handler."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def run(self) -> None:
        """Run until ``stop``; returns when the rounds in hand are finished."""
        for loop in self._loops:
            self.pulse.beat(loop.name)
            self._scheduler.add_job(
                self._round, "interval", args=[loop], id=loop.name, seconds=loop.every_s, next_run_time=self._clock()
            )
        self._scheduler.start()
        self._systemd.ready(f"{len(self._loops)} loops run")
        self._watch()
        self._systemd.stopping()
        self._scheduler.shutdown(wait=True)

    def _round(self, loop: Loop) -> None:
        if self.stopping:
            return
        try:
            loop.work(partial(self._asked, loop))
            self._failing.discard(loop.name)
        except Exception:  # the loop's edge: one failed round must not end the loop
            log.exception("round failed", loop=loop.name)
            self._failing.add(loop.name)
        self.pulse.beat(loop.name)
        self._round_ended(loop.name, loop.name in self._failing)

    def _asked(self, loop: Loop) -> bool:
        self.pulse.beat(loop.name)
        return self.stopping

    def _watch(self) -> None:
        every = min(self._systemd.watchdog_s or 10.0, 10.0) / 2
        wall, steady = self._clock(), time.monotonic()
        while not self._stop.wait(every):
            drift = (self._clock() - wall).total_seconds() - (time.monotonic() - steady)
            wall, steady = self._clock(), time.monotonic()
            if abs(drift) > DRIFT_S:
                self._plan_anew(drift)
            self._tell()

    def _plan_anew(self, drift: float) -> None:
        """After a clock step: APScheduler would otherwise wait until the old time comes round again."""
        log.warning("the clock was set; ticks are planned anew", seconds=round(drift))
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=self._clock() + timedelta(seconds=1))
        self._scheduler.wakeup()

    def _tell(self) -> None:
        stuck = self.pulse.stuck()
        if not stuck:
            self._dumped = False
            failing = ", ".join(sorted(self._failing))
            self._systemd.alive(f"the last round failed, see the journal: {failing}" if failing else "all is well")
            return
        self._systemd.status(f"stuck: {', '.join(stuck)}")
        if not self._dumped:
            self._dumped = True
            log.error("no progress; the watchdog is no longer fed", loops=list(stuck))
            faulthandler.dump_traceback(file=_real_stderr(), all_threads=True)


def _real_stderr() -> Any:
    return sys.__stderr__ or sys.stderr
