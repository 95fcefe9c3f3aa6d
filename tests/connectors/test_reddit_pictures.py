"""Pictures come from Reddit's own media servers, without the token, and from nowhere else."""

from collections.abc import Iterator

import pytest
from conformance import World
from reddit_world import reddit_world

from connectors.contract import CommentGone, ShowsPictures, TryLater
from connectors.media import lies_on
from connectors.reddit.connector import MEDIA_SERVERS
from connectors.reddit.things import pictures_of
from connectors.sandbox.reddit_shapes import PICTURE


@pytest.fixture
def world() -> Iterator[World]:
    with reddit_world() as one:
        yield one


def test_a_picture_in_a_comment_is_brought_and_no_token_goes_to_the_media_server(world: World) -> None:
    comment = world.comment("Look", attachment="image")
    assert isinstance(world.connector, ShowsPictures)

    assert world.connector.pictures(comment) == (PICTURE,)
    assert world.platform.calls[-1] == "GET /picture.png"


def test_a_picture_that_is_a_post_is_brought(world: World) -> None:
    post = world.platform.add_post("Look", world.clock(), "Sian Price", "image")

    assert world.connector.pictures(post) == (PICTURE,)


@pytest.mark.parametrize("kind", ["gif", ""])
def test_what_is_no_still_picture_is_not_fetched(world: World, kind: str) -> None:
    assert world.connector.pictures(world.comment("Look", attachment=kind)) == ()
    assert "GET /picture.png" not in world.platform.calls


@pytest.mark.parametrize(
    "address",
    [
        "https://redd.it.evil.example/picture.png",
        "https://notredd.it/picture.png",
        "http://i.redd.it/picture.png",
        "https://i.imgur.com/picture.png",
        "",
    ],
)
def test_an_address_elsewhere_is_never_asked(address: str) -> None:
    assert not lies_on(address, MEDIA_SERVERS)


def test_a_post_that_links_elsewhere_shows_no_picture_of_ours() -> None:
    row = {"kind": "t3", "is_self": False, "post_hint": "link", "url": "https://elsewhere.example/a.png"}

    assert pictures_of(row) == ()


def test_a_comment_that_is_gone_says_so(world: World) -> None:
    comment = world.comment("Look", attachment="image")
    world.platform.delete_comment(comment)

    with pytest.raises(CommentGone):
        world.connector.pictures(comment)


def test_a_connection_that_breaks_is_tried_later(world: World) -> None:
    comment = world.comment("Look", attachment="image")
    world.platform.fail_next("reset")

    with pytest.raises(TryLater):
        world.connector.pictures(comment)
