"""Personal data: every spelling of every kind, the look-alikes, and whose it is."""

from datetime import UTC, datetime
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain.evidence import Finding, Passage
from moderator.domain.register import CouncilContacts, Person, Register
from moderator.scorers.personal_data.scorer import PersonalDataScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SCORER = PersonalDataScorer(
    Register(
        contacts=CouncilContacts(
            phones=("01632 960100", "029 2018 0100"),
            emails=("bins@council.example",),
            domains=("leisure.example",),
            addresses=("Civic Hall, 1 Heol y Cei, SA1 9ZA", "Recycling Centre, 200 Ffordd y Doc, SA8 9ZD"),
        ),
        people=(Person("Delyth Varnham", "officer"),),
    )
)


def findings(text: str, parent: str = "") -> list[Finding]:
    return list(SCORER.score([Passage(text, parent, MOMENT)], [()])[0])


def seen(text: str, parent: str = "") -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.kind) for finding in findings(text, parent) for span in finding.spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My mobile is 07700 900412, ring me", ["07700 900412"]),
        ("+44 (0)7700 900 764 is my daughter's number", ["+44 (0)7700 900 764"]),
        ("(01632) 960 582 is mum's home number", ["(01632) 960 582"]),
        ("07700.900.875 there's her number", ["07700.900.875"]),
        ("0 7 7 0 0 9 0 0 3 9 1 sorry about the spaces", ["0 7 7 0 0 9 0 0 3 9 1"]),
        (
            "My number is oh seven seven double oh nine double oh three two one.",
            ["oh seven seven double oh nine double oh three two one"],
        ),
        (
            "oh double seven double oh, nine hundred, one nine six and ask for Kev",
            ["oh double seven double oh, nine hundred, one nine six"],
        ),
        (
            "Fy rhif i yw dim saith saith dim dim naw dim dim pedwar pump chwech.",
            ["dim saith saith dim dim naw dim dim pedwar pump chwech"],
        ),
        ("dm me or o77oo9oo963", ["o77oo9oo963"]),
        ("0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣2️⃣4️⃣7️⃣ if you want a kitten", ["0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣2️⃣4️⃣7️⃣"]),
        ("it's\n07700\n900\n605\nring tonight", ["07700\n900\n605"]),
        ("His number starts 07700 900 and ends 438", ["07700 900 and ends 438"]),
        ("Message me here wa.me/447700900385", ["447700900385"]),
        ("07700 900 316 or 01632 960 905, whichever you like", ["07700 900 316", "01632 960 905"]),
    ],
)
def test_telephone_numbers_are_found_however_they_are_written(text: str, expected: list[str]) -> None:
    assert seen(text) == [(number, "phone") for number in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Flat 6, 41 Quillon Street has water coming in", "Flat 6, 41 Quillon Street"),
        ("I'm at 12a Merriweather Crescent, the lamp is out", "12a Merriweather Crescent"),
        ("He's at number 9 Clos Afallen Goch, go and knock.", "number 9 Clos Afallen Goch"),
        ("Mae e'n byw yn rhif 22 Stryd Cregyn", "rhif 22 Stryd Cregyn"),
        ("House 4, Pennyfarthing Close, is where she moved to.", "House 4, Pennyfarthing Close"),
        (
            "Send him a card, Apartment 51, Tywod Aur Court, Gasworks Rise.",
            "Apartment 51, Tywod Aur Court, Gasworks Rise",
        ),
        ("its 9 heol y gwynt and the bin men know it", "9 heol y gwynt"),
        ("I live at Tŷ Gwyn, Heol y Gwynt", "Tŷ Gwyn, Heol y Gwynt"),
        ("Cllr Tancock lives 3 The Paddocks if anyone wants to pop round", "3 The Paddocks"),
    ],
)
def test_homes_are_found(text: str, expected: str) -> None:
    assert (expected, "address") in seen(text)


