"""Numbers of bank cards are found by their check digit, and look-alikes are left alone."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Passage
from moderator.domain.register import Register
from moderator.scorers.personal_data.scorer import PersonalDataScorer

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


def kinds(text: str) -> set[tuple[str, str]]:
    ((*found,),) = PersonalDataScorer(Register()).score([Passage(text, "", AT)], [[]])
    return {(text[span.start : span.end], span.kind) for one in found for span in one.spans}


@pytest.mark.parametrize("number", ["5200 8282 8282 8210", "4242-4242-4242-4242"])
def test_a_card_number_in_four_groups_is_bank_details(number: str) -> None:
    assert kinds(f"she left her card on the wall {number} exp 09/28") == {(number, "bank_account")}


def test_a_run_of_figures_needs_a_word_for_the_card() -> None:
    assert kinds("my debit card is 4242424242424242, is that right") == {("4242424242424242", "bank_account")}
    assert kinds("reference 4242424242424242 for the missed bin") == set()


def test_figures_that_fail_the_check_are_no_card() -> None:
    assert kinds("order 5200 8282 8282 8211 never came") == set()


def test_an_insurance_number_of_the_kind_used_in_examples_counts_too() -> None:
    assert kinds("Mine is QQ 45 67 89 A, can you look it up") == {("QQ 45 67 89 A", "nino")}
