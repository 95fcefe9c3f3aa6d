"""Writes down what each stage of a measured run costs."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Ledger:
    """CPU and wall seconds by stage; what a stage calls is counted there and not here."""

    cpu: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    wall: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    #: CPU and wall seconds of what each open stage has called so far.
    _called: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0]])

    @contextmanager
    def counts(self, stage: str) -> Iterator[None]:
        cpu, wall = time.process_time(), time.perf_counter()
        self._called.append([0.0, 0.0])
        try:
            yield
        finally:
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            called = self._called.pop()
            self.cpu[stage] += cpu - called[0]
            self.wall[stage] += wall - called[1]
            self._called[-1][0] += cpu
            self._called[-1][1] += wall

    def counted(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*args: Any, **kwargs: Any) -> Any:
            with self.counts(stage):
                return function(*args, **kwargs)

        return counting
