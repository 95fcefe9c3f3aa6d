"""Copies are told from other words, also when a few letters were changed or dressed up."""

from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.likeness import (
    FEWEST_WORDS,
    NEVER_BEFORE,
    Copy,
    Repeats,
    are_alike,
    marks_of,
    plain_words,
    repeats_among,
)
from moderator.scorers.spam.repeats import undressed_words

TEXT = "Please copy and paste: we ask the council to keep the library on the hill open on Saturdays, thank you all."
SOME = ("keep", "the", "library", "open", "on", "our", "hill", "please", "council", "says", "no", "bins", "tax", "road")
texts = st.lists(st.sampled_from(SOME))


def test_a_copy_with_a_few_words_changed_shares_a_mark_and_is_alike() -> None:
    other = plain_words(TEXT.replace("thank you all", "diolch").replace("library", "Library"))

    assert set(marks_of(plain_words(TEXT))) & set(marks_of(other))
    assert are_alike(plain_words(TEXT), other)


def test_what_many_people_say_by_themselves_is_no_copy() -> None:
    assert marks_of(plain_words("Thank you so much!")) == ()
    assert not are_alike(plain_words("When is the tip open on Sunday"), plain_words("When is the pool open on Sunday"))


def test_a_disguise_does_not_hide_a_copy() -> None:
    dressed = TEXT.replace("o", "о").replace("library", "li\u200bbrary").upper()

    assert undressed_words(dressed) == undressed_words(TEXT)


@given(texts)
def test_every_text_of_some_words_is_alike_itself_and_keeps_its_marks(words: list[str]) -> None:
    assert marks_of(words) == marks_of(list(words))
    assert bool(marks_of(words)) == (len(words) >= FEWEST_WORDS)
    assert are_alike(words, words)


@given(st.text(max_size=60))
def test_any_text_has_words_that_can_be_compared(text: str) -> None:
    words = undressed_words(text)

    assert all(word.isalnum() for word in words)
    marks_of(words * FEWEST_WORDS)


def test_posts_and_accounts_are_counted_and_authors_are_not_known() -> None:
    copies = [Copy(TEXT, "f:1/1", "f:1"), Copy(TEXT, "f:1/2", "f:1"), Copy("Something else was said here.", "x", "x")]

    assert repeats_among(plain_words(TEXT), copies, plain_words) == Repeats(2, 2, 1)
    assert repeats_among(plain_words(TEXT), [], plain_words) == NEVER_BEFORE


@given(st.text(alphabet="aZ9 '&;<\n\t-_£’", max_size=40))
def test_text_as_typed_is_read_in_short_and_has_the_same_words(text: str) -> None:
    assert undressed_words(text) == undressed_words(text + "’")
