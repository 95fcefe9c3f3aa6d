"""The weekly report's facts, on both databases: each week its own, each account its own."""

from datetime import timedelta

from small_council import ACCOUNT, MODERATOR, MONDAY, SmallCouncil, a_notice, effects_of

from connectors.contract import AccessLost
from moderator.domain.comment import AccountRef
from moderator.domain.weekly_facts import WeekFacts
from moderator.domain.weekly_figures import Figures, Share, figures
from moderator.store.store import Store
from moderator.tasks.outages import pause, resume
from moderator.tasks.review import acknowledge, decide_case, undo

DAY = timedelta(days=1)
BEGIN = MONDAY - timedelta(hours=10)
WEEK = timedelta(days=7)
SOMEBODY = AccountRef("memory", "somebody")


def facts(store: Store, since=BEGIN, accounts=(ACCOUNT,)) -> WeekFacts:
    with store.reading() as tx:
        return tx.weekly.facts(since, since + WEEK, accounts)


def counted(store: Store, since=BEGIN) -> Figures:
    return figures(facts(store, since), lambda start, end: end - start)


def test_a_quiet_store_has_nothing_to_report(store: Store) -> None:
    found = facts(store)

    assert (found.arrived, found.judged, found.acted, found.promises, found.stories) == ((), (), (), (), ())
    with store.reading() as tx:
        assert tx.weekly.began_at() is None


def test_what_arrived_was_hidden_and_was_put_back_is_counted_in_its_week_only(store: Store) -> None:
    council = SmallCouncil(store)
    abuse, _ = council.says("ABUSE"), council.says("Thank you.")
    council.work()
    decide_case(store, abuse, 1, "keep", MODERATOR.email, "", council.clock, effects_of=effects_of)
    council.deliver()

    this, before = counted(store), counted(store, BEGIN - WEEK)

    assert (this.seen, this.left_up, this.hidden, this.hidden_by_people, this.restored) == (2, 1, 1, 0, 1)
    assert this.reviewed.hides == this.reviewed.overridden == Share(1, 1)
    assert (before.seen, before.hidden, before.restored, before.reviewed.hides) == (0, 0, 0, Share(0, 0))


def test_a_persons_hide_is_not_the_daemons(store: Store) -> None:
    council = SmallCouncil(store)
    ref = council.says("SPAM")
    council.work()
    decide_case(store, ref, 1, "hide", MODERATOR.email, "topic", council.clock, effects_of=effects_of)
    council.deliver()

    assert (counted(store).hidden, counted(store).hidden_by_people) == (0, 1)


def test_promises_are_kept_broken_and_still_waited_for(store: Store) -> None:
    council = SmallCouncil(store)
    answered, late, never = (council.says(f"{word}?") for word in ("When", "Where", "Why"))
    council.work()
    council.clock.forward(hours=2)
    acknowledge(store, answered, MODERATOR.email, council.clock)
    council.clock.forward(days=2)
    acknowledge(store, late, MODERATOR.email, council.clock)

    this, after = counted(store), counted(store, BEGIN + WEEK)

    assert (this.acknowledged.in_time, this.acknowledged.late, this.acknowledged.unanswered) == (1, 1, 1)
    assert this.took["en"].all == (timedelta(hours=2), timedelta(hours=50))
    assert (after.acknowledged.broken, after.waiting.overdue) == (0, 1)
    assert never is not None


def test_an_open_case_waits_until_somebody_decides_and_again_after_an_undo(store: Store) -> None:
    council = SmallCouncil(store)
    ref = council.says("SPAM")
    council.work()
    decide_case(store, ref, 1, "keep", MODERATOR.email, "", council.clock, effects_of=effects_of)
    assert counted(store).waiting.count == 0

    undo(store, ref, 1, MODERATOR.email, council.clock)

    assert (counted(store).waiting.count, counted(store).waiting.oldest) == (1, council.clock())
    assert counted(store, BEGIN - WEEK).waiting.count == 0


def test_another_accounts_report_says_nothing_of_this_one(store: Store) -> None:
    council = SmallCouncil(store)
    council.says("ABUSE?")
    council.work()

    theirs = facts(store, accounts=(SOMEBODY,))

    assert (theirs.arrived, theirs.judged, theirs.promises, theirs.stories) == ((), (), (), ())
    assert theirs.last_seen[0].commented_at is None


def test_shadow_is_counted_as_what_would_have_happened(store: Store) -> None:
    council = SmallCouncil(store, mode="shadow")
    council.says("ABUSE")
    council.work()

    assert (counted(store).in_shadow, counted(store).hidden, counted(store).left_up) == (1, 0, 0)


def test_an_outage_is_told_with_its_beginning_and_end(store: Store) -> None:
    council = SmallCouncil(store)
    with store.transaction() as tx:
        pause(tx, ACCOUNT, "poll", AccessLost("the token is dead"), council.clock(), lambda why: a_notice(None, why))
    council.clock.forward(hours=3)
    with store.transaction() as tx:
        resume(tx, ACCOUNT, "poll", council.clock())

    told = [(one.kind, one.subject, one.detail) for one in facts(store).incidents]

    assert told == [
        ("outage.began", str(ACCOUNT), "poll: AccessLost"),
        ("outage.ended", str(ACCOUNT), "poll: after 180 minutes"),
    ]
    assert facts(store, BEGIN - WEEK).incidents == ()
