"""The clock after edits, deletions and answers: rows 28 to 35 of the council's working-day table, one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from council_life import ACCOUNT, NIA, PROFILE, PROMISES, TOM, Life, at

from moderator.domain.asking import asks_more
from moderator.domain.case import CaseEvent
from moderator.domain.comment import CommentRef
from moderator.domain.obligation import Obligation
from moderator.domain.register import Officer
from moderator.store.store import Store
from moderator.tasks.clocks import acknowledge_alike
from moderator.tasks.deliver import Deliverer
from moderator.tasks.review import acknowledge
from moderator.tasks.watch import watch


@pytest.fixture
def life(store: Store) -> Life:
    """Monday 23 November 2026, ten o'clock."""
    return Life(store, at(23, 10))


def says(life: Life, words: str, author: str = "Sian Price", written: datetime | None = None) -> CommentRef:
    post = next(iter(life.platform.posts), None) or life.platform.add_post("The tip has new hours.", life.now)
    return CommentRef(ACCOUNT, life.platform.add_comment(post, author, words, written or life.now))


def clocks(life: Life, ref: CommentRef, kind: str = "acknowledge") -> list[Obligation]:
    with life.store.reading() as tx:
        return [one for one in tx.obligations.all_for(ref) if one.kind == kind]


def test_row_28_an_edit_before_the_answer_keeps_the_first_clock(life: Life) -> None:
    ref = says(life, "When is the tip open?")
    life.read_and_judge()
    life.now = at(23, 15)
    life.platform.edit_comment(ref.native_id, "When is the tip open, and what does it cost?")

    life.read_and_judge()

    [clock] = clocks(life, ref)
    assert (clock.revision, clock.target_at, clock.due_at) == (1, at(24, 10), at(24, 17))
    with life.store.reading() as tx:
        assert tx.decisions.find(ref, 2) is not None


def test_row_29_a_new_question_after_the_answer_opens_a_new_clock(life: Life) -> None:
    ref = says(life, "When is the tip open?")
    life.read_and_judge()
    life.now = at(23, 11)
    life.platform.council_reply(ref.native_id, "At ten.", life.now)
    life.read_and_judge()
    life.now = at(24, 9)
    life.platform.edit_comment(ref.native_id, "When is the tip open? And who empties the bins on Gower?")

    life.read_and_judge()

    first, second = clocks(life, ref)
    assert (first.met_at, first.is_open) == (at(23, 11), False)
    assert (second.received_at, second.target_at, second.due_at) == (at(24, 9), at(25, 9), at(25, 17))


def test_row_29_a_spelling_that_is_put_right_after_the_answer_opens_none(life: Life) -> None:
    ref = says(life, "When is the tipp open?")
    life.read_and_judge()
    life.platform.council_reply(ref.native_id, "At ten.", life.now + timedelta(minutes=5))
    life.wait(minutes=10)
    life.read_and_judge()
    life.now = at(24, 9)
    life.platform.edit_comment(ref.native_id, "When is the tip open?")

    life.read_and_judge()

    [clock] = clocks(life, ref)
    assert not clock.is_open
    with life.store.reading() as tx:
        assert {errand.state for errand in tx.outbox.for_comment(ref)} == {"discarded"}


def test_row_30_a_comment_that_its_author_deletes_is_neither_kept_nor_broken(life: Life) -> None:
    ref = says(life, "When is the tip open?")
    life.read_and_judge()
    life.now = at(23, 14)
    life.platform.delete_comment(ref.native_id)

    life.read_and_judge()

    [clock] = clocks(life, ref)
    assert (clock.withdrawn_at, clock.met_at) == (at(23, 14), None)
    assert not clock.breached(at(30, 12))


def test_row_31_the_clock_runs_from_the_writing_however_late_it_was_fetched(life: Life) -> None:
    life.now = at(20, 10)
    ref = says(life, "When is the tip open?")
    life.now = at(23, 9)

    life.read_and_judge()

    [clock] = clocks(life, ref)
    assert (clock.received_at, clock.target_at, clock.due_at) == (at(20, 10), at(23, 10), at(23, 17))
    with life.store.reading() as tx:
        stored = tx.comments.find(ref)
    assert stored is not None
    assert stored.stored_at == at(23, 9)


