"""Every platform that somebody plays in the demonstration opens to the connector with the part's own secrets."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.loading import credential_keys, load
from moderator.demo.casting import _PARTS, cast
from moderator.domain.comment import AccountRef
from moderator.register_file import load_register
from moderator.shipped import shipped

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("platform", sorted(_PARTS))
def test_a_stand_in_opens_with_its_own_secrets_and_serves_what_is_played(platform: str) -> None:
    register = load_register(shipped("config") / "demo" / "register.toml")
    account = AccountRef(platform, "100200300")
    profile = replace(register.profiles[0], account=account)
    part = cast(replace(register, profiles=(profile,)), lambda: MONDAY)[profile.id]
    base_url = part.server.start()
    try:
        connector = load(platform)(
            account.account_id, part.secrets, {**part.settings, "base_url": base_url}, lambda: MONDAY
        )
        post = part.server.add_post("The tip has new hours.", MONDAY)
        native_id = part.server.add_comment(post, "Ann", "When is it open?", MONDAY)

        connector.check()
        found = [sighting.ref.native_id for sighting in connector.fetch("").sightings]
    finally:
        part.server.stop()

    assert found == [native_id]
    assert part.server.comment(native_id).text == "When is it open?"
    assert set(part.secrets) <= set(credential_keys(platform))


def test_a_platform_that_nobody_plays_has_no_part() -> None:
    register = load_register(shipped("config") / "demo" / "register.toml")
    profile = replace(register.profiles[0], account=AccountRef("memory", "100"))

    assert cast(replace(register, profiles=(profile,)), lambda: MONDAY) == {}
