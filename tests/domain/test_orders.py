"""The words of a reply: numbers and verbs in both languages, and everything else refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.orders import orders_in, rule_named
from moderator.domain.policy import HouseRule
from moderator.policy_file import load_policy
from moderator.shipped import shipped

RULES = (
    HouseRule("abuse", "No abuse.", "Dim sarhad.", "rights", ("insult", "sarhad")),
    HouseRule("personal-details", "No details.", "Dim manylion.", "rights", ("manylion preifat",)),
)


def said(line: str) -> tuple[int, str, str] | None:
    found = orders_in([line], RULES)
    return (found.orders[0].number, found.orders[0].verb, found.orders[0].reason) if found.orders else None


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("3 hide abuse", (3, "hide", "abuse")),
        ("3 hide", (3, "hide", "")),
        ("3. Hide Insult.", (3, "hide", "abuse")),
        ("3) cuddio sarhad", (3, "hide", "abuse")),
        ("3 cuddio Manylion  Preifat", (3, "hide", "personal-details")),
        ("3 hide personal details", (3, "hide", "personal-details")),
        ("3 hide personal-details", (3, "hide", "personal-details")),
        ("* 5 ok", (5, "keep", "")),
        ("5 iawn", (5, "keep", "")),
        ("5 keep", (5, "keep", "")),
        ("\u200b5\u00a0cadw ", (5, "keep", "")),
        ("undo 3", (3, "undo", "")),
        ("3 undo", (3, "undo", "")),
        ("Dadwneud 3", (3, "undo", "")),
        ("7 ack", (7, "acknowledge", "")),
        ("7 cydnabod", (7, "acknowledge", "")),
        ("7 refer legal services", (7, "refer", "legal")),
        ("7 cyfeirio cwynion", (7, "refer", "complaints")),
        ("7 atebwyd", (7, "answered", "")),
        ("7 anfon", (7, "send", "")),
        ("**3 adrodd**", (3, "report", "")),
        ("12 gweithredu", (12, "action", "")),
    ],
)
def test_a_number_and_a_verb_make_a_decision_in_either_language(line: str, meant: tuple[int, str, str]) -> None:
    assert said(line) == meant


@pytest.mark.parametrize(
    "line",
    [
        *("all ok", "All of them ok", "popeth yn iawn", "pob un iawn", "everything hide abuse"),
        *("ok", "hide 3", "3", "3ok", "three ok", "3 5 ok", "3,5 ok", "3-5 ok", "3 ok thanks", "3 delete", "-3 ok x"),
        *("3 hide rudeness", "3 refer police", "not 3 ok", "3 not ok", "3 ok?", "3 hide abuse or not", "Re: 3 ok"),
        *("24 Hide Park Road", "01792 555 ok", "12345 ok", "undo", "undo all", "undo 3 and 4", "3 o k", "N ok"),
        "3 ok " + "x" * 200,
    ],
)
def test_what_is_not_clearly_a_decision_is_none_and_says_why(line: str) -> None:
    found = orders_in([line], RULES)

    assert found.orders == ()
    assert [one.line for one in found.misread] == [line]
    assert found.misread[0].why


def test_two_answers_that_disagree_count_for_nothing_and_the_same_twice_counts_once() -> None:
    found = orders_in(["3 ok", "5 ok", "3 hide abuse", "5 OK"], RULES)

    assert [one.number for one in found.orders] == [5]
    assert [one.line for one in found.misread] == ["3 ok", "3 hide abuse"]


@given(st.text())
def test_no_text_without_a_known_verb_is_a_decision(text: str) -> None:
    words = {"ok", "okay", "keep", "undo", "ack", "hide"}
    if not any(word in text.casefold() for word in words):
        assert all(
            order.verb not in ("keep", "hide", "undo") for order in orders_in(text.split("\n"), RULES).orders
        ) or any(word in text.casefold() for word in ("iawn", "cadw", "cuddio", "dadwneud"))


def test_every_house_rule_that_ships_can_be_named_in_both_languages() -> None:
    policy = load_policy(shipped("config") / "policy.toml")

    assert all(len(rule.names) >= 2 for rule in policy.house_rules)
    named = {
        name: rule_named(name, policy.house_rules) for rule in policy.house_rules for name in (rule.id, *rule.names)
    }
    assert all(found is not None and name in (found.id, *found.names) for name, found in named.items())
