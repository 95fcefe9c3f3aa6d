"""While a moderator is away the deputy hears what she would hear, at once and in time."""

from dataclasses import replace

from council_life import DUTY, NIA, PROFILE, TOM, Life, at

from moderator.domain.register import Officer
from moderator.store.store import Store
from moderator.tasks.watch import paged_first, watch

DEWI = Officer("Dewi Hughes", "dewi.hughes@council.example")
COVERED = replace(PROFILE, deputy=DEWI)


def test_the_deputy_or_else_the_manager_is_paged_while_the_moderator_is_away() -> None:
    assert paged_first(COVERED, DUTY) == (NIA, DUTY)
    assert paged_first(COVERED, None) == (NIA, DEWI)
    assert paged_first(COVERED, DUTY, {NIA.email}) == (NIA, DUTY, DEWI)
    assert paged_first(COVERED, None, {NIA.email}) == (NIA, DEWI)
    assert paged_first(PROFILE, DUTY, {NIA.email}) == (NIA, DUTY, TOM)


def test_a_warning_that_a_promise_falls_due_goes_to_the_deputy_as_well(store: Store) -> None:
    life = Life(store, at(24, 8), COVERED)
    post = life.platform.add_post("Bins are collected on Thursdays.", at(23, 9))
    life.platform.add_comment(post, "B", "When is it?", at(24, 10))
    life.now = at(24, 11)
    life.read_and_judge()
    life.now = at(25, 16)
    watch(store, [COVERED], life.watching, life.clock)
    before = [mail.to for mail in life.mails()]

    with store.transaction() as tx:
        tx.absences.begin(NIA.email, life.now)
    watch(store, [COVERED], life.watching, life.clock)
    watch(store, [COVERED], life.watching, life.clock)

    assert DEWI.email not in before
    assert NIA.email in before
    assert [mail.to for mail in life.mails()].count(DEWI.email) == 1
    assert TOM.email not in [mail.to for mail in life.mails() if mail.key.startswith("at-risk")]
