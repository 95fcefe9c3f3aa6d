"""The token in a reply address: nobody else can make one, and no mail system can spoil one."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.changes import changed_words
from moderator.domain.sealed import FORM, Seal, name_in, name_of

END = datetime(2026, 12, 1, 9, 0, 0, 123456, tzinfo=UTC)
OLD, NEW = "o" * 32, "n" * 32
SEAL = Seal((OLD, NEW))
NAMES = st.binary(min_size=10, max_size=10).map(name_of)


@given(NAMES, st.emails())
def test_a_token_proves_its_digest_for_its_recipient_until_its_end_and_nothing_else(name: str, who: str) -> None:
    token = SEAL.token(name, who, END)

    assert re.fullmatch(FORM, token)
    assert len(f"{'b' * 30}+{token}") <= 64
    assert name_in(token) == name
    assert SEAL.proves(token, who.upper() if who.isascii() else who, END)
    assert not SEAL.proves(token, f"x{who}", END)
    assert not SEAL.proves(token, who, END + timedelta(seconds=1))


@given(NAMES, st.integers(0, 32), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_token_with_any_other_letter_proves_nothing(name: str, place: int, letter: str) -> None:
    token = SEAL.token(name, "nia@council.example", END)
    other = token[:place] + letter + token[place + 1 :]

    proved = place == 0 or other == token
    assert SEAL.proves(other, "nia@council.example", END) == proved


def test_an_older_secret_still_proves_and_a_foreign_one_does_not() -> None:
    token = Seal((OLD,)).token("a" * 16, "nia@council.example", END)

    assert SEAL.proves(token, "nia@council.example", END)
    assert not Seal((NEW,)).proves(token, "nia@council.example", END)
    assert not SEAL.proves("m" + "a" * 16 + "ŵ" * 16, "nia@council.example", END)
    assert "oooo" not in repr(SEAL)


@pytest.mark.parametrize("secrets", [(), ("short",), (OLD, "short")])
def test_a_weak_secret_is_refused(secrets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="at least 32"):
        Seal(secrets)


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_difference_is_harmless_to_look_at(then: str, now: str) -> None:
    said = changed_words(then, now)

    assert "://" not in said
    assert all(letter == "\n" or letter.isprintable() or letter == "\u200d" for letter in said)


def test_a_difference_shows_what_went_and_what_came() -> None:
    assert changed_words("the bins are late", "the bins were late again") == (
        "the bins [taken out: are] [new: were] late [new: again]"
    )
