"""What delivery gives up, sets aside, or puts to a person; and workers that freeze or crash."""

import logging
from datetime import timedelta

import pytest
from scripted import crash, delivering, raising
from small_council import ACCOUNT, MODERATOR, MONDAY, SmallCouncil
from sqlalchemy import update

from connectors.contract import (
    AccessLost,
    OutcomeUnknown,
    Refused,
    TryLater,
)
from moderator.domain.comment import CommentRef
from moderator.domain.delivery import MailLater, MailRefused
from moderator.domain.effects import Hide, SendMail
from moderator.store.tables import outbox
from moderator.tasks.deliver import LEASE


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


def test_an_errand_that_an_account_without_access_holds_up_is_given_up_as_well(
    council: SmallCouncil, hide: CommentRef
) -> None:
    council.clock.forward(days=5)
    council.platform.fail_next(AccessLost("renew the token"))

    council.deliver()

    errand = council.errand(hide, "hide")
    assert (errand.state, errand.outcome) == ("aside", "given up after 1 attempts: renew the token")


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


def test_what_is_said_about_the_new_words_outlives_the_hide_of_the_old_ones(
    council: SmallCouncil, hide: CommentRef
) -> None:
    council.platform.edit_comment(hide.native_id, "ABUSE again")
    council.poll()
    council.assess()

    council.work()

    states = {errand.key.removeprefix("message:"): errand.state for errand in council.about(hide).errands}
    assert states[f"{hide}:1:explanation-abuse"] == "discarded"
    assert states[f"{hide}:2:explanation-abuse"] == "done"
    assert council.times("hide", hide) == 1


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


def test_an_errand_that_a_dead_worker_left_unreadable_stops_nobody(council: SmallCouncil, hide: CommentRef) -> None:
    other = council.says("ABUSE too")
    council.poll()
    council.assess()
    left = {"payload": "{", "state": "leased", "lease_until": council.clock() - timedelta(seconds=1)}
    with council.store._engine.begin() as connection:
        connection.execute(update(outbox).where(outbox.c.key == f"hide:{hide}:1").values(**left))

    for _ in range(4):
        council.deliver(at_most=1)
        council.clock.forward(seconds=20)

    assert council.about(other).standing == "hidden"
