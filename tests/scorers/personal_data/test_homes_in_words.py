"""Flats, blocks and illnesses as neighbours name them are found; houses of another kind and people unnamed are not."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Passage
from moderator.domain.register import Register
from moderator.scorers.personal_data.scorer import PersonalDataScorer

SCORER = PersonalDataScorer(Register())


def _found(text: str) -> list[str]:
    ((*findings,),) = SCORER.score([Passage(text, "", datetime(2026, 11, 11, tzinfo=UTC))], [[]])
    return [text[span.start : span.end] for finding in findings for span in finding.spans]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("that's Jonah Skene, 12b above the chip shop, say hello", "12b above the chip shop"),
        ("its Kev Skene in Flat 3 over Murphys", "Flat 3 over Murphys"),
        ("the smell is from 47 Gorsewood House", "47 Gorsewood House"),
        ("Skene, Flat 2, The Granary, back stairs", "Flat 2, The Granary"),
        ("Owner is Mr P. Skene, 14 Lapwing Mead", "14 Lapwing Mead"),
        ("she lives at 12 St Mary's Road", "12 St Mary's Road"),
        ("it was Ivor Skene, 17 Ashgrove, he works in the chemist's", "17 Ashgrove"),
        ("she's on the fourth floor of Heron House, flat 4C", "Heron House, flat 4C"),
        ("Ivor Skene in Room 6 has dementia", "Ivor Skene in Room 6 has dementia"),
        ("Ivor Skene is in ward 4 with lung cancer", "Ivor Skene is in ward 4 with lung cancer"),
    ],
)
def test_a_home_or_an_illness_of_somebody_named_is_found(text: str, words: str) -> None:
    assert words in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "2 Opera House tickets going spare",
        "1 Full House at the bingo last night",
        "his score was 12 over par",
        "the clouds were 3a above the hill on the map",
        "mam was on antidepressants for years",
        "meet Robbie Skene, 8 March, at the hall",
        "Tom Jones, 12 Songs, 3 Encores",
        "Kevin's 3 Dogs and Mary's 2 Cats",
        "ward 4 staff were lovely to my dad",
    ],
)
def test_other_houses_scores_and_people_unnamed_are_not(text: str) -> None:
    assert not _found(text)
