"""Several hides at once, and something goes wrong: each is tried again by itself, nothing is repeated."""

from collections.abc import Sequence
from datetime import timedelta

from scripted import Counting, counted, crash, hide_states, ids_of, raising
from small_council import ACCOUNT, SmallCouncil
from sqlalchemy import update

from connectors.contract import (
    AccessLost,
    ConnectorError,
    OutcomeUnknown,
    Standing,
    TryLater,
)
from moderator.domain.comment import CommentRef
from moderator.store.tables import outbox
from moderator.tasks.deliver import LANE, LEASE
from moderator.tasks.outages import FIRST_PAUSE


def test_a_part_that_failed_is_tried_again_alone(council: SmallCouncil, rude: list[CommentRef]) -> None:
    connector = counted(council)
    connector.failing = {rude[1].native_id: TryLater("each is tried alone"), rude[2].native_id: TryLater("alone")}
    council.deliver()
    assert hide_states(council, rude) == ["done", "ready", "ready"]
    connector.failing = {}
    council.clock.forward(hours=1)

    council.work()

    assert connector.companies == [ids_of(rude), [rude[1].native_id], [rude[2].native_id]]
    assert hide_states(council, rude) == ["done"] * 3
    assert council.times("hide", rude[0]) == 1


def test_a_call_that_failed_as_a_whole_is_one_failure_of_the_account(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    council.platform.fail_next(TryLater("limit", retry_after=timedelta(seconds=5)))

    council.deliver()

    with council.store.reading() as tx:
        outage = tx.outages.current(ACCOUNT, LANE)
    assert outage is not None
    assert (outage.failures, outage.paused_until - council.clock()) == (1, FIRST_PAUSE)
    assert hide_states(council, rude) == ["ready"] * 3
    assert [council.errand(ref, "hide").not_before for ref in rude] == [outage.paused_until] * 3


def test_an_access_lost_for_all_is_told_once(council: SmallCouncil, rude: list[CommentRef]) -> None:
    council.platform.fail_next(AccessLost("the token is dead"))

    council.deliver()
    council.deliver()

    assert len(council.mails) == 1
    assert hide_states(council, rude) == ["ready"] * 3


def test_an_account_that_hid_one_is_left_alone_for_the_sake_of_another_all_the_same(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    connector = counted(council)
    connector.failing = {rude[0].native_id: TryLater("limit", retry_after=timedelta(minutes=20))}

    council.deliver()

    with council.store.reading() as tx:
        assert tx.outages.current(ACCOUNT, LANE) is not None
    assert hide_states(council, rude) == ["ready", "done", "done"]


def test_a_lost_answer_is_read_back_for_each_and_nothing_is_repeated(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    council.platform.fail_next("lost_answer")
    council.deliver()
    assert [council.errand(ref, "hide").is_ambiguous for ref in rude] == [True] * 3
    council.clock.forward(hours=1)

    council.work()

    assert [council.times("hide", ref) for ref in rude] == [1, 1, 1]
    assert [council.errand(ref, "hide").outcome for ref in rude] == ["was hidden already"] * 3


def test_what_the_platform_took_and_does_not_show_is_tried_again(council: SmallCouncil, rude: list[CommentRef]) -> None:
    def rereading(native_ids: Sequence[str]) -> dict[str, Standing]:
        return {one: Standing("visible" if one == rude[1].native_id else "hidden", "words") for one in native_ids}

    counted(council, reread=rereading)

    council.deliver()

    assert hide_states(council, rude) == ["done", "ready", "done"]
    assert council.errand(rude[1], "hide").outcome == "accepted, and not hidden yet"


def test_where_reading_back_fails_all_are_read_before_they_are_tried_again(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    connector = counted(council, reread=raising(TryLater("busy")))
    council.deliver()
    council.clock.forward(hours=1)

    council.work()

    assert connector.companies == [ids_of(rude)]
    assert [council.errand(ref, "hide").outcome for ref in rude] == ["was hidden already"] * 3


def test_a_crash_in_the_call_lets_every_lease_run_out_and_each_is_then_read_first(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    counted(council, hide_many=crash)
    council.deliver()
    assert hide_states(council, rude) == ["leased"] * 3
    council.platform.set_hidden(rude[0].native_id, True)
    connector = counted(council)
    council.clock.forward(seconds=LEASE.total_seconds())

    council.work()

    assert connector.companies == [[rude[1].native_id], [rude[2].native_id]]
    assert hide_states(council, rude) == ["done"] * 3
    assert council.errand(rude[0], "hide").outcome == "was hidden already"


def test_an_outcome_that_comes_after_somebody_else_took_over_is_dropped_for_that_one_alone(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    class Slow(Counting):
        def hide_many(self, native_ids: Sequence[str], *, is_hidden: bool) -> dict[str, ConnectorError | None]:
            with council.store.transaction() as tx:
                taken_over = council.errand(rude[1], "hide").id
                assert tx.outbox.claim(taken_over, council.clock() + LEASE, LEASE) is not None
            return super().hide_many(native_ids, is_hidden=is_hidden)

    council.with_deliverer(connectors={ACCOUNT: Slow(council)}).deliver_due(10)

    assert hide_states(council, rude) == ["done", "leased", "done"]


def test_too_little_of_the_lease_and_nothing_is_done(council: SmallCouncil, rude: list[CommentRef]) -> None:
    connector = Counting(council)

    short = council.with_deliverer(connectors={ACCOUNT: connector}, lease=timedelta(seconds=30))
    short.deliver_due(10)

    assert connector.companies == []
    assert hide_states(council, rude) == ["ready"] * 3
    assert [council.errand(ref, "hide").is_ambiguous for ref in rude] == [False] * 3


def test_a_companion_that_cannot_even_be_read_keeps_no_other_in_public(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    broken = council.errand(rude[1], "hide").id
    with council.store.transaction() as tx:
        tx.outbox._connection.execute(update(outbox).where(outbox.c.id == broken).values(payload="no JSON"))
    connector = counted(council)

    council.deliver()

    assert connector.companies == [[rude[0].native_id, rude[2].native_id]]
    assert [council.about(ref).standing for ref in (rude[0], rude[2])] == ["hidden", "hidden"]


def test_an_unknown_outcome_of_one_makes_no_other_doubtful(council: SmallCouncil, rude: list[CommentRef]) -> None:
    connector = counted(council)
    connector.failing = {rude[1].native_id: OutcomeUnknown("no answer")}

    council.deliver()

    assert hide_states(council, rude) == ["done", "ready", "done"]
    assert council.errand(rude[1], "hide").is_ambiguous
