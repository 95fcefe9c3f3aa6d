"""More of what a Page demands: proofs, permissions, messages, and very lively posts."""

import hmac
from collections.abc import Iterator
from hashlib import sha256

import pytest
from conformance import CANARY, World, nothing_leaks, seen
from fb_world import PAGE, facebook_world

from connectors.contract import AccessLost, Refused, TryLater, Unsupported
from connectors.loading import load


@pytest.fixture
def world() -> Iterator[World]:
    with facebook_world() as made:
        yield made


def test_an_app_that_demands_proof_gets_it_with_every_call(world: World) -> None:
    settings = {"base_url": world.platform.base_url}
    connector = load("facebook")(PAGE, {"token": CANARY, "app_secret": "app-secret"}, settings, world.clock)
    asked = []
    honest = world.platform.answer
    world.platform.answer = lambda request: asked.append(request) or honest(request)
    native_id = world.comment()

    connector.check()
    connector.reveal(native_id)

    proof = hmac.new(b"app-secret", CANARY.encode(), sha256).hexdigest()
    assert all(proof in str(dict(request.query)) + request.body.decode() for request in asked)


def test_a_known_app_has_every_permission_proven(world: World) -> None:
    settings = {"base_url": world.platform.base_url, "app_id": "app"}
    connector = load("facebook")(PAGE, {"token": CANARY, "app_secret": "app-secret"}, settings, world.clock)
    connector.check()
    world.platform.scopes.remove("pages_messaging")
    world.platform.scopes.remove("pages_manage_engagement")

    with nothing_leaks(), pytest.raises(AccessLost, match="lacks pages_manage_engagement, pages_messaging"):
        connector.check()


def test_a_lively_post_out_of_order_is_read_to_its_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.facebook.connector._ANSWERS_PER_FETCH", 1)
    post_id = world.platform.add_post("A lively notice", world.clock())
    expected = set()
    for number in range(60):
        expected.add(world.comment(f"Remark {number}", post_id=post_id))
        world.clock.forward(seconds=20)
    honest = world.platform.answer

    def newest_first(asked):
        query = {**asked.query, "order": "reverse_chronological"} if "order" in asked.query else asked.query
        return honest(type(asked)(asked.method, asked.path, query, asked.body, asked.headers))

    world.platform.answer = newest_first

    assert set(seen(world.drain())) == expected


def test_the_council_is_also_known_by_other_ids(world: World) -> None:
    native_id = world.comment(author="Our other Page")
    other = world.connector.standing(native_id).sighting.author.native_id
    settings = {"base_url": world.platform.base_url, "own_ids": f"{other}, 5"}
    connector = load("facebook")(PAGE, {"token": CANARY}, settings, world.clock)

    assert connector.fetch("").sightings == ()


def test_the_page_itself_cannot_be_messaged(world: World) -> None:
    reply = world.platform.council_reply(world.comment(), "From nine to five.", world.clock())

    with pytest.raises(Refused):
        world.connector.message(reply, "Words")


def test_a_message_is_known_not_to_have_gone_out_only_while_none_has(world: World) -> None:
    native_id = world.comment()
    assert world.connector.find_message(native_id, "Words") is None
    world.connector.message(native_id, "Words")

    with pytest.raises(Unsupported):
        world.connector.find_message(native_id, "Words")


def test_a_huge_answer_is_cut_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.transport.BODY_CAP", 200)
    world.comment("long " * 100)

    with nothing_leaks(), pytest.raises(TryLater):
        world.connector.fetch("")


def test_hundreds_of_comments_under_one_post_come_over_several_fetches(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.facebook.connector._ANSWERS_PER_FETCH", 2)
    post_id = world.platform.add_post("A lively notice", world.clock())
    expected = set()
    for number in range(160):
        expected.add(world.comment(f"Remark {number}", post_id=post_id))
        world.clock.forward(seconds=20)

    pages = world.drain()

    assert set(seen(pages)) == expected
    assert len(pages) > 2
