"""Short and dressed-up comments: a few words are called another language only on a plain sign of one."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Passage
from moderator.scorers.language.scorer import LanguageScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SCORER = LanguageScorer()


def language(text: str) -> str:
    return next(iter(SCORER.score([Passage(text, "", MOMENT)], [()])[0])).about


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what a plonker", "en"),
        ("Total numpty", "en"),
        ("Hi, I am trying to pay", "en"),
        ("I am in my twenties", "en"),
        ("gracias!", "other"),
        ("kiedy otwarcie", "other"),
        ("sdfioasjdf", "unknown"),
        ("Hi oedd y gore", "cy"),
        ("Ardderchog!", "cy"),
        ("Noswaith dda. Is the pool open?", "mixed"),
        ("so glad it is back, diolch yn fawr iawn i chi gyd am weithio mor galed", "mixed"),
    ],
)
def test_short_comments_are_told_apart(text: str, expected: str) -> None:
    assert language(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "y o u r  b i n s  a r e  g r e a t",
        "b r i l l i a n t  d a y  o u t",
        "ⓦⓔⓛⓛ ⓓⓞⓝⓔ everyone",
        "¯\\_(ツ)_/¯ typical",
        "ʕ•ᴥ•ʔ lovely",
    ],
)
def test_dressed_letters_and_drawn_faces_are_neither_welsh_nor_mixed(text: str) -> None:
    assert language(text) == "en"
