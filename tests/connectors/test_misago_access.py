"""What a real Misago lets our user do, and what is said when it does not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from conformance import World
from misago_world import ERRORS, connected, misago_world

from connectors.contract import AccessLost, ConnectorError, TryLater
from connectors.sandbox.server import Answer, Asked

pytestmark = pytest.mark.real


@pytest.fixture
def world(misago: str) -> Iterator[World]:
    with misago_world(misago) as made:
        yield made


def test_a_wrong_name_is_never_a_guest_who_is_shown_less(world: World) -> None:
    world.comment()
    stranger = connected(world.platform, world.clock, username="Somebody")

    for call in (stranger.check, lambda: stranger.fetch(""), lambda: stranger.standing("1-1")):
        with pytest.raises(AccessLost, match="username and password"):
            call()


def test_a_session_that_ends_while_we_read_makes_nothing_gone(world: World) -> None:
    native_id = world.platform.opening(world.platform.add_post("What a mess", world.clock(), who="Ann"))
    world.connector.hide(native_id)
    honest = world.platform.answer

    def as_to_a_guest(asked: Asked) -> Answer:
        return honest(replace(asked, headers={**asked.headers, "cookie": ""}) if asked.method == "GET" else asked)

    world.platform.answer = as_to_a_guest

    with pytest.raises(TryLater, match="ended our session"):
        world.connector.standing(native_id)


@pytest.mark.parametrize(
    ("fault", "expected"), [("permission", AccessLost), ("server_error", TryLater), ("rate_limited", TryLater)]
)
def test_what_goes_wrong_after_signing_in_is_named_as_well(
    world: World, fault: str, expected: type[ConnectorError]
) -> None:
    native_id = world.comment()
    cursor = world.drain()[-1].cursor
    honest = world.platform.answer
    world.platform.answer = lambda asked: (
        ERRORS[fault](asked) if asked.path.startswith("/api/threads/") else honest(asked)
    )

    for call in (world.connector.check, lambda: world.connector.fetch(cursor), lambda: world.connector.hide(native_id)):
        with pytest.raises(expected):
            call()


def test_a_user_who_is_no_moderator_is_refused_instead_of_shown_less(world: World) -> None:
    world.comment()
    nobody = connected(world.platform, world.clock, username="Nobody")

    for call in (nobody.check, lambda: nobody.fetch("")):
        with pytest.raises(AccessLost, match="role Moderator"):
            call()


@pytest.mark.parametrize(
    ("where", "permission", "cure"),
    [
        ("board", "can_see_unapproved_content_lists", "role Moderator"),
        ("board", "can_omit_flood_protection", "flood protection"),
        ("category", "can_approve_content", "role Moderator"),
        ("category", "can_hide_threads", "category"),
        ("category", "can_hide_posts", "category"),
    ],
)
def test_a_missing_permission_is_named_before_it_is_needed(
    world: World, where: str, permission: str, cure: str
) -> None:
    world.comment()
    world.connector.check()
    world.platform.act("allow", where=where, **{permission: 0})

    with pytest.raises(AccessLost, match=cure):
        world.connector.check()


@pytest.mark.parametrize(
    ("fault", "cure"),
    [("banned", "Bans"), ("not_activated", "activated"), ("permission", "OAuth2"), ("no_board", "account_id")],
)
def test_what_is_wrong_at_the_door_is_named(world: World, fault: str, cure: str) -> None:
    world.platform.fail_next(fault)

    with pytest.raises(AccessLost, match=cure):
        world.connector.check()
