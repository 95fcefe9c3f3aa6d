"""Signs that somebody is at risk, told in everyday words; and everyday words that only look like them."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Passage
from moderator.scorers.safeguarding.scorer import SafeguardingScorer

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


def labels(text):
    ((*found,),) = SafeguardingScorer().score([Passage(text, "", AT)], [()])
    return {one.label for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "The boss keeps their passports in his safe, six lads in one caravan",
        "Different men every night at the end house and a lass of fifteen",
        "Our neighbour locks his mum in when he goes to the pub",
        "He's only 7 and he's out till midnight most nights",
        "A teacher put his hands round my lad's neck",
        "The old man next door hasn't had his carers since Friday",
        "My ex has found our new address, I have the kids with me",
        "The little lass flinches when anybody lifts a hand",
    ],
)
def test_a_sign_of_risk_is_found(text):
    assert "safeguarding" in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "That lad on the desk wants a slap",
        "My eight year old beat Mr Tarrant at chess",
        "Leave the lass alone, she only read the minutes out",
        "Our baby screams all night, teething, any tips",
    ],
)
def test_an_everyday_word_is_no_sign(text):
    assert "safeguarding" not in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "My daughter is fifteen and she's cutting again",
        "Stood on that bridge again looking at the water",
        "I had planned not to see Christmas",
        "The only thing keeping me here is the cat",
        "Somebody help the lad above, he's posting about taking an overdose",
    ],
)
def test_somebody_who_may_harm_themselves_is_found(text):
    assert "self_harm" in labels(text)


@pytest.mark.parametrize(
    "text",
    ["She's been cutting the grass since nine", "The barber, he's cutting her fringe", "Sat on the pier with chips"],
)
def test_cutting_grass_and_sitting_on_a_pier_are_not_that(text):
    assert "self_harm" not in labels(text)