def test_a_bare_house_number_is_an_address_when_the_parent_names_the_street() -> None:
    parent = "Which house on Heol Tywod Aur does he live in?"

    assert seen("Number 14, the one with the blue door.", parent) == [("Number 14", "address")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gwenda at post dot example for the keys", ("gwenda at post dot example", "email")),
        ("lowri (at) mail (dot) example", ("lowri (at) mail (dot) example", "email")),
        ("Reply to cerys＠post.example please", ("cerys＠post.example", "email")),
        ("we're sa80zq and still no water", ("sa80zq", "postcode")),
        ("S A 2  9 Z Y is where I am", ("S A 2  9 Z Y", "postcode")),
        ("it's jx 11 22 33 b, I've given it three times", ("jx 11 22 33 b", "nino")),
        ("it's a black golf, cv84 rwd", ("cv84 rwd", "vehicle_reg")),
        ("My own car KWN 318M got a ticket", ("KWN 318M", "vehicle_reg")),
        ("Private plate M33 GAN, you all know who that is.", ("M33 GAN", "vehicle_reg")),
        ("s/c 65 43 21 acc no 1234 5678", ("65 43 21", "bank_account")),
    ],
)
def test_other_identifiers_are_found(text: str, expected: tuple[str, str]) -> None:
    assert expected in seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ring 01632 960100 and press two for bins.",
        "Oh one six three two nine six oh one double oh, I know it by heart now.",
        "Email bins@council.example, or desk@pool.leisure.example",
        "bins at council dot example is the one for potholes.",
        "Put 200 ffordd y doc sa89zd in the sat nav for the tip.",
        "1 Heol y Cei has had a broken lift since May.",
        "Ring 999, not Facebook! Samaritans are on 116 123.",
        "Stuck on the M4 2pm till gone five.",
        "I object to 2026/1234/FUL, far too tall.",
        "It was on 12/03/2026 at 14:30.",
        "My council tax went from £1,632.96 to £1,794.60.",
        "Order 7012704551 from the compost scheme never came.",
        "Barcode 0770090041234 on the bag roll.",
        "Evening class CS26 DEV is full already.",
        "Cut it to 20 on Ffordd Sgidie, someone will die.",
        "There are 40 Stryd Cregyn residents without water.",
        "Someone tell Number 10 Downing Street about our bins.",
        "Closed 9 to 5 Quillon Street",
        "I waited 40 minutes Wind Street was rammed",
        "Civic Centre, Harbour Road, PG1 1AA, 2nd floor, that's where you take the forms",
        "I work at amazon.co.uk",
        "Bwyd y Bont do takeaway Sunday dinners 01632 960555, best cawl in town",
        "what3words ///bucket.orange.window for the fallen tree.",
        "fit a BS1362 13A fuse (x5)",
        "the kerb is 6mm max @ crossings. Design Note 3 says so",
    ],
)
def test_look_alikes_and_the_councils_own_details_are_left_alone(text: str) -> None:
    assert findings(text) == []


def test_the_writers_own_number_is_told_from_somebody_elses() -> None:
    own = findings("My mobile is 07700 900412, ring me about the gate")[0]
    other = findings("Landlord of that dump, 07700 900 238, ring him at 3am")[0]

    assert own.about == "writer"
    assert "own" in own.traits
    assert other.about == "private"
    assert "incites" in other.traits


def test_a_number_under_a_post_about_a_known_officer_is_theirs() -> None:
    finding = findings("Ffoniwch hi gartre bobol, 07700 900391", "Our Head of Highways, Delyth Varnham, on the works.")[
        0
    ]

    assert finding.about == "officer"


def test_the_health_of_a_named_person_is_personal_data() -> None:
    assert findings("Jordan's got HIV just so people know")[0].traits == {"health"}
    assert findings("I have had cancer and the nurses were lovely") == []


@given(st.text(max_size=200), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_spans_lie_inside_any_text_and_never_overlap(text: str, parent: str) -> None:
    spans = [span for finding in findings(text, parent) for span in finding.spans]

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))


@given(
    st.lists(
        st.sampled_from(
            ["07700", "900", "at", "dot", "Flat", "12", "Street", ",", "SA1", "9", "QX", "\n", "double", "+"]
        ),
        max_size=60,
    )
)
@settings(max_examples=100, deadline=None)
def test_pieces_of_personal_data_in_any_order_are_read(pieces: list[str]) -> None:
    text = " ".join(pieces)

    assert all(span.end <= len(text) for finding in findings(text) for span in finding.spans)


@pytest.mark.parametrize(
    "text", ["0" * 20_000, "0 " * 10_000, "a.a@" * 5_000, "Flat 1, " * 3_000, "\x00\ud800" * 50, "nine " * 4_000]
)
def test_hostile_texts_are_read_in_good_time(text: str) -> None:
    assert isinstance(findings(text), list)


@pytest.mark.parametrize(
    "piece", ["number 12 ", "account 12345678 ", "12-34-56 ", "A123 BCD ", "a@b.example ", "12 High Street "]
)
def test_a_comment_full_of_one_kind_takes_no_longer_than_its_length(piece: str) -> None:
    def spent(times: int) -> float:
        begun = process_time()
        findings(piece * times, "Which house on Heol y Gwynt?")
        return process_time() - begun

    # The best of three: what else the process does meanwhile, such as collecting its garbage, is not the search's.
    short, long = (min(spent(times) for _ in range(3)) for times in (400, 3_200))

    # Eight times the text: a quadratic search would take 64 times as long.
    assert long < 32 * max(short, 0.01)