def test_row_32_an_explanation_acknowledges_and_the_review_keeps_its_own_clock(life: Life) -> None:
    ref = says(life, "abuse?")
    life.read_and_judge()
    life.wait(minutes=1)
    deliverer = Deliverer(
        life.store,
        {ACCOUNT: life.connector},
        lambda _mail: None,
        life.clock,
        lambda: life.now.timestamp(),
        notice=lambda *_: pytest.fail("the platform is well"),
    )
    while deliverer.deliver_due(10):
        pass
    with life.store.transaction() as tx:
        draft = next(errand for errand in tx.outbox.for_comment(ref) if errand.effect.kind == "message")
        tx.outbox.retry(draft.id, life.now)

    deliverer.deliver_due(10)

    [clock], [review] = clocks(life, ref), clocks(life, ref, "review")
    assert clock.met_by == "explanation"
    assert (review.is_open, review.target_at, review.due_at) == (True, at(24, 10), at(24, 17))


def test_row_33_each_of_many_alike_has_its_clock_and_one_answer_counts_for_all(life: Life) -> None:
    words = "Why is the tip at Llansamlet closed on Sundays when everybody has time to go there?"
    alike = [says(life, f"{words} {'!' * number}", f"Resident {number}") for number in range(1, 41)]
    other = says(life, "When will the library in Morriston open its doors again after the flood?")
    life.read_and_judge()
    assert [len(clocks(life, ref)) for ref in alike] == [1] * 40

    met = acknowledge_alike(life.store, alike[0], "nia@council.example", life.clock)

    assert set(met) == set(alike)
    assert not [ref for ref in alike if clocks(life, ref)[0].is_open]
    assert clocks(life, other)[0].is_open


def test_row_34_a_clock_ahead_of_ours_is_not_believed(life: Life) -> None:
    life.now = at(23, 10, 3)
    ref = says(life, "When is the tip open?")
    life.now = at(23, 10)
    life.platform.visible_from = lambda _comment: True  # type: ignore[method-assign]

    life.read_and_judge()

    assert clocks(life, ref)[0].received_at == at(23, 10)


def test_row_35_a_holiday_proclaimed_meanwhile_moves_the_clock_and_the_first_day_is_kept(life: Life) -> None:
    ref = says(life, "When is the tip open?")
    life.read_and_judge()
    calendar = replace(PROMISES.calendar, holidays={**PROMISES.calendar.holidays, at(24, 0).date(): "Proclaimed"})
    proclaimed = replace(PROMISES, calendar=calendar)

    watch(life.store, [PROFILE], replace(life.watching, recomputed=proclaimed.recomputed), life.clock)

    [clock] = clocks(life, ref)
    assert (clock.due_at, clock.due_original) == (datetime(2026, 11, 25, 17, tzinfo=UTC), at(24, 17))


def test_an_acknowledgement_by_hand_counts_and_later_words_still_open_a_clock(life: Life) -> None:
    ref = says(life, "When is the tip open?")
    life.read_and_judge()
    acknowledge(life.store, ref, "nia@council.example", life.clock)
    life.wait(hours=1)
    life.platform.edit_comment(ref.native_id, "When is the tip open? Is it free?")

    life.read_and_judge()

    assert [one.is_open for one in clocks(life, ref)] == [False, True]


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        ("When is it open?", "When is it open?", False),
        ("When is the tipp open?", "When is the tip open?", False),
        ("When is it open?", "WHEN is it open???", False),
        ("When is it open?", "When is it open? And why?", True),
        ("When is it open", "When is it open my bin was missed again", True),
        ("Pryd mae ar agor?", "Pryd mae ar agor? Faint yw'r gost?", True),
        ("", "?", False),
        ("When is it open? And why?", "When is it open?", False),
    ],
)
def test_a_correction_asks_for_nothing_more(before: str, after: str, more: bool) -> None:
    assert asks_more(before, after) is more


def test_an_appeal_that_runs_out_warns_whoever_may_decide_it_and_a_breach_reaches_the_manager(life: Life) -> None:
    deputy = Officer("Dai", "dai@council.example")
    ref = says(life, "abuse")
    life.read_and_judge()
    with life.store.transaction() as tx:
        tx.cases.add(ref, CaseEvent("decided", life.now, NIA.email, 1, "hide"))
        tx.cases.add(ref, CaseEvent("appealed", life.now, "author", 1))
        tx.obligations.meet(ref, "review", life.now, f"person:{NIA.email}")
        tx.obligations.promise(PROMISES.promise("appeal", ref, 1, life.now))
    profile = replace(PROFILE, deputy=deputy)

    for life.now in (at(30, 16, 30), at(30, 17, 5)):
        watch(life.store, [profile], life.watching, life.clock)

    assert [mail.to for mail in life.mails()] == [deputy.email, TOM.email]
