"""A namesake or a thing is not somebody on the watch list; kin, the case and the surname alone are guarded."""

from datetime import date

import pytest

from moderator.domain.register import Watch
from moderator.scorers.protected.guards import guard_of, is_a_thing, is_namesake

GUARD = guard_of(Watch("child", "Youth court", ("Corey Ladle",), ("ladle",), "may not be named", date(2030, 1, 1)))


@pytest.mark.parametrize(
    ("before", "canon", "is_another"),
    [
        ("I voted for Cllr ", "i voted for cllr ladle", True),
        ("Lunch with Councillor ", "lunch with councillor ladle", True),
        ("I think Paul ", "i think paul ladle should chair it", True),
        ("It was Corey ", "it was corey ladle", False),
        ("It was ", "it was ladle", False),
        ("Paul ", "paul ladles lad was on the video", False),
        ("Cllr ", "cllr ladle and her son", False),
    ],
)
def test_another_given_name_or_an_office_makes_a_namesake_unless_kin_or_the_case_is_spoken_of(
    before, canon, is_another
):
    assert is_namesake(GUARD, before, canon) == is_another


def test_behind_an_article_and_in_small_letters_stands_a_thing():
    assert is_a_thing("bring a soup ", "ladle")
    assert not is_a_thing("bring a soup ", "Ladle")
    assert not is_a_thing("it was ", "ladle")
