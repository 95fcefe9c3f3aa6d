"""Discourse's published description knows whatever the connector sends and its stand-in answers.

discourse_world.py holds every exchange of every test against it; here is shown that the comparison can fail, that every
call of ours takes part in it, and that its exceptions are needed.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
from described import unneeded
from discourse_described import DISCOURSE
from discourse_world import discourse_world

from connectors.sandbox.server import Answer, Asked

pytestmark = pytest.mark.skipif(
    not DISCOURSE.is_here, reason="Discourse's published description is not on this machine; see described.py"
)


@pytest.fixture(scope="module")
def exchanges() -> list[tuple[Asked, Answer]]:
    """One life with every call that the connector makes."""
    found: list[tuple[Asked, Answer]] = []
    with discourse_world() as world:
        honest = world.platform.answer

        def answer(asked: Asked) -> Answer:
            found.append((asked, honest(asked)))
            return found[-1][1]

        world.platform.answer = answer
        ids = [world.comment(f"Remark {number}", attachment="image") for number in range(60)]
        world.platform.council_reply(ids[3], "From nine to five.", world.clock())
        world.platform.delete_comment(ids[0])
        connector = world.connector
        connector.check()
        world.drain()
        connector.reread(ids)
        connector.hide(ids[1])
        connector.reveal(ids[1])
        connector.reply(ids[2], "Thank you for this.")
        connector.find_reply(ids[2], "Thank you for this.")
        connector.message(ids[2], "We hid your post.")
        connector.find_message(ids[2], "We hid your post.")
    return found


def test_every_call_of_the_connector_is_compared_but_the_three_that_are_listed(
    exchanges: list[tuple[Asked, Answer]],
) -> None:
    left_out = {
        one.call
        for asked, _ in exchanges
        for one in DISCOURSE.exceptions(asked)
        if not one.status and not one.parameters
    }
    compared = {asked.path.split("/")[1].removesuffix(".json") for asked, _ in exchanges} - {"session"}

    assert len(left_out) <= 3
    assert compared >= {"posts", "post_actions", "topics"}


@pytest.mark.parametrize(
    ("call", "asked", "answer", "told"),
    [
        ("POST /post_actions.json", {"id": "five"}, {}, "five"),
        ("POST /post_actions.json", {"take_action": "perhaps"}, {}, "perhaps"),
        ("POST /post_actions.json", {}, {"hidden": "yes"}, "yes"),
        ("POST /posts.json", {}, {"cooked": None}, "None"),
        ("POST /posts.json", {}, {"stranger": 1}, "stranger"),
    ],
)
def test_what_discourse_does_not_describe_is_noticed(
    exchanges: list[tuple[Asked, Answer]], call: str, asked: dict[str, Any], answer: dict[str, Any], told: str
) -> None:
    request, honest = next(one for one in exchanges if f"{one[0].method} {one[0].path}" == call)
    changed = replace(request, body=json.dumps(json.loads(request.body) | asked).encode())

    assert DISCOURSE.complaints(request, honest) == []
    complaints = DISCOURSE.complaints(changed, replace(honest, value=honest.value | answer))
    assert told in " ".join(complaints)


def test_every_exception_is_still_needed() -> None:
    assert unneeded(DISCOURSE) == []
