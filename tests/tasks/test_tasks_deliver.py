"""Delivering: under lease and fence, read before a second try, proven by reading back, never silently dropped."""

import logging
from datetime import timedelta

import pytest
from small_council import ACCOUNT, MODERATOR, MONDAY, SmallCouncil

from connectors.contract import (
    AccessLost,
    AlreadyMessaged,
    Capabilities,
    OutcomeUnknown,
    Refused,
    TryLater,
    Unsupported,
)
from connectors.memory import MemoryConnector
from moderator.domain.comment import CommentRef
from moderator.domain.delivery import MailLater, MailRefused
from moderator.domain.effects import Hide, SendMail
from moderator.store.store import Store
from moderator.tasks.deliver import LEASE


@pytest.fixture
def council(store: Store) -> SmallCouncil:
    return SmallCouncil(store)


@pytest.fixture
def hide(council: SmallCouncil) -> CommentRef:
    """A comment whose hide waits in the outbox."""
    ref = council.says("ABUSE")
    council.poll()
    council.assess()
    return ref


class Scripted(MemoryConnector):
    """The memory connector, with single calls replaced by what a test says."""

    def __init__(self, council: SmallCouncil, **calls) -> None:
        super().__init__(council.platform)
        self.__dict__.update(calls)


def delivering(council: SmallCouncil, **calls):
    return council.with_deliverer(connectors={ACCOUNT: Scripted(council, **calls)})


def raising(error: Exception):
    def call(*_args):
        raise error

    return call


def crash(*_args):
    raise RuntimeError("the worker dies here")


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


class Blind(Scripted):
    """A platform that can hide and message, and show nothing of either."""

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(can_hide=True, can_message_privately=True, shows_hidden=False)

    def find_message(self, native_id: str, text: str) -> str | None:
        raise Unsupported("no such call")


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


def test_what_the_platform_refuses_becomes_a_task(council: SmallCouncil, hide: CommentRef) -> None:
    delivering(council, hide=raising(Refused("not ours to hide"))).deliver_due(5)

    errand = council.errand(hide, "hide")
    assert (errand.state, errand.outcome) == ("task", "not ours to hide")
    assert council.deliver() == 0


def test_a_report_without_a_call_becomes_a_task(council: SmallCouncil) -> None:
    ref = council.says("THREAT")

    council.work()

    assert council.errand(ref, "report").state == "task"


def test_a_report_whose_answer_was_lost_is_not_repeated(council: SmallCouncil) -> None:
    ref = council.says("THREAT")
    council.poll()
    council.assess()

    deliverer = delivering(council, report=raising(OutcomeUnknown("no answer")))
    deliverer.deliver_due(5)
    deliverer.deliver_due(5)

    assert council.errand(ref, "report").state == "unknown"


def test_a_comment_that_is_gone_needs_nothing_more(council: SmallCouncil, hide: CommentRef) -> None:
    council.platform.delete_comment(hide.native_id)

    council.work()

    dossier = council.about(hide)
    assert dossier.standing == "gone"
    assert {errand.outcome for errand in dossier.errands} == {"gone"}
    assert not [promise for promise in dossier.obligations if promise.is_open]


def test_a_lost_access_pauses_the_account_keeps_the_errand_and_is_told_once(
    council: SmallCouncil, hide: CommentRef
) -> None:
    for _ in range(3):
        council.platform.fail_next(AccessLost("renew the token"))
        council.deliver()
        assert council.errand(hide, "hide").state == "ready"
        council.clock.forward(hours=1)

    council.work()

    assert council.errand(hide, "hide").state == "done"
    assert [mail.text for mail in council.mails] == ["renew the token"]


def test_a_platform_that_says_yes_and_does_nothing_goes_to_a_person(council: SmallCouncil, hide: CommentRef) -> None:
    deliverer = delivering(council, hide=lambda native_id: None)
    for _ in range(5):
        deliverer.deliver_due(5)
        council.clock.forward(hours=1)

    assert council.errand(hide, "hide").state == "task"
    assert not council.platform.comment(hide.native_id).is_hidden


def test_three_crashes_set_an_errand_aside(
    council: SmallCouncil, hide: CommentRef, caplog: pytest.LogCaptureFixture
) -> None:
    deliverer = delivering(council, hide=crash)
    with caplog.at_level(logging.ERROR):
        for _ in range(5):
            deliverer.deliver_due(5)
            council.clock.forward(seconds=LEASE.total_seconds())

    errand = council.errand(hide, "hide")
    assert (errand.state, errand.crashes) == ("aside", 3)
    assert len([record for record in caplog.records if "crashed" in record.message]) == 3
    with council.store.reading() as tx:
        assert errand.id in [one.id for one in tx.views.errands_for_a_person([ACCOUNT])]


