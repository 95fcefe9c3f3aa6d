"""Words a threat is made of, in a sense that is none, are not hidden; the threat beside them is."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "There's a lady in the bus shelter in her nightdress, she says she doesn't know where she lives",
        "Found a lad by the war memorial who has forgotten where he lives, police are with him",
        "I'll be waiting by my front gate for the bin wagon, as I have every Tuesday this month",
        "I'll be waiting with bated breath for the answer to my fourth letter",
        "May the new mast go up outside your own front door, see how you like it",
        "I'm bringing a machete on Sunday to help clear the brambles behind the chapel",
        "Could open a bottle with them gates, they're that crooked",
        "Some animal dropped a bomb in the library toilets, windows open please",
        "You'll find the old boy easily, he'll be found in the docks cafe most mornings",
        "Cllr Pottinger ought to hang his head after that vote",
    ],
)
def test_another_sense_is_no_threat(outcome_by_rules, text):
    assert outcome_by_rules(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "Don't think I don't know where you live, Pottinger",
        "We know where Pottinger lives and his kids",
        "I'll be waiting by your front door tonight, Pottinger",
        "Lads, be outside his house at nine",
        "I'm bringing a machete on Sunday to cut Pottinger's head off",
        "I've left a bomb in the library toilets",
        "Pottinger will be found in the docks one morning",
        "Hang Pottinger from a lamp post",
    ],
)
def test_the_threat_beside_it_is_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) == "hide"
