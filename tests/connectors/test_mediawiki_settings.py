"""Settings of a wiki profile: each mistake is named with its cure, before anybody is asked."""

import pytest
from conformance import SettableClock

from connectors.contract import AccessLost
from connectors.loading import load

KEYS = {"username": "ModBot@moderation", "password": "secret"}
WIKI = {"base_url": "https://wiki.example.gov.uk/w/"}


@pytest.mark.parametrize(
    "address",
    ["", "wiki.example.gov.uk", "http://wiki.example.gov.uk/w/", "https://me:pw@wiki.example.gov.uk/", "ftp://a/"],
)
def test_the_address_must_be_safe_to_send_a_password_to(address: str) -> None:
    with pytest.raises(ValueError, match="https address"):
        load("mediawiki")("ModBot", KEYS, {"base_url": address}, SettableClock())


@pytest.mark.parametrize(
    ("setting", "value"), [("namespaces", "talk"), ("look_back_days", "three"), ("timeout_s", "soon")]
)
def test_a_setting_that_cannot_be_read_is_named(setting: str, value: str) -> None:
    with pytest.raises(ValueError, match=setting):
        load("mediawiki")("ModBot", KEYS, WIKI | {setting: value}, SettableClock())


def test_missing_credentials_are_named() -> None:
    with pytest.raises(AccessLost, match="lack password"):
        load("mediawiki")("ModBot", {"username": "ModBot@moderation"}, WIKI, SettableClock())


def test_the_password_shows_nowhere() -> None:
    connector = load("mediawiki")("ModBot", KEYS, WIKI, SettableClock())

    assert "secret" not in repr(vars(connector))
