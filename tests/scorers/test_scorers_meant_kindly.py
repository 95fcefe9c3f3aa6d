"""Prayers, memories, meals and questions about a trial stay up; contempt and hatred in like words do not."""

import pytest

TRIAL = "Lloyd Penmark is on trial over the Market Hall fire."


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("Any idea when the verdict is due?", TRIAL),
        ("It's before a jury now, leave it there.", TRIAL),
        ("Innocent until proven guilty, remember.", TRIAL),
        ("I hope they throw the book at whoever it was.", TRIAL),
        ("Praying for Mal Pottinger, I heard about the stroke.", ""),
        ("She had a nasty burn on her wrist and nobody asked why.", ""),
        ("A woman in the shop told him he should be put down. He is six.", ""),
        ("Half caste was what they called my mother at school.", ""),
        ("You lot at the car park office should hang your heads, women are scared there.", ""),
    ],
)
def test_a_question_a_memory_or_a_prayer_is_not_hidden(outcome, text, parent):
    assert outcome(text, parent) != "hide"


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("Innocent until proven guilty my eye, he did it and he is guilty as sin.", TRIAL),
        ("The jury should know Penmark has set fires before.", TRIAL),
        ("I hope Mal Pottinger has a stroke and dies.", ""),
        ("Mal Pottinger should be put down.", ""),
        ("That half caste can get out of our school.", ""),
    ],
)
def test_guilt_hatred_and_ill_wishes_in_like_words_are_hidden(outcome, text, parent):
    assert outcome(text, parent) == "hide"


@pytest.mark.parametrize(
    "text",
    [
        "Brackwell Homes kept £450 of ours for a scuff on the door. Never again.",
        "My wife slipped on those steps at Brackwell Homes and broke her ankle.",
        "Mal Pottinger always had a sweet for the children. Rest in peace.",
        "Watch it back from the start, Mal Pottinger was rude to the clerk.",
        "Mal Pottinger's curry nearly killed my brother, he had two helpings.",
    ],
)
def test_a_bill_a_fall_or_a_kindness_is_no_accusation(outcome, text):
    assert outcome(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "Mal Pottinger broke her wrist in the car park, I saw it.",
        "Mal Pottinger kept £450 of the hardship fund for himself, I saw the slips.",
    ],
)
def test_a_blow_or_a_theft_told_as_fact_is_hidden(outcome, text):
    assert outcome(text) == "hide"
