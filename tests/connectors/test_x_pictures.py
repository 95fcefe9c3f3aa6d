"""Pictures on X come from its media server alone, without our keys."""

from collections.abc import Iterator

import pytest
from conformance import World
from x_world import x_world

from connectors.contract import CommentGone, Refused, ShowsPictures

PICTURE = b"\xff\xd8picture"


@pytest.fixture
def world() -> Iterator[World]:
    with x_world() as one:
        yield one


def shown(world: World, kind: str = "image") -> str:
    post = world.platform.add_post("New bins.", world.clock())
    comment = world.platform.add_comment(post, "Sian", "Look", world.clock(), attachment=kind)
    world.platform.pictures[comment] = PICTURE
    return comment


def test_a_picture_is_brought_as_it_is(world: World) -> None:
    comment = shown(world)
    assert isinstance(world.connector, ShowsPictures)

    assert world.connector.pictures(comment) == (PICTURE,)
    assert world.platform.calls[-1] == f"GET /media/{comment}.jpg"


def test_a_video_is_not_fetched(world: World) -> None:
    assert world.connector.pictures(shown(world, "video")) == ()


def test_a_picture_that_is_gone_is_refused_and_a_post_that_is_gone_says_so(world: World) -> None:
    comment = shown(world)
    del world.platform.pictures[comment]
    with pytest.raises(Refused):
        world.connector.pictures(comment)

    world.platform.delete_comment(comment)
    with pytest.raises(CommentGone):
        world.connector.pictures(comment)
