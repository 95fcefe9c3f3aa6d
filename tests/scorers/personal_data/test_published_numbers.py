"""A shop's number, one's own and a page on the web may be given; a number that exposes somebody may not."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "The garage on Quay Hill is open till six, ring 01632 960145",
        "Try the vets, book with the vets on 01632 960146",
        "Missing from Sea View: grey parrot, answers to Kenneth, ring 07700 900147 if you see him",
        "Window cleaner, taking bookings for spring, ask for Dot 07700 900148",
        "I'd rather you e-mailed me on w.pryce@home.example about the skip",
        "You never ring back. I am on 01632 960149 all day",
        "Rent query, name Olwen Pryce, 14 Pipehouse Lane, please ring before four",
        "The minutes are published at www.littleford.example for anybody who cares",
        "The second one as you come down the bank has lost its lid",
        "can you send me the form please m.o.pargeter@postbox.example not good with links",
        "for a cab try Five Star 01632 960612 or Ace, both do wheelchair cars",
        "Ring the water company not the council for a burst main, 01632 960455 its on the bill",
        "Marsh Gate's office is 01632 960733, they do an out of hours",
        "the number for out of hours is 01632 960144, it's on the back of your bill",
        "ring 01632 960000 thats on the council web site hun, opt 3",
        "use 01632 960188, the housing line, they transfer you and it's quicker",
        "He taught me when I was one, he drove the van up the hill",
    ],
)
def test_details_that_expose_nobody_are_not_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) != "hide"


@pytest.mark.parametrize(
    "text",
    [
        "The shop owner, he is at home on 01632 960145, ring him tonight",
        "That vet is a thief, ring 01632 960146",
        "Olwen Pryce lives at 14 Pipehouse Lane",
        "She lives at number fourteen Pipehouse Lane",
    ],
)
def test_details_that_expose_somebody_are_hidden(outcome_by_rules, text):
    assert outcome_by_rules(text) == "hide"
