"""Writes down that the daemon's loops go round, so that another process can tell whether it works."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from moderator.clock import Clock
from moderator.store.rounds import Round
from moderator.store.store import Store

log = logging.getLogger(__name__)

#: A loop that goes well is written down no more often.
EVERY = timedelta(minutes=1)


@dataclass
class Heartbeat:
    """One daemon's rounds, kept in its database."""

    store: Store
    clock: Clock
    _kept: dict[str, tuple[datetime, bool]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def round_ended(self, name: str, is_failing: bool) -> None:
        """A loop finished a round. What cannot be written is logged: the round itself went as it went."""
        now = self.clock()
        with self._lock:
            at, failed = self._kept.get(name, (None, None))
            if at is not None and failed == is_failing and timedelta(0) <= now - at < EVERY:
                return
            self._kept[name] = (now, is_failing)
        try:
            with self.store.transaction() as tx:
                tx.rounds.finished(Round(name, now, is_failing))
        except Exception as error:  # noqa: BLE001 - the loop's edge: a full disk must not stop the loop that says so
            log.error("the round of %s could not be written down: %s", name, type(error).__name__)
