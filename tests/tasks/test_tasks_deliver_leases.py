"""Leases: a worker that froze does not act, and one that came back late cannot overwrite what another did."""

from datetime import timedelta

import pytest
from scripted import Scripted, delivering
from small_council import ACCOUNT, SmallCouncil

from connectors.contract import Refused, TryLater
from connectors.memory import MemoryConnector
from moderator.domain.comment import CommentRef
from moderator.tasks.deliver import LEASE


def test_a_frozen_worker_does_not_act_when_its_lease_is_over(council: SmallCouncil, hide: CommentRef) -> None:
    """Frozen between claim and act (SIGSTOP, a paused machine): both clocks are asked before the write."""
    council.platform.fail_next(TryLater("so that the next attempt reads first"))
    council.deliver()
    council.clock.forward(minutes=1)

    def freezes(native_id: str):
        council.clock.forward(seconds=LEASE.total_seconds())
        council.deliver()
        return MemoryConnector.standing(slow, native_id)

    slow = Scripted(council, standing=freezes)
    council.with_deliverer(connectors={ACCOUNT: slow}).deliver_due(1)

    assert council.times("hide", hide) == 1
    assert council.errand(hide, "hide").state == "done"


@pytest.mark.parametrize(("wall", "steady"), [(LEASE, 0.0), (timedelta(0), LEASE.total_seconds())])
def test_either_clock_alone_stops_a_worker_whose_lease_may_be_over(
    council: SmallCouncil, hide: CommentRef, wall: timedelta, steady: float
) -> None:
    council.platform.fail_next(TryLater("so that the next attempt reads first"))
    council.deliver()
    council.clock.forward(minutes=1)

    def freezes(native_id: str):
        council.clock.now += wall
        council.clock.seconds += steady
        return MemoryConnector.standing(slow, native_id)

    slow = Scripted(council, standing=freezes)
    council.with_deliverer(connectors={ACCOUNT: slow}).deliver_due(1)

    assert council.platform.calls == []
    assert council.errand(hide, "hide").state == "ready"


def test_a_stale_worker_cannot_overwrite_the_outcome(council: SmallCouncil, hide: CommentRef) -> None:
    """Frozen after the write: somebody else finished meanwhile, and the late answer is dropped."""

    def freezes(native_id: str) -> None:
        council.clock.forward(seconds=LEASE.total_seconds())
        council.deliver(1)
        raise Refused("a late answer")

    delivering(council, hide=freezes).deliver_due(1)

    errand = council.errand(hide, "hide")
    assert (errand.state, errand.fence) == ("done", 2)
