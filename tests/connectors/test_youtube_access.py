"""What YouTube's access costs and how it fails: quota, sign-in, permissions, secrets, and the published description."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from conformance import CANARY, MONDAY, World
from discovery import Described, youtube_document
from yt_world import CHANNEL, KEYS, connected, youtube_world

from connectors.contract import AccessExpires, AccessLost, TryLater
from connectors.loading import load
from connectors.metering import UNITS, metered
from connectors.sandbox.server import Asked
from connectors.sandbox.youtube import FORCE_SSL
from connectors.youtube.errors import quota_returns_at


@pytest.fixture
def world() -> Iterator[World]:
    with youtube_world() as made:
        yield made


def test_each_call_costs_its_published_units(world: World) -> None:
    native_id = world.comment()

    with metered() as meter:
        world.connector.hide(native_id)

    assert meter.spent[UNITS] == 1 + 50
    assert world.platform.units == 1 + 50


def test_a_used_up_quota_waits_for_midnight_on_the_pacific_coast(world: World) -> None:
    world.platform.fail_next("quota")

    with metered() as meter, pytest.raises(TryLater) as caught:
        world.connector.fetch("")

    assert caught.value.retry_after == timedelta(hours=22)
    (allowance,) = meter.allowances.values()
    assert allowance.resets_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "returns"),
    [
        (datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 2, 7, tzinfo=UTC)),
        (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),  # clocks go back that night
        (datetime(2026, 3, 8, 9, tzinfo=UTC), datetime(2026, 3, 9, 7, tzinfo=UTC)),
        (datetime(2026, 1, 1, 7, 59, tzinfo=UTC), datetime(2026, 1, 1, 8, tzinfo=UTC)),
    ],
)
def test_midnight_pacific_follows_the_pacific_clocks(now: datetime, returns: datetime) -> None:
    assert quota_returns_at(now) == returns


@pytest.mark.parametrize(
    ("status", "body", "expected", "cure"),
    [
        (400, {"error": "invalid_grant"}, AccessLost, "Testing"),
        (401, {"error": "invalid_client"}, AccessLost, "client_secret"),
        (400, {"error": "invalid_scope"}, AccessLost, "sign in again"),
        (503, {"error": "internal_failure"}, TryLater, "sign-in"),
        (429, {}, TryLater, "sign-in"),
        (200, {"access_token": None}, TryLater, "sign-in"),
        (200, [], TryLater, "sign-in"),
    ],
)
def test_a_failed_sign_in_names_its_cure_and_is_not_repeated(
    world: World, status: int, body: object, expected: type[Exception], cure: str
) -> None:
    native_id = world.comment()
    for call in (world.connector.check, lambda: world.connector.hide(native_id)):
        world.platform.calls.clear()
        world.platform.sign_in_fails = [(status, body)]

        with pytest.raises(expected, match=cure):
            call()

        assert world.platform.calls == ["POST /token"]


def test_the_sign_in_of_another_channel_is_noticed(world: World) -> None:
    other = load("youtube")("UCother", KEYS, {"base_url": world.platform.base_url}, world.clock)

    for call in (other.check, lambda: other.fetch("")):
        with pytest.raises(AccessLost, match="not this channel's"):
            call()


def test_a_sign_in_without_the_permission_is_noticed_before_anything_fails(world: World) -> None:
    world.platform.scopes = FORCE_SSL.replace("force-ssl", "readonly")

    with pytest.raises(AccessLost, match=r"youtube\.force-ssl"):
        world.connector.check()


@pytest.mark.parametrize(("fault", "cure"), [("not_enabled", "enable"), ("forbidden", "owner")])
def test_what_is_missing_in_googles_console_is_said(world: World, fault: str, cure: str) -> None:
    world.platform.fail_next(fault)

    with pytest.raises(AccessLost, match=cure):
        world.connector.check()


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_missing_credential_is_named(world: World, key: str) -> None:
    with pytest.raises(AccessLost, match=key):
        load("youtube")(CHANNEL, KEYS | {key: " "}, {}, world.clock)


def test_a_setting_that_is_no_number_is_named(world: World) -> None:
    with pytest.raises(ValueError, match="look_back_days"):
        connected(world.platform, world.clock, look_back_days="a week")


def test_the_end_of_a_sign_in_is_told_where_google_tells_it(world: World) -> None:
    connector = world.connector
    assert isinstance(connector, AccessExpires)

    without = connector.access_ends_at()
    world.platform.sign_in_ends_in = 86_400
    with_end = connector.access_ends_at()

    assert without is None
    assert with_end == MONDAY + timedelta(days=1)


def test_secrets_go_to_the_sign_in_alone(world: World) -> None:
    asked: list[Asked] = []
    honest = world.platform.answer
    world.platform.answer = lambda request: asked.append(request) or honest(request)
    native_id = world.comment()

    world.drain()
    world.connector.hide(native_id)

    assert asked
    assert all(CANARY not in urlencode(request.query) + request.body.decode() for request in asked)
    assert all(CANARY not in value for request in asked for value in request.headers.values())


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"part": "snippet", "since": "2026"}, "since is no parameter"),
        ({"part": "snippet", "moderationStatus": "hidden"}, "no allowed value"),
        ({"part": "snippet", "maxResults": "101"}, "out of range"),
        ({}, "lacks"),
    ],
)
def test_what_the_description_does_not_know_is_caught(query: dict[str, str], complaint: str) -> None:
    asked = Asked("GET", "/youtube/v3/commentThreads", query, b"", {})

    with pytest.raises(AssertionError, match=complaint):
        Described(youtube_document()).request(asked)


def test_an_answer_with_a_made_up_field_is_caught() -> None:
    described = Described(youtube_document())
    row = {"id": "Ugx1", "snippet": {"isHidden": True}}

    with pytest.raises(AssertionError, match="has no isHidden"):
        described.value(row, {"$ref": "Comment"}, "comment")
