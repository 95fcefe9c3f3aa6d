"""Several hides at once: one call, and for each its own lease, proof, end and next try."""

from scripted import Counting, counted, hide_states, ids_of
from small_council import ACCOUNT, SmallCouncil

from connectors.contract import (
    Capabilities,
    CommentGone,
    Refused,
)
from moderator.domain.comment import CommentRef
from moderator.domain.effects import Hide, Reveal
from moderator.tasks.deliver import LEASE


def test_hides_that_are_due_together_go_out_in_one_call_and_are_each_proven(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    connector = counted(council)

    council.deliver()

    assert connector.companies == [ids_of(rude)]
    assert hide_states(council, rude) == ["done"] * 3
    assert [council.about(ref).standing for ref in rude] == ["hidden"] * 3
    assert [council.errand(ref, "hide").attempts for ref in rude] == [1, 1, 1]


def test_no_more_go_together_than_the_platform_takes(council: SmallCouncil, rude: list[CommentRef]) -> None:
    class Narrow(Counting):
        @property
        def capabilities(self) -> Capabilities:
            return Capabilities(can_hide=True, hides_at_once=2)

    connector = Narrow(council)
    council.with_deliverer(connectors={ACCOUNT: connector}).deliver_due(10)

    assert connector.companies == [ids_of(rude)[:2], ids_of(rude)[2:]]


def test_each_ends_by_itself(council: SmallCouncil, rude: list[CommentRef]) -> None:
    connector = counted(council)
    connector.failing = {rude[0].native_id: CommentGone("gone"), rude[1].native_id: Refused("not ours to hide")}

    council.deliver()

    assert hide_states(council, rude) == ["done", "task", "done"]
    assert [council.about(ref).standing for ref in rude] == ["gone", "visible", "hidden"]


def test_where_hiding_does_not_show_the_platforms_word_is_taken_for_each(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    class Unshowing(Counting):
        @property
        def capabilities(self) -> Capabilities:
            return Capabilities(can_hide=True, shows_hidden=False, hides_at_once=10)

    connector = Unshowing(council)
    council.with_deliverer(connectors={ACCOUNT: connector}).deliver_due(10)

    assert connector.companies == [ids_of(rude)]
    assert [council.errand(ref, "hide").outcome for ref in rude] == ["the platform said so"] * 3


def test_what_nobody_wants_any_more_does_not_come_along(council: SmallCouncil, rude: list[CommentRef]) -> None:
    council.platform.edit_comment(rude[1].native_id, "Sorry, that was rude.")
    council.poll()
    connector = counted(council)

    council.deliver()

    assert connector.companies == [[rude[0].native_id, rude[2].native_id]]
    assert hide_states(council, rude) == ["done", "discarded", "done"]


def test_what_another_worker_holds_does_not_come_along(council: SmallCouncil, rude: list[CommentRef]) -> None:
    with council.store.transaction() as tx:
        tx.outbox.claim(council.errand(rude[1], "hide").id, council.clock(), LEASE)
    connector = counted(council)

    council.deliver()

    assert connector.companies == [[rude[0].native_id, rude[2].native_id]]
    assert hide_states(council, rude) == ["done", "leased", "done"]


def test_reveals_go_together_and_never_with_hides(council: SmallCouncil, rude: list[CommentRef]) -> None:
    council.work()
    with council.store.transaction() as tx:
        for ref in rude[:2]:
            tx.outbox.intend(Reveal(ref, 1), council.clock())
        tx.outbox.intend(Hide(rude[2], 1), council.clock(), version=2)
    connector = counted(council)

    council.deliver()

    assert connector.companies == [ids_of(rude)[:2], ids_of(rude)[2:]]
    assert [council.platform.comment(ref.native_id).is_hidden for ref in rude] == [False, False, True]


def test_where_answers_go_before_the_hide_nothing_goes_in_company(
    council: SmallCouncil, rude: list[CommentRef]
) -> None:
    class AnswersFirst(Counting):
        @property
        def capabilities(self) -> Capabilities:
            return Capabilities(can_hide=True, can_message_privately=True, answer_before_hiding=True, hides_at_once=10)

    connector = AnswersFirst(council)
    council.with_deliverer(connectors={ACCOUNT: connector}).deliver_due(10)

    assert connector.companies == [[native_id] for native_id in ids_of(rude)]
    kinds = [kind for kind, _ in council.platform.calls]
    assert kinds == ["message", "hide"] * 3
