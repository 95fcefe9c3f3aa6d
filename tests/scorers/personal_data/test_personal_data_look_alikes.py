"""Figures that only look like a home or a telephone number, and homes that are written like a count."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Passage
from moderator.domain.register import Register
from moderator.scorers.personal_data.scorer import PersonalDataScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SCORER = PersonalDataScorer(Register())


def seen(text: str) -> list[tuple[str, str]]:
    found = SCORER.score([Passage(text, "", MOMENT)], [()])[0]
    return [(text[span.start : span.end], span.kind) for finding in found for span in finding.spans]


@pytest.mark.parametrize(
    "text",
    ["Barry Ockenden, 31 Chapel Rigg, in bed by nine", "he is at 9 Primrose Garth", "77 Tanyard Lofts, buzzer 4"],
)
def test_streets_and_dwellings_of_the_north_and_in_mills_are_homes(text: str) -> None:
    assert [kind for _, kind in seen(text)] == ["address"]


@pytest.mark.parametrize(
    "text",
    [
        "we counted 14 Park Road to the school",
        "drove 30 Harbour Street and back for nothing",
        "at 9 Harbour Road closed again",
        "order no. 01632960417",
        "serial number is 07700900123 on the boiler",
        "the County Hall's postcode is SA1 3SN",
        "postcode for the swimming pool is SA2 8QB",
        "I am the parent of at least one LBGTQIA child",
        "the new 3D Secure step fails",
        "2 hr parking around fountain sq",
        "open 9-5 Quay Street",
        "Blue Badges in 48h, DM us for a form",
        "the parcel is £1.45 at redeliver.example",
        "log in with your online banking at refund.example",
        "the same fee at another-shop.example",
    ],
)
def test_counts_orders_and_public_buildings_are_nobodys_home(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he lives at 12/14 Quay Street", [("12/14 Quay Street", "address")]),
        ("the rubbish outside 21-25 Tanner Road is his", [("21-25 Tanner Road", "address")]),
        ("the family at 10 Tanner Road is a disgrace", [("10 Tanner Road", "address")]),
        ("Mrs Hopkin's son is bipolar", [("Mrs Hopkin's son is bipolar", "health")]),
        ("his postcode is SA2 8QB", [("SA2 8QB", "postcode")]),
    ],
)
def test_homes_in_a_range_and_the_health_of_relatives_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert seen(text) == expected
