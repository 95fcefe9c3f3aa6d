"""The demonstration's clock: it stands still until it is moved, and every thread reads the same moment."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

#: While the council works the daemon looks every half hour of simulated time, in free hours every hour, at night less
#: often: a pass costs the same whether much has happened or nothing.
_AT_WORK = timedelta(minutes=30)
_FREE = timedelta(hours=1)
_BY_NIGHT = timedelta(hours=3)
_SATURDAY = 5
_DAY_BEGINS, _WORK_BEGINS, _WORK_ENDS, _DAY_ENDS = 7, 8, 18, 22


class SimulatedClock:
    """Tells the same moment to everybody until it is moved on; it never goes back."""

    def __init__(self, begins: datetime) -> None:
        self._now = begins.astimezone(UTC)
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._now

    def move_to(self, moment: datetime) -> None:
        """Raises ValueError when the moment lies before the present one."""
        with self._lock:
            if moment < self._now:
                raise ValueError("the simulated clock was asked to go back")
            self._now = moment.astimezone(UTC)


def steps(begins: datetime, ends: datetime, *, stretch: int = 1) -> Iterator[datetime]:
    """The moments at which the daemon runs a pass, from ``begins`` to ``ends``, both included.

    ``stretch`` makes the time between two moments so many times longer.
    """
    moment = begins
    while moment < ends:
        yield moment
        moment += _length(moment) * stretch
    yield ends


def _length(moment: datetime) -> timedelta:
    if not _DAY_BEGINS <= moment.hour < _DAY_ENDS:
        return _BY_NIGHT
    works = moment.weekday() < _SATURDAY and _WORK_BEGINS <= moment.hour < _WORK_ENDS
    return _AT_WORK if works else _FREE
