"""What the Misago connector demands of its settings, before anybody is asked."""

import pytest
from conformance import CANARY, SettableClock

from connectors.contract import AccessLost
from connectors.loading import load
from connectors.misago.board import BoardOptions
from connectors.misago.reading import Marks, parsed, written

KEYS = {"username": "CouncilTeam", "password": CANARY}


@pytest.mark.parametrize("missing", sorted(KEYS))
def test_a_missing_credential_is_named(missing: str) -> None:
    with pytest.raises(AccessLost, match=missing):
        load("misago")("forum.example", {**KEYS, missing: " "}, {}, SettableClock())


@pytest.mark.parametrize("address", ["http://forum.example", "forum.example", "https://", "https://a.example/?x=1"])
def test_a_password_is_never_sent_to_an_address_without_encryption(address: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        load("misago")("forum.example", KEYS, {"address": address}, SettableClock())


@pytest.mark.parametrize("key", ["look_back_days", "timeout_s"])
def test_a_setting_that_is_no_number_is_named(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        load("misago")("forum.example", KEYS, {key: "some"}, SettableClock())


def test_the_password_shows_in_no_repr() -> None:
    assert CANARY not in repr(BoardOptions("https://forum.example", **KEYS))


def test_a_cursor_is_read_as_it_was_written() -> None:
    marks = Marks(1, 2, 3, 4, 5, 6, 7, 8, 9, ((12, 3, 1700000000), (13, 1, 0)))

    assert parsed(written(marks)) == marks


@pytest.mark.parametrize("cursor", ["", "[]", "{}", "no json", "7", '{"todo":[[1]]}', '{"todo":[],"newest":"x"}'])
def test_an_unreadable_cursor_counts_as_none(cursor: str) -> None:
    assert parsed(cursor) == Marks()
