"""Rereading: edits, deletions and drift are noticed even where no poll shows them."""

from datetime import timedelta

import pytest
from scripted import Scripted, raising
from small_council import ACCOUNT, SmallCouncil, a_notice

from connectors.contract import Standing, TryLater
from moderator.store.store import Store
from moderator.tasks.poll import poll
from moderator.tasks.reconcile import LOOK_BACK, reconcile


@pytest.fixture
def council(store: Store) -> SmallCouncil:
    return SmallCouncil(store)


def test_an_edit_no_poll_showed_is_a_new_revision(council: SmallCouncil) -> None:
    ref = council.says("Hello")
    council.poll()
    council.clock.forward(minutes=1)
    council.platform.edit_comment(ref.native_id, "Good bye")

    assert council.reconcile() == 1

    assert (council.about(ref).comment.text, council.about(ref).comment.revision) == ("Good bye", 2)


def test_words_alone_are_enough_to_notice_an_edit(council: SmallCouncil) -> None:
    ref = council.says("Hello")
    council.poll()
    council.clock.forward(minutes=1)
    council.connector.reread = lambda ids: {one: Standing("visible", "Good bye") for one in ids}  # type: ignore[method-assign]

    council.reconcile()

    comment = council.about(ref).comment
    assert (comment.text, comment.seen.edited_at, comment.seen.author.name) == (
        "Good bye",
        council.clock(),
        "Sian Price",
    )


def test_a_deletion_no_poll_showed_withdraws_promises(council: SmallCouncil) -> None:
    ref = council.says("SPAM")
    council.work()
    council.clock.forward(minutes=1)
    council.platform.delete_comment(ref.native_id)

    council.reconcile()

    assert (council.about(ref).standing, council.about(ref).case.state) == ("gone", "withdrawn")


def test_drift_is_put_to_a_person_and_nothing_is_hidden_again(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.work()
    council.clock.forward(minutes=1)
    council.platform.comment(ref.native_id)
    council.platform.set_hidden(ref.native_id, False)

    council.reconcile()
    council.work()

    assert council.times("hide", ref) == 1
    assert council.errand(ref, "task").state == "task"


def test_what_we_did_after_asking_is_not_taken_for_drift(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.poll()
    council.assess()
    council.clock.forward(minutes=1)
    real = council.connector.reread

    def slow(ids):
        answer = real(ids)
        council.clock.forward(seconds=5)
        council.deliver()
        return answer

    council.connector.reread = slow  # type: ignore[method-assign]
    council.reconcile()

    assert council.about(ref).standing == "hidden"
    assert [one.effect.kind for one in council.about(ref).errands] == ["hide", "message"]


def test_somebody_elses_hiding_is_recorded(council: SmallCouncil) -> None:
    ref = council.says("Hello")
    council.poll()
    council.clock.forward(minutes=1)
    council.platform.set_hidden(ref.native_id, True)

    council.reconcile()

    assert (council.about(ref).standing, council.about(ref).hidden_by) == ("hidden", "platform")


def test_old_comments_are_read_again_only_while_we_hide_them(council: SmallCouncil) -> None:
    council.says("Hello")
    ref = council.says("ABUSE")
    council.work()
    council.clock.forward(seconds=(LOOK_BACK + timedelta(hours=1)).total_seconds())
    asked: list[str] = []
    council.connector.reread = lambda ids: asked.extend(ids) or {}  # type: ignore[method-assign]

    council.reconcile()

    assert asked == [ref.native_id]


def test_a_busy_platform_pauses_the_account(council: SmallCouncil) -> None:
    council.says("Hello")
    council.poll()
    council.platform.fail_next(TryLater("busy"))

    assert council.reconcile() == 0

    assert council.poll().paused_until is not None


def test_a_connector_that_crashes_pauses_its_account_and_quotes_nobody(council: SmallCouncil) -> None:
    council.says("Hello")
    council.poll()
    broken = Scripted(council, reread=raising(KeyError("somebody's words")), fetch=raising(KeyError("words")))

    changed = reconcile(council.store, broken, council.profile, council.clock, notice=a_notice)
    polled = poll(council.store, broken, council.profile, council.clock, notice=a_notice)

    with council.store.reading() as tx:
        outage = tx.outages.current(ACCOUNT, "poll")
    assert (changed, polled.arrivals.new) == (0, 0)
    assert outage is not None
    assert outage.reason == "the connector itself failed (KeyError): tell whoever maintains this program"


def test_a_stop_ends_a_poll_after_the_page_in_hand(council: SmallCouncil) -> None:
    for _ in range(60):
        council.says("Hello")

    first = poll(
        council.store, council.connector, council.profile, council.clock, notice=a_notice, stopping=lambda: True
    )

    assert (first.pages, first.has_more) == (1, True)
    assert council.poll().arrivals.new == 60 - first.arrivals.new
