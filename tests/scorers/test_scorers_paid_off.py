"""Debts paid off, goods bought off somebody, the dead and copies asked for accuse nobody; a bought councillor does."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "Cllr Pottinger paid off his mortgage last year, and good for him",
        "Pottinger had debts after the shop closed and paid them off himself",
        "Bought off Gethin Marlowe twice, fair prices",
        "Copies of every inspection report since 2019, please",
        "Old Mal Pottinger was the biggest crook in the county and has been dead since 1961",
        "Lyn Castellwick launders the kit for the under nines",
    ],
)
def test_an_honest_sense_is_not_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "Cllr Pottinger was paid off",
        "Cllr Pottinger has been bought off by the developer",
        "Cllr Pottinger paid off his mortgage with bribes",
    ],
)
def test_a_bought_councillor_is_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) == "hide"
