"""Mastodon's published description knows whatever Mastodon.py sends for us and our stand-in answers.

mastodon_world.py holds every exchange of every test against it; here is shown that the comparison can fail, that every
call of ours takes part in it, and that its exceptions are needed.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from conformance import World
from described import unneeded
from mastodon_described import MASTODON
from mastodon_world import mastodon_world

from connectors.sandbox.server import Answer, Asked

pytestmark = pytest.mark.skipif(
    not MASTODON.is_here, reason="Mastodon's published description is not on this machine; see described.py"
)


@pytest.fixture
def world() -> Iterator[World]:
    with mastodon_world() as made:
        yield made


def test_every_call_of_the_connector_is_compared(world: World) -> None:
    exchanges = _listen(world)
    ids = [world.comment(f"Remark {number}", attachment="image") for number in range(45)]
    nested = world.comment("Among ourselves", author="Ann", parent_id=ids[0])
    world.platform.edit_comment(ids[1], "Edited")

    world.connector.check()
    cursor = world.connector.fetch("").cursor
    world.clock.forward(minutes=31)
    world.connector.fetch(cursor)
    world.connector.reread(ids)
    world.connector.reply(nested, "At nine")
    world.connector.message(ids[2], "Words")
    world.connector.report(ids[3], "threat")

    last = {asked.path.rstrip("/").rsplit("/", 1)[-1] for asked, _ in exchanges}
    assert last >= {"verify_credentials", "policy", "notifications", "statuses", "context", "reports"}
    assert [asked.path for asked, answer in exchanges if MASTODON.exceptions(asked)[0].status == answer.status] == []


@pytest.mark.parametrize(
    ("asked", "answer", "told"),
    [
        ({"body": b"comment=x"}, {}, "account_id"),
        ({"body": b"account_id=1&forward=perhaps&category=rude"}, {}, "rude"),
        ({}, {"value": {"id": "1"}}, "action_taken"),
        ({"path": "/api/v1/complaints"}, {}, "complaints"),
        ({"target": "/api/v1/reports?loud=1"}, {}, "loud"),
    ],
)
def test_what_mastodon_does_not_describe_is_noticed(
    world: World, asked: dict[str, Any], answer: dict[str, Any], told: str
) -> None:
    exchanges = _listen(world)
    world.connector.report(world.comment(), "threat")
    request, honest = exchanges[-1]

    assert MASTODON.complaints(request, honest) == []
    complaints = MASTODON.complaints(replace(request, **asked), replace(honest, **answer))
    assert told in " ".join(complaints)


def test_every_exception_is_still_needed() -> None:
    assert unneeded(MASTODON) == []


def _listen(world: World) -> list[tuple[Asked, Answer]]:
    """Every exchange from now on."""
    exchanges: list[tuple[Asked, Answer]] = []
    honest = world.platform.answer

    def answer(asked: Asked) -> Answer:
        exchanges.append((asked, honest(asked)))
        return exchanges[-1][1]

    world.platform.answer = answer
    return exchanges
