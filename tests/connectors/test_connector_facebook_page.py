"""More of what a Page demands: proofs, permissions, messages, and very lively posts."""

import hmac
from collections.abc import Iterator
from dataclasses import replace
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


def lively_post(world: World, comments: int) -> tuple[str, list[str]]:
    post_id = world.platform.add_post("A lively notice", world.clock())
    ids = []
    for number in range(comments):
        ids.append(world.comment(f"Remark {number}", post_id=post_id))
        world.clock.forward(minutes=2)
    return post_id, ids


def asked_otherwise(world: World, **changed: str) -> None:
    """Makes the stand-in take no notice of what it was asked."""
    honest = world.platform.answer

    def answer(asked):
        query = {**asked.query, **changed} if asked.path.endswith("/comments") else asked.query
        return honest(replace(asked, query=query))

    world.platform.answer = answer


def test_a_lively_post_is_read_whole_whatever_the_order(world: World) -> None:
    _, ids = lively_post(world, 60)
    asked_otherwise(world, order="chronological")

    assert set(seen(world.drain())) == set(ids)


def test_when_facebook_ignores_since_reading_still_ends_early_and_brings_no_old_news(world: World) -> None:
    post_id, ids = lively_post(world, 200)
    cursor = world.drain()[-1].cursor
    asked_otherwise(world, since="0")
    fresh = world.comment("Fresh", post_id=post_id)
    world.platform.calls.clear()

    found = seen(world.drain(cursor))

    assert fresh in found
    assert len(found) < 40
    assert len([call for call in world.platform.calls if call.endswith("/comments")]) < 5
    assert ids[0] not in found


def test_what_was_read_before_facebook_faltered_counts(world: World) -> None:
    posts = [world.platform.add_post(f"Notice {number}", world.clock()) for number in range(3)]
    expected = {world.comment(post_id=post_id) for post_id in posts}
    honest = world.platform.answer

    def falters_on_the_second_post(asked):
        if asked.path.endswith(f"{posts[1]}/comments"):
            world.platform.answer = honest
            raise ConnectionResetError
        return honest(asked)

    world.platform.answer = falters_on_the_second_post
    first = world.connector.fetch("")

    assert len(first.sightings) == 1
    assert not first.more
    assert set(seen([first, *world.drain(first.cursor)])) == expected


def test_many_due_posts_are_read_over_several_fetches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.facebook.reading._ANSWERS_PER_FETCH", 2)
    posts = [world.platform.add_post(f"Notice {number}", world.clock()) for number in range(7)]
    expected = {world.comment(post_id=post_id) for post_id in posts}

    pages = world.drain()

    assert set(seen(pages)) == expected
    assert len(pages) == 4


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


def test_the_pages_own_posts_are_told_of_with_their_pictures_and_visitors_posts_are_not(world: World) -> None:
    plain = world.platform.add_post("New hours", world.clock())
    pictured = world.platform.add_post("The fair", world.clock(), media_type="album")
    visitors = world.platform.add_post("Look at my van", world.clock())
    honest = world.platform.answer

    def answer(request):
        answered = honest(request)
        for post in answered.value.get("data", []) if request.path.endswith("/feed") else ():
            if post["id"] == visitors:
                post["from"] = {"id": "somebody-else"}
        return answered

    world.platform.answer = answer

    posts = {post.native_id: post for post in world.connector.fetch("").own_posts}

    assert set(posts) == {plain, pictured}
    assert (posts[plain].has_pictures, posts[pictured].has_pictures) == (False, True)
    assert posts[pictured].permalink.endswith(pictured)
