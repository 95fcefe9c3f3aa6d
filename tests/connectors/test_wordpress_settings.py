"""What the WordPress connector demands of its settings, before anybody is asked."""

from datetime import UTC, datetime

import pytest
from conformance import CANARY, SettableClock

from connectors.contract import AccessLost
from connectors.loading import load
from connectors.wordpress.reading import Marks, parsed, written
from connectors.wordpress.site import SiteOptions

KEYS = {"username": "moderator", "app_password": CANARY}


@pytest.mark.parametrize("missing", sorted(KEYS))
def test_a_missing_credential_is_named(missing: str) -> None:
    with pytest.raises(AccessLost, match=missing):
        load("wordpress")("news.example", {**KEYS, missing: " "}, {}, SettableClock())


@pytest.mark.parametrize("address", ["http://news.example", "news.example", "https://", "https://a.example/?x=1"])
def test_a_password_is_never_sent_to_an_address_without_encryption(address: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        load("wordpress")("news.example", KEYS, {"address": address}, SettableClock())


def test_a_setting_that_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match="look_back_days"):
        load("wordpress")("news.example", KEYS, {"look_back_days": "some"}, SettableClock())


def test_the_password_shows_in_no_repr() -> None:
    assert CANARY not in repr(SiteOptions("https://news.example", **KEYS))


def test_a_cursor_is_read_as_it_was_written() -> None:
    marks = Marks(1, 2, datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None).isoformat(), 3, 4)

    assert parsed(written(marks)) == marks


@pytest.mark.parametrize(
    "cursor", ["", "[]", "{}", "no json", '{"mark":1,"swept":1,"at":"noon","newest":1,"sweeping":1}']
)
def test_an_unreadable_cursor_counts_as_none(cursor: str) -> None:
    assert parsed(cursor) == Marks()
