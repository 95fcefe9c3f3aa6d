"""The count "criticism seen N, hidden 0" tells the truth, also when the truth is not 0."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from small_council import ACCOUNT, MONDAY, POLICY, SmallCouncil, WordScorer, consequences, effects_of

from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.evidence import HARDLY_CRITICISM, Finding, Passage
from moderator.store.criticism import CriticismCount
from moderator.store.store import Store
from moderator.tasks.assess import assess
from moderator.tasks.review import decide_case

WEEK = timedelta(days=7)


class Critics(WordScorer):
    """Also hears criticism of the council."""

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> list[list[Finding]]:
        found = super().score(passages, earlier)
        for passage, findings in zip(passages, found, strict=True):
            if "CRITIC" in passage.text:
                findings.append(Finding("criticism_of_council", 0.5, "criticism.council", "It does.", about="council"))
            if "BLAME" in passage.text:
                findings.append(Finding("criticism_of_council", 0.15, HARDLY_CRITICISM, "Hardly.", about="council"))
        return found


def judged(store: Store, *texts: str, mode: str = "hide") -> tuple[SmallCouncil, list[CommentRef]]:
    council = SmallCouncil(store, mode=mode)
    refs = [council.says(text) for text in texts]
    council.poll()
    assess(store, [Critics()], POLICY, council.register, consequences, council.clock)
    return council, refs


def counted(store: Store, accounts: Sequence[AccountRef] | None = None) -> CriticismCount:
    with store.reading() as tx:
        return tx.criticism.between(MONDAY - WEEK, MONDAY + WEEK, accounts)


def test_criticism_that_stayed_up_is_counted_as_seen_and_nothing_as_hidden(store: Store) -> None:
    judged(store, "CRITIC one", "CRITIC two SPAM", "Thank you.", 'He said "label":"criticism_of_council".', "ABUSE")

    count = counted(store)

    assert (count.seen, count.hidden, count.hidden_for_it) == (2, (), 0)


def test_criticism_hidden_for_something_else_in_it_is_told_with_its_grounds(store: Store) -> None:
    _, [threat, _] = judged(store, "CRITIC and THREAT", "CRITIC")

    count = counted(store)

    assert (count.seen, count.hidden_for_it, count.hidden_for_something_else, count.hidden_by_people) == (2, 0, 1, 0)
    assert [(one.ref, one.by, one.grounds) for one in count.hidden] == [(threat, "daemon", ("threat",))]


def test_words_of_blame_in_what_hardly_criticises_count_only_where_something_was_hidden(store: Store) -> None:
    _, [_, hidden, _] = judged(store, "BLAME", "BLAME and THREAT", "CRITIC")

    count = counted(store)

    assert (count.seen, count.hidden_for_it, count.hidden_for_something_else) == (2, 0, 1)
    assert [one.ref for one in count.hidden] == [hidden]


def test_a_person_who_hides_criticism_is_counted_apart(store: Store) -> None:
    council, [ref] = judged(store, "CRITIC and SPAM")

    decide_case(store, ref, 1, "hide", "ann@x", "", council.clock, effects_of=effects_of)

    count = counted(store)
    assert (count.hidden_for_it, count.hidden_for_something_else, count.hidden_by_people) == (0, 0, 1)
    assert count.hidden[0].by == "ann@x"


@pytest.mark.parametrize("mode", ["shadow", "queue"])
def test_where_nothing_is_hidden_nothing_is_counted_as_hidden(store: Store, mode: str) -> None:
    judged(store, "CRITIC and THREAT", mode=mode)

    count = counted(store)

    assert (count.seen, count.hidden) == (1, ())


def test_a_guard_that_failed_would_show(store: Store) -> None:
    class Unguarded(Critics):
        def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> list[list[Finding]]:
            spoken = Finding("threat", 0.9, "threat.word", "Said of a body.", about="council")
            return [[*found, spoken] for found in super().score(passages, earlier)]

    council = SmallCouncil(store)
    council.says("CRITIC")
    council.poll()
    assess(store, [Unguarded()], POLICY, council.register, consequences, council.clock)

    assert counted(store).hidden_for_it == 1


def test_an_edited_comment_counts_once_and_the_week_and_the_accounts_bound_it(store: Store) -> None:
    council, [ref] = judged(store, "CRITIC and THREAT")
    council.platform.edit_comment(ref.native_id, "CRITIC only")
    council.clock.forward(minutes=5)
    council.reconcile()
    assess(store, [Critics()], POLICY, council.register, consequences, council.clock)

    assert (counted(store).seen, len(counted(store).hidden)) == (1, 1)
    assert counted(store, [AccountRef("memory", "nobody")]).seen == 0
    assert counted(store, [ACCOUNT]).seen == 1
    with store.reading() as tx:
        assert tx.criticism.between(MONDAY - WEEK, MONDAY).seen == 0
