"""Where nobody can answer a hidden comment, the answer goes first; and the hide waits a minute at most."""

from dataclasses import replace
from datetime import timedelta

import pytest
from scripted import Scripted, crash, raising
from small_council import ACCOUNT, SmallCouncil

from connectors.contract import AccessLost, Capabilities, Refused, TryLater
from moderator.domain.comment import CommentRef
from moderator.domain.effects import Reply
from moderator.tasks.deliver import ANSWER_FIRST, CALL_DEADLINE


class Deaf(Scripted):
    """A platform that takes no answer beneath what is hidden."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, answer_before_hiding=True)

    def message(self, native_id: str, text: str) -> str:
        if self.platform.comment(native_id).is_hidden:
            raise Refused("the comment is hidden: nobody can answer it")
        return super().message(native_id, text)


def deaf(council: SmallCouncil, **calls) -> SmallCouncil:
    council.deliverer = council.with_deliverer(connectors={ACCOUNT: Deaf(council, **calls)})
    return council


def times(council: SmallCouncil, hide: CommentRef) -> list[str]:
    return [kind for kind, native_id in council.platform.calls if native_id == hide.native_id]


def test_the_explanation_goes_before_the_hide_in_one_pass(council: SmallCouncil, hide: CommentRef) -> None:
    deaf(council)

    council.deliver(1)

    assert times(council, hide) == ["message", "hide"]
    assert [errand.state for errand in council.about(hide).errands] == ["done", "done"]


def test_a_public_answer_of_the_same_decision_goes_before_the_hide_too(council: SmallCouncil, hide: CommentRef) -> None:
    deaf(council)
    with council.store.transaction() as tx:
        tx.outbox.intend(Reply(hide, 1, "answer", "Diolch."), council.clock())

    council.deliver(1)

    assert times(council, hide) == ["message", "reply", "hide"]


def test_an_answer_that_waits_for_a_person_holds_up_nothing(council: SmallCouncil, hide: CommentRef) -> None:
    deaf(council, message=raising(AssertionError("it was sent")))
    with council.store.transaction() as tx:
        tx.outbox.discard(council.errand(hide, "message").id, council.clock(), "for the test")
        tx.outbox.intend(Reply(hide, 1, "answer", "Diolch.", waits_because="nobody has read it"), council.clock())

    council.deliver(1)

    assert times(council, hide) == ["hide"]
    assert council.errand(hide, "reply").state == "task"


def test_a_platform_that_is_busy_for_a_moment_still_gets_the_answer_first(
    council: SmallCouncil, hide: CommentRef
) -> None:
    deaf(council)
    council.platform.fail_next(TryLater("busy"))

    council.deliver()
    before = times(council, hide)
    council.clock.forward(seconds=15)
    council.work()

    assert before == []
    assert times(council, hide) == ["message", "hide"]


@pytest.mark.parametrize("failing", [raising(TryLater("busy")), crash])
def test_a_hide_waits_for_an_answer_no_longer_than_two_minutes(
    council: SmallCouncil, hide: CommentRef, failing
) -> None:
    deaf(council, message=failing)
    began = council.clock()

    while not council.platform.comment(hide.native_id).is_hidden:
        assert council.clock() - began <= timedelta(minutes=2)
        council.deliver()
        council.clock.forward(seconds=5)

    assert times(council, hide) == ["hide"]
    assert timedelta(minutes=2) >= ANSWER_FIRST + CALL_DEADLINE


@pytest.mark.parametrize("error", [AccessLost("no permission to message"), TryLater("limit", timedelta(hours=1))])
def test_an_answer_that_has_the_account_paused_does_not_keep_the_comment_in_public(
    council: SmallCouncil, hide: CommentRef, error: Exception
) -> None:
    deaf(council, message=raising(error))

    council.deliver(1)

    assert times(council, hide) == ["hide"]


def test_a_hide_that_nobody_wants_any_more_sends_nothing(council: SmallCouncil, hide: CommentRef) -> None:
    deaf(council)
    council.platform.edit_comment(hide.native_id, "Sorry, I was cross.")
    council.poll()

    council.work()

    assert times(council, hide) == []
    assert [errand.state for errand in council.about(hide).errands] == ["discarded", "discarded"]


def test_elsewhere_the_hide_still_goes_first(council: SmallCouncil, hide: CommentRef) -> None:
    council.work()

    assert times(council, hide) == ["hide", "message"]
