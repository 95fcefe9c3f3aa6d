"""Numbers, signatures and apologies that are nobody's secret stay up; the like of them that harms does not."""

import pytest


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("he kept 40 lads off the streets and on the park with a football", ""),
        ("that one left us a car park and nothing else", "Regeneration deal signed."),
        ("proud gran here, my three loved the parade", "Photos from Saturday."),
        ("Ring 01632 960214, option 3, it's printed on the bin", "Who do I ring about a missed bin?"),
        ("Planning duty line is mornings only, 01632 960217, take a book", ""),
        ("Petition to keep the 8.14: sign here petitions.example/814 and share with everyone", ""),
    ],
)
def test_what_is_counted_published_or_taken_back_is_not_hidden(outcome, text, parent):
    assert outcome(text, parent) != "hide"


def test_no_rule_hides_a_charge_that_is_taken_back(outcome_by_rules):
    told = "I want to apologise to Gwenda Pottinger. I said she stole the raffle money and I was wrong."

    assert outcome_by_rules(told, "") != "hide"
    assert outcome_by_rules("Gwenda Pottinger stole the raffle money.", "") == "hide"


@pytest.mark.parametrize(
    "text",
    [
        "she lives at forty two acacia avenue",
        "he's at 12 the grove, blue door",
        "Mal Pottinger's mobile is 07700 900214, press him hard",
        "Make £800 a day with my trading signals, share with friends, moneyman.example",
        "Gwenda Pottinger stole the raffle money, no apology from her",
    ],
)
def test_homes_numbers_scams_and_charges_in_like_words_are_hidden(outcome, text):
    assert outcome(text, "") == "hide"
