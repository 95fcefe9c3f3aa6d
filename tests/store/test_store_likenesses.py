"""The same words are found again by their marks: in the days that count, bounded, and never among later comments."""

from datetime import timedelta

from small_council import SmallCouncil

from moderator.domain.comment import CommentRef
from moderator.domain.likeness import MOST_COPIES, WINDOW, marks_of, plain_words
from moderator.store.store import Store

PETITION = "We the residents of the hill ask the council to keep the library open on Saturdays."


def stored(store: Store, *texts: str, days: int = 0) -> tuple[SmallCouncil, list[CommentRef]]:
    council = SmallCouncil(store)
    refs = []
    for text in texts:
        refs.append(council.says(text))
        if days:
            council.poll()
            council.clock.forward(days=days)
    council.poll()
    with store.transaction() as tx:
        for ref in refs:
            comment = tx.comments.find(ref)
            assert comment is not None
            tx.likenesses.keep(comment, marks_of(plain_words(comment.text)))
    return council, refs


def found(store: Store, ref: CommentRef) -> list[str]:
    with store.reading() as tx:
        comment = tx.comments.find(ref)
        assert comment is not None
        return [copy.text for copy in tx.likenesses.candidates(comment, marks_of(plain_words(comment.text)))]


def test_nearly_the_same_words_are_found_and_only_those_written_before(store: Store) -> None:
    other = PETITION.replace("Saturdays", "Sundays")

    _, (first, second, third) = stored(store, PETITION, "When is the tip open on the bank holiday?", other)

    assert (found(store, first), found(store, second), found(store, third)) == ([], [], [PETITION])


def test_of_several_stored_at_one_moment_one_is_the_first(store: Store) -> None:
    council = SmallCouncil(store)
    refs = [council.says(PETITION) for _ in range(3)]
    council.poll()
    council.assess()

    assert [len(found(store, ref)) for ref in refs] == [0, 1, 2]


def test_after_some_days_the_same_words_count_no_more_and_are_forgotten(store: Store) -> None:
    council, refs = stored(store, PETITION, PETITION, PETITION, days=4)

    assert [len(found(store, ref)) for ref in refs] == [0, 1, 1]
    with store.transaction() as tx:
        tx.likenesses.forget(council.clock() + WINDOW + timedelta(days=2))
    assert found(store, refs[1]) == []


def test_however_often_they_were_copied_only_so_many_are_read(store: Store) -> None:
    _, refs = stored(store, *[PETITION] * (MOST_COPIES + 5))

    assert len(found(store, refs[-1])) == MOST_COPIES
