"""Who is asked: a friend, another resident, everybody for a guess, or the council."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Evidence, Passage, gather
from moderator.scorers.requests.scorer import RequestsScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
POST = "The harbour market opens on Saturday."


def seen(text: str, parent: str) -> Evidence:
    return gather([Passage(text, parent, MOMENT)], (RequestsScorer(),))[0]


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("shall we take the kids Sioned?", POST),
        ("@gwil_b fancy going to this", POST),
        ("ti'n dod i hwn Owain?", POST),
        ("did you get a seat?", "We took the boat trip on Sunday and saw dolphins."),
        ("Is it the clock tower?", "Guess where this photo was taken!"),
        ("and they wonder why the high street is dying", "The cabinet agreed the parking charges."),
        ("Did anybody think before they signed this off", "The cabinet agreed the parking charges."),
        ("All fixed now, no need to ring me", "Sorry about that, we'll ask the team to look."),
        ("Never any trouble down our way, credit to them", "Our wardens are out tonight."),
    ],
)
def test_friends_residents_and_everybody_are_not_the_council(text: str, parent: str) -> None:
    assert not seen(text, parent).needs_response


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("until what time", POST),
        ("Need to renew my mother's badge, the form loops for ever", POST),
        ("sheet of ice all down Rowan Hill", "Frost tonight. Take care."),
        ("same here on Rowan Hill, whole row missed", "Our bags weren't picked up."),
        ("I've been sent somebody else's bill with all their details on", POST),
        ("Hoffwn gael copi o'r amserlen", POST),
        ("@harbourcouncil is that right?", "They say the tip is shutting."),
    ],
)
def test_fragments_reports_and_calls_to_the_council_are_heard(text: str, parent: str) -> None:
    assert seen(text, parent).needs_response
