"""Homes, accounts and plates in the ways that people write them when they do not fill in a form."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Passage
from moderator.domain.register import Register
from moderator.scorers.personal_data.scorer import PersonalDataScorer

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SCORER = PersonalDataScorer(Register())


def seen(text: str) -> set[tuple[str, str]]:
    ((*found,),) = SCORER.score([Passage(text, "", AT)], [[]])
    return {(text[span.start : span.end], span.kind) for one in found for span in one.spans}


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("flat 2b 18 beach road is where she is", "flat 2b 18 beach road"),
        ("the Hendys at number 40 Bro Dawel", "number 40 Bro Dawel"),
        ("his house is 1 Pen-y-Bryn", "1 Pen-y-Bryn"),
        ("send it to 6 Heol-y-Graig then", "6 Heol-y-Graig"),
        ("6 Tan-y-Lan Terrace, the blue one", "6 Tan-y-Lan Terrace"),
        ("he's in 9 Llwyn Derw, ask for Kev", "9 Llwyn Derw"),
        ("plot 9, Sandy Nook is where he hides", "plot 9, Sandy Nook"),
        ("his mam is in room 14 at Bryn Heulog", "room 14 at Bryn Heulog"),
        ("Apartment 12, Altamar is hers", "Apartment 12, Altamar"),
        ("her address is 41, St. Helen's Ave", "41, St. Helen's Ave"),
        ("she lives at Rose Cottage on Lower Lane", "Rose Cottage on Lower Lane"),
        ("24 Gwydr Cresent, the red door", "24 Gwydr Cresent"),
        ("he owes me, 22 Meridian Tower", "22 Meridian Tower"),
    ],
)
def test_a_home_without_a_plain_street_is_found(text: str, home: str) -> None:
    assert seen(text) == {(home, "address")}


@pytest.mark.parametrize(
    "text",
    [
        "meet us in room 14 at the Guildhall",
        "room 4 at Civic Centre is freezing",
        "the number 10 Downing Street cat",
        "60 Bro Dawel pupils walked for charity",
        "2 Eiffel Tower tickets going spare",
        "we came from Number 3 Monday and it was shut",
        "Stoke-on-Trent 2 Aston Villa 1",
    ],
)
def test_rooms_and_numbers_of_everybody_are_no_home(text: str) -> None:
    assert seen(text) == set()


def test_a_sort_code_with_signs_and_an_account_beside_it_need_no_word_for_a_bank() -> None:
    both = {("11-22-33", "bank_account"), ("87654321", "bank_account")}
    assert seen("pay Joan direct, 11-22-33 then 87654321") == both
    assert seen("NatEast 00000094, 00-00-00, in the name of R Pomfret") == {
        ("00000094", "bank_account"),
        ("00-00-00", "bank_account"),
    }
    assert seen("it was 11-22-33 on the score board and 87654321 people watched") == set()


def test_an_account_number_is_a_banks_unless_something_else_has_accounts() -> None:
    assert seen("his account number is 00000094, help yourselves") == {("00000094", "bank_account")}
    assert seen("my council tax account number is 00000094") == set()


@pytest.mark.parametrize("number", ["GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"])
def test_an_international_account_number_is_known_by_its_check_figures(number: str) -> None:
    assert seen(f"send the rent to {number} he said") == {(number, "bank_account")}
    assert seen(f"send the rent to {number.replace('29', '28', 1)} he said") == set()


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("NI car AIZ 1234 on our street again", "AIZ 1234"),
        ("Charlie Papa 67 Oscar Juliet Romeo, if anyone asks", "Charlie Papa 67 Oscar Juliet Romeo"),
        ("reg number charlie papa six seven oscar juliet romeo", "charlie papa six seven oscar juliet romeo"),
        ("CU2O XYZ is his car", "CU2O XYZ"),
        ("CU20.XYZ parked across my drive", "CU20.XYZ"),
        ("yellow corsa c u 2 0 x y z", "c u 2 0 x y z"),
    ],
)
def test_a_plate_is_found_however_it_is_given(text: str, plate: str) -> None:
    assert seen(text) == {(plate, "vehicle_reg")}


@pytest.mark.parametrize("text", ["form ABZ 1234 asks for the car", "we saw Golf Hotel and Lima on the trip of 2019"])
def test_forms_and_names_are_no_plates(text: str) -> None:
    assert seen(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "five a side tonight lads, bring bibs",
        "learned that one the hard way",
        "six of us, six sticks, one car park",
        "he's 22, dark green parka, please share",
        "he bought his seat for 10k, hotel car park, I drove him",
        "your one way system lets me drive nowhere",
        "the fire door on 9 won't close",
        "that baby in flat 6 NEVER stops",
        "Dad's got dementia and loves the day centre",
        "that lot is cancer, and Greed is cancer too",
    ],
)
def test_counts_clothes_and_ones_own_father_are_nobodys_private_details(text: str) -> None:
    assert seen(text) == set()


def test_a_number_in_words_is_a_home_where_somebody_lives_there() -> None:
    assert seen("she lives at nine mill lane") == {("nine mill lane", "address")}
    assert seen("Dilys Orme is epileptic, be kind") == {("Dilys Orme is epileptic", "health")}
