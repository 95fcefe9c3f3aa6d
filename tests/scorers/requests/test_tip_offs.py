"""A tip from inside is found by who speaks and what ought to be looked at; a charge from outside is none."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Passage
from moderator.scorers.requests.scorer import RequestsScorer

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


def is_tip_off(text):
    ((*found,),) = RequestsScorer().score([Passage(text, "", AT)], [()])
    return "whistleblowing" in {one.label for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "I do the rota at a children's home and we've been told to sign for people who were not there",
        "Carer here, three of us for forty residents at night. Please look into it.",
        "Have a look at the fuel cards in parks. The litres don't add up.",
        "I'm a cleaner at one of your schools and the legionella taps are never run. I can't give my name",
        "How do I report my depot without the gaffer finding out?",
        "Who can I tell that isn't my manager?",
        "We were told not to visit after a complaint came in",
        "Ask to see the weighbridge tickets for August",
    ],
)
def test_a_tip_from_inside_is_found(text):
    assert is_tip_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "Agency staff cost twice what your own people do",
        "She forged her uncle's will, everyone in Hob Street knows",
        "He fiddled while the town burned",
        "I was inside for two years and the boxing club straightened me out",
        "I work in a hotel and need a bus before six",
        "My sister was there on the night and it was lovely",
    ],
)
def test_a_charge_from_outside_and_an_everyday_word_are_none(text):
    assert not is_tip_off(text)
