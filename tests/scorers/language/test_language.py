"""Which language a comment is in: the cases that identifiers get wrong, and what must hold for any text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain.evidence import LANGUAGES, Finding, Passage
from moderator.scorers.language.lexicon import radicals, shared_lexicon
from moderator.scorers.language.scorer import LanguageScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SCORER = LanguageScorer()


def findings(text: str) -> list[Finding]:
    return list(SCORER.score([Passage(text, "", MOMENT)], [()])[0])


def language(text: str) -> str:
    return findings(text)[0].about


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What a moron", "en"),
        ("Moron a thatws i ginio yn yr ysgol heddiw", "cy"),
        ("old hen squawking in the allotments at 5am", "en"),
        ("Hen bryd", "cy"),
        ("dim byd", "cy"),
        ("Lights too dim on the front", "en"),
        ("Mae pump o blant 'da ni", "cy"),
        ("Petrol pump is broken at the depot", "en"),
        ("swn ofnadwy o'r safle adeiladu bob nos", "cy"),
        ("shwmae pawb, shwt y'ch chi heddi", "cy"),
        ("Dwi isio gwbod pryd fydd y pwll yn ailagor", "cy"),
        ("Cwmbwrla bins not collected again", "en"),
        ("Heol y Gors and Heol Gwyrosydd both need gritting", "en"),
        ("Bit twp if you ask me", "en"),
        ("Tamping I am. Tamping.", "en"),
        ("im fuming proper fuming", "en"),
        ("Mae'r bins heb eu casglu eto, when are you coming back?", "mixed"),
        ("Sai'n deall why they can't just tell us the truth", "mixed"),
        ("Thank you for the update. Diolch yn fawr am roi gwybod i ni mor gyflym.", "mixed"),
        ("Kiedy odbieracie śmieci na naszej ulicy?", "other"),
        ("prosze o kontakt, nie mam ogrzewania od tygodnia", "other"),
        ("متى يفتح المكتب يوم الاثنين؟", "other"),
        ("Go raibh maith agaibh as an eolas", "other"),
        ("Rhian Pugh", "unknown"),
        ("https://www.example.org/cy/digwyddiadau", "unknown"),
        ("07700 900321", "unknown"),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿🏴󠁧󠁢󠁷󠁬󠁳󠁿", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_comment_is_told_apart_from_its_look_alikes(text: str, expected: str) -> None:
    assert language(text) == expected


def test_welsh_and_mixed_comments_carry_the_welsh_label_with_the_welsh_words() -> None:
    text = "Pryd mae'r deadline? I can't see it on the form anywhere"

    welsh = findings(text)[1]

    assert welsh.label == "welsh"
    assert welsh.traits == {"mixed"}
    assert text[welsh.spans[0].start : welsh.spans[0].end] == "Pryd mae'r"


def test_an_english_comment_carries_no_welsh_label() -> None:
    assert [finding.label for finding in findings("The 36 to Ynystawe never turned up")] == ["language"]


def test_mutations_are_undone() -> None:
    assert "caerdydd" in set(radicals("nghaerdydd"))
    assert "plant" in set(radicals("blant"))
    assert "gardd" in set(radicals("ardd"))


def test_a_word_known_only_unmutated_counts_as_welsh() -> None:
    odds, known = shared_lexicon().odds("nghathod")

    assert odds > 0
    assert known


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_one_language_and_spans_inside_it(text: str) -> None:
    found = findings(text)

    assert found[0].about in LANGUAGES
    assert 0 <= found[0].value <= 1
    assert all(0 <= span.start < span.end <= len(text) for finding in found for span in finding.spans)


@pytest.mark.parametrize(
    "text", ["a" * 60_000, "mae " * 15_000, "\x00" * 100, "\ud800 mae hi", "@" * 5_000, "." * 60_000]
)
def test_hostile_texts_are_judged_without_trouble(text: str) -> None:
    assert language(text) in LANGUAGES
