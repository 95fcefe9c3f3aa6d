"""What mails, pages and the demo ask the store."""

from small_council import ACCOUNT, MONDAY, SmallCouncil, effects_of

from moderator.domain.comment import AccountRef
from moderator.store.store import Store
from moderator.store.views import Reading, Tally
from moderator.tasks.review import decide_case

NOBODY = AccountRef("memory", "nobody")


def a_busy_day(store: Store) -> SmallCouncil:
    council = SmallCouncil(store)
    for text in ("ABUSE", "SPAM", "When is the tip open?", "Thank you."):
        council.says(text)
    council.work()
    return council


def test_open_cases_come_with_everything_that_is_known(store: Store) -> None:
    a_busy_day(store)

    with store.reading() as tx:
        abuse, spam = tx.views.open_cases([ACCOUNT])

    assert (abuse.comment.text, abuse.standing, abuse.case.needs_person) == ("ABUSE", "hidden", True)
    assert abuse.decision is not None
    assert abuse.evidence is not None
    assert [errand.state for errand in abuse.errands] == ["done", "done"]
    assert [promise.kind for promise in spam.obligations] == ["review"]


def test_a_decided_case_is_no_longer_open(store: Store) -> None:
    council = a_busy_day(store)
    with store.reading() as tx:
        ref = tx.views.open_cases()[0].comment.ref

    decide_case(store, ref, 1, "hide", "ann@x", "", council.clock, effects_of=effects_of)

    with store.reading() as tx:
        assert [dossier.comment.text for dossier in tx.views.open_cases()] == ["SPAM"]


def test_views_tell_only_of_the_accounts_they_were_asked_about(store: Store) -> None:
    a_busy_day(store)

    with store.reading() as tx:
        assert tx.views.open_cases([NOBODY]) == tx.views.open_cases([]) == ()
        assert tx.views.open_promises([NOBODY]) == ()
        assert len(tx.views.hidden([ACCOUNT, NOBODY])) == 1


def test_promises_come_with_their_comments_and_the_first_due_first(store: Store) -> None:
    a_busy_day(store)

    with store.reading() as tx:
        open_ones, all_of_them = tx.views.open_promises(), tx.views.promises()

    # An answer that nobody wrote keeps no promise unless the council's policy says so.
    assert [promise.comment.text for promise in open_ones] == ["ABUSE", "SPAM", "When is the tip open?"]
    assert {promise.obligation.kind for promise in all_of_them} == {"review", "acknowledge"}


def test_counts_tell_how_the_day_went(store: Store) -> None:
    a_busy_day(store)

    with store.reading() as tx:
        assert tx.views.tallies() == (
            Tally(ACCOUNT, "hide", False, 1),
            Tally(ACCOUNT, "publish", False, 2),
            Tally(ACCOUNT, "queue", False, 1),
        )
        assert tx.views.errand_counts() == {("hide", "done"): 1, ("message", "done"): 2}
        assert tx.views.readings() == (Reading(ACCOUNT, 4, MONDAY),)
        assert tx.views.polled() == {ACCOUNT: MONDAY}
        assert tx.views.waiting() == 0


def test_what_was_decided_since_a_moment_is_told(store: Store) -> None:
    council = a_busy_day(store)

    with store.reading() as tx:
        assert len(tx.views.decided_since(MONDAY.replace(hour=9))) == 4
        assert tx.views.decided_since(council.clock()) == ()
