"""Details that their owner wants read are not taken from the page; those of somebody who is exposed are."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "Man with a van, house clearances, 07700 900145",
        "Guitar lessons for beginners with Owain, 07700 900146",
        "Registered childminder, one space from Easter, text Bev 07700 900147",
        "Lost since Sunday near the quay: black and white cat, red collar, call Jen 07700 900148",
        "Double bed, free to a good home, 07700 900149",
        "Please call my son about the grant, I am no good on the phone. 07700 900150",
        "Please e-mail me at r.jarrold@home.example, it is about my mum's grave",
        "Ring the surgery's reception on 01632 960311, they open at eight",
        "The clerk's address is clerk@littleford.example, it's on the board",
        "Our manifesto at jarrold4ward.example, vote on Thursday",
        "Terrible driving by the no. 14 on Quay Hill this morning",
    ],
)
def test_details_that_are_meant_to_be_used_are_not_hidden(outcome, text):
    assert outcome(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "Avoid this plasterer, available for robbing pensioners, 07700 900112",
        "Man and van who robbed my nan, his mobile is 07700 900145, give him hell",
        "Her number is 07700 900147, the childminder with spaces available",
        "Ring my ex at 3am on 07700 900150",
        "The school head's mobile is 07700 900151",
        "Here's the planning officer's own e-mail: tom.jarrold@home.example",
        "Mr Jarrold lives at no. 14 Quay Hill",
    ],
)
def test_details_of_somebody_who_is_exposed_are_hidden(outcome, text):
    assert outcome(text) == "hide"
