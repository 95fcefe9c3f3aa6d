"""Delivering: proven by reading back, tried again later, and never repeated when it may have happened."""

from datetime import timedelta

import pytest
from scripted import Blind, crash, delivering, raising
from small_council import ACCOUNT, SmallCouncil

from connectors.contract import (
    AlreadyMessaged,
    OutcomeUnknown,
    TryLater,
)
from moderator.domain.comment import CommentRef
from moderator.tasks.deliver import LEASE


def test_a_hide_is_performed_proven_and_recorded(council: SmallCouncil, hide: CommentRef) -> None:
    council.work()

    assert council.platform.comment(hide.native_id).is_hidden
    dossier = council.about(hide)
    assert (dossier.standing, dossier.hidden_by) == ("hidden", "council")
    assert [errand.state for errand in dossier.errands] == ["done", "done"]
    assert council.platform.calls == [("hide", hide.native_id), ("message", hide.native_id)]


def test_the_explanation_waits_until_the_comment_is_hidden(council: SmallCouncil, hide: CommentRef) -> None:
    council.platform.fail_next(TryLater("busy"))

    council.deliver()

    assert council.errand(hide, "message").state == "ready"
    assert council.platform.private_messages == []


def test_a_delivered_explanation_meets_the_acknowledgement(council: SmallCouncil) -> None:
    ref = council.says("ABUSE?")

    council.work()

    assert {promise.kind: promise.met_by for promise in council.about(ref).obligations} == {
        "acknowledge": "explanation",
        "review": "",
    }


def test_a_busy_platform_is_tried_again_later_and_longer(council: SmallCouncil, hide: CommentRef) -> None:
    waits = []
    for _ in range(3):
        council.platform.fail_next(TryLater("busy"))
        council.deliver()
        waits.append(council.errand(hide, "hide").not_before - council.clock())
        council.clock.forward(seconds=waits[-1].total_seconds())

    council.work()

    assert waits == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert council.errand(hide, "hide").state == "done"


def test_retry_after_is_honoured_for_the_whole_account(council: SmallCouncil, hide: CommentRef) -> None:
    other = council.says("ABUSE again")
    council.poll()
    council.assess()
    council.platform.fail_next(TryLater("limit", retry_after=timedelta(minutes=20)))
    council.deliver(1)

    council.clock.forward(minutes=14)
    assert council.deliver() == 0
    council.clock.forward(minutes=7)
    council.work()

    assert council.about(hide).standing == council.about(other).standing == "hidden"


def test_a_lost_answer_is_read_back_and_not_repeated(council: SmallCouncil, hide: CommentRef) -> None:
    council.platform.fail_next("lost_answer")
    council.deliver()
    council.clock.forward(hours=1)

    council.work()

    assert council.times("hide", hide) == 1
    assert council.errand(hide, "hide").outcome == "was hidden already"


def test_a_lost_answer_to_a_message_is_searched_for_and_not_repeated(council: SmallCouncil, hide: CommentRef) -> None:
    council.deliver()
    council.platform.fail_next("lost_answer")
    council.deliver()
    council.clock.forward(hours=1)

    council.work()

    assert len(council.platform.private_messages) == 1
    message = council.errand(hide, "message")
    assert (message.state, message.native_id) == ("done", "message-1")


def test_a_message_nobody_can_find_goes_to_a_person(council: SmallCouncil, hide: CommentRef) -> None:
    council.deliver()

    blind = Blind(council, message=raising(OutcomeUnknown("no answer")))
    council.with_deliverer(connectors={ACCOUNT: blind}).deliver_due(5)

    assert council.errand(hide, "message").state == "unknown"
    council.clock.forward(hours=2)
    assert council.deliver() == 0


def test_a_crash_around_a_message_nobody_can_find_goes_to_a_person(council: SmallCouncil, hide: CommentRef) -> None:
    council.deliver()
    council.with_deliverer(connectors={ACCOUNT: Blind(council, message=crash)}).deliver_due(5)
    council.clock.forward(seconds=LEASE.total_seconds())

    council.with_deliverer(connectors={ACCOUNT: Blind(council)}).deliver_due(5)

    assert council.errand(hide, "message").state == "unknown"
    assert council.platform.private_messages == []


def test_a_clean_refusal_to_take_a_message_now_may_be_repeated_blindly(council: SmallCouncil, hide: CommentRef) -> None:
    council.deliver()
    council.with_deliverer(connectors={ACCOUNT: Blind(council, message=raising(TryLater("busy")))}).deliver_due(5)
    council.clock.forward(hours=1)

    council.with_deliverer(connectors={ACCOUNT: Blind(council)}).deliver_due(5)

    assert council.errand(hide, "message").state == "done"


def test_where_hiding_does_not_show_the_platforms_word_is_taken(council: SmallCouncil, hide: CommentRef) -> None:
    council.with_deliverer(connectors={ACCOUNT: Blind(council)}).deliver_due(5)

    assert council.errand(hide, "hide").outcome == "the platform said so"
    assert council.about(hide).standing == "hidden"


@pytest.mark.parametrize(("was_lost", "state"), [(True, "done"), (False, "task")])
def test_a_message_that_was_sent_before_is_ours_only_after_a_lost_answer(
    council: SmallCouncil, hide: CommentRef, was_lost: bool, state: str
) -> None:
    council.deliver()
    if was_lost:
        delivering(council, message=raising(OutcomeUnknown("no answer"))).deliver_due(5)
        council.clock.forward(hours=1)

    delivering(council, message=raising(AlreadyMessaged("once only"))).deliver_due(5)

    assert council.errand(hide, "message").state == state
