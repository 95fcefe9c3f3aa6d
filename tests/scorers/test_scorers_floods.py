"""What is written again and again: an advert goes, what residents copy from each other never does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from moderator.assessing.judging import Judged, judge
from moderator.assessing.reading import Row
from moderator.domain.evidence import Scorer
from moderator.domain.policy import Policy
from moderator.domain.register import LinkLists, Register
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
ADVERT = "We make celebration cakes for all occasions, order early for Christmas and dm us for prices and bookings."
#: Lawful words that many people may copy.
COPIED = (
    "We the residents of Marlbridge call on the council to keep the library open. Please copy and paste this.",
    "This council has wasted our money on consultants while the roads fall apart. Shame on the lot of you. Share this.",
    "Sign the petition to save the crossing at the school before somebody dies: petitions.senedd.wales/petitions/123",
    "Under the Freedom of Information Act please tell us how much the consultants were paid. Copy and send this too.",
    "Read what really happened with the depot sale and judge for yourself at hillresidents.example/depot-sale-story",
)


@lru_cache(maxsize=1)
def register() -> Register:
    return load_register(ROOT / "tests/data/worked_register.toml")


@lru_cache(maxsize=1)
def line() -> tuple[Scorer, ...]:
    return tuple(scorers(register(), model=None))


@lru_cache(maxsize=1)
def policy() -> Policy:
    return load_policy(ROOT / "config/policy.toml")


def judged(*rows: Row) -> list[Judged]:
    return list(judge(rows, line(), policy(), register(), at=None, clock=lambda: AT))


def outcomes(text: str, times: int, apart: timedelta | None = None) -> list[str]:
    rows = [Row(n, text, f"Post {n % 3}", apart and AT + n * apart) for n in range(times)]
    return [one.decision.outcome.word for one in judged(*rows)]


def test_an_advert_is_looked_at_and_from_the_third_copy_on_hidden() -> None:
    assert outcomes(ADVERT, 4) == ["queue", "queue", "hide", "hide"]


def test_copies_that_lie_more_than_a_week_apart_are_no_flood() -> None:
    assert outcomes(ADVERT, 4, timedelta(days=8)) == ["queue"] * 4


@pytest.mark.parametrize("text", COPIED)
def test_what_residents_copy_from_each_other_is_never_hidden_however_often(text: str) -> None:
    assert "hide" not in outcomes(text, 30)


def test_of_a_copied_petition_a_person_hears_at_the_5th_and_the_25th_copy() -> None:
    found = outcomes(COPIED[0], 30)

    assert [number for number, outcome in enumerate(found, 1) if outcome != "publish"] == [5, 25]


def test_the_same_words_with_a_link_nobody_knows_come_to_a_person() -> None:
    assert outcomes(COPIED[4], 4)[2:] == ["queue", "queue"]


def test_a_blocked_server_is_spam_and_a_trusted_one_no_sign_of_it() -> None:
    lists = LinkLists(trusted=("hillresidents.example",), blocked=("bad.example",))
    line_of_council = scorers(replace(register(), links=lists), model=None)
    texts = (
        "See www.shop.bad.example/x",
        "See notbad.example/x",
        "See https://bad.example.",
        "See hillresidents.example/x",
    )
    rows = [Row(text, text, "", None) for text in texts]

    found = list(judge(rows, line_of_council, policy(), register(), at=AT, clock=lambda: AT))

    assert [one.decision.outcome.word for one in found] == ["hide", "publish", "hide", "publish"]
    assert [rows[0].text[span.start : span.end] for span in next(found[0].evidence.of("spam")).spans] == [
        "www.shop.bad.example/x"
    ]