def test_one_poisonous_errand_does_not_stop_the_others(council: SmallCouncil, hide: CommentRef) -> None:
    other = council.says("ABUSE too")
    council.poll()
    council.assess()
    real = council.connector.hide

    delivering(council, hide=lambda native_id: crash() if native_id == hide.native_id else real(native_id)).deliver_due(
        9
    )

    assert council.about(other).standing == "hidden"


def test_an_errand_is_given_up_after_five_days(council: SmallCouncil, hide: CommentRef) -> None:
    council.clock.forward(days=5)
    council.platform.fail_next(TryLater("still down"))

    council.deliver()

    errand = council.errand(hide, "hide")
    assert (errand.state, errand.outcome) == ("aside", "given up after 1 attempts: still down")


def test_a_hide_that_takes_too_long_is_put_to_a_person_once_and_goes_on(
    council: SmallCouncil, hide: CommentRef
) -> None:
    for _ in range(4):
        council.platform.fail_next(TryLater("down"))
        council.deliver()
        council.clock.forward(minutes=10)
    assert council.errand(hide, "task").state == "task"
    assert len([one for one in council.about(hide).errands if one.effect.kind == "task"]) == 1

    council.work()

    assert council.errand(hide, "hide").state == "done"
    assert council.errand(hide, "task").state == "discarded"


def test_nothing_is_hidden_without_captured_evidence(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.poll()
    with council.store.transaction() as tx:
        tx.outbox.intend(Hide(ref, 1), council.clock())

    council.deliver()

    assert council.platform.calls == []
    assert council.errand(ref, "hide").state == "aside"


def test_words_that_changed_since_are_not_hidden_for_what_they_were(council: SmallCouncil, hide: CommentRef) -> None:
    council.platform.edit_comment(hide.native_id, "Sorry.")
    council.poll()

    council.deliver()

    assert council.platform.calls == []
    assert {errand.state for errand in council.about(hide).errands} == {"discarded"}


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


def test_a_mail_goes_out_and_a_busy_server_is_tried_again(council: SmallCouncil) -> None:
    mail = SendMail("digest:1", MODERATOR.email, "Digest", "text", "<p>text</p>")
    with council.store.transaction() as tx:
        tx.outbox.intend(mail, council.clock())
    council.with_deliverer(send_mail=raising(MailLater("greylisted", timedelta(minutes=5)))).deliver_due(5)
    assert council.deliver() == 0
    council.clock.forward(minutes=5)

    council.deliver()

    assert council.mails == [mail]


def test_a_refused_mail_is_shown_to_a_person(council: SmallCouncil) -> None:
    with council.store.transaction() as tx:
        tx.outbox.intend(SendMail("digest:1", "nobody", "Digest", "text", ""), council.clock())

    council.with_deliverer(send_mail=raising(MailRefused("no such mailbox"))).deliver_due(5)

    with council.store.reading() as tx:
        [errand] = tx.views.errands_for_a_person([])
    assert (errand.state, errand.outcome, errand.created_at) == ("task", "no such mailbox", MONDAY)


def test_an_account_that_is_not_run_waits(council: SmallCouncil, hide: CommentRef) -> None:
    assert council.with_deliverer(connectors={}).deliver_due(5) == 0
    assert council.errand(hide, "hide").attempts == 0


def test_an_errand_that_cannot_be_read_is_set_aside_and_stops_nobody(council: SmallCouncil, hide: CommentRef) -> None:
    from sqlalchemy import update

    from moderator.store.tables import outbox

    other = council.says("ABUSE too")
    council.poll()
    council.assess()
    with council.store._engine.begin() as connection:
        connection.execute(update(outbox).where(outbox.c.key == f"hide:{hide}:1").values(payload="{"))

    for _ in range(4):
        council.deliver()
        council.clock.forward(minutes=2)

    with council.store._engine.begin() as connection:
        rows = dict(connection.execute(outbox.select().with_only_columns(outbox.c.key, outbox.c.state)).all())
    assert rows[f"hide:{hide}:1"] == "aside"
    assert rows[f"hide:{other}:1"] == "done"
