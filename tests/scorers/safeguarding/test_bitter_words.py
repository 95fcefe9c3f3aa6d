"""Bitterness about a decision, and a thing that hangs, urge nobody to harm themselves; urging in plain words does."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "So pensioners can just die then, can they, so long as the books balance",
        "I suppose the sick can all just die while you cut the ribbon",
        "The hook is so big you could hang a ham on it",
        "You should hang the bunting lower so we can see it",
        "The puddle at the crossing, you could drown in it",
    ],
)
def test_bitter_words_and_things_that_hang_are_not_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "You should just hang, nobody would care",
        "Why don't you just die",
        "So you can just die then",
        "So Cllr Pottinger can just die",
        "You ought to die in a ditch",
    ],
)
def test_urging_stays_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) == "hide"
