"""A rude word for oneself, one that is only spoken of, and a name stay up; the same word at others does not."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "I'm a daft old poof of seventy and I want a bench with a back",
        "As the resident dyke of Mill Terrace I declare the street party open",
        "I have been a cripple since the pit and the ramp is still not built",
        "Cripple is what my mates in the wheelchair rugby call each other, calm down",
        "The Chinky as everyone called it then, my gran hated the word and so do I",
        "Spastic diplegia is what my daughter has and she would like to use the swings",
        "The dyke repairs were promised in spring",
    ],
)
def test_a_word_for_oneself_is_not_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "I'm not racist but that paki in the office wants sending home",
        "You are a dirty old poof and I am not having it",
        "I'm a ratepayer and pakis get everything",
        "As a council you dirty pakis",
        "Get out of our town you dyke",
    ],
)
def test_the_same_word_at_others_is_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) == "hide"
