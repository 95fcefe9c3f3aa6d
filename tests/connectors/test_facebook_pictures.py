"""Pictures come from Facebook's own media servers, without the token, within limits, and from nowhere else."""

from collections.abc import Iterator

import pytest
from conformance import World
from fb_world import facebook_world

from connectors.contract import AccessLost, CommentGone, Refused, ShowsPictures, TryLater
from connectors.facebook.pictures import SERVERS
from connectors.media import lies_on
from connectors.sandbox.server import Answer

PICTURE = b"\x89PNG\r\n\x1a\n" + b"picture"


@pytest.fixture
def world() -> Iterator[World]:
    with facebook_world() as one:
        yield one


def shown(world: World, picture: bytes = PICTURE, **more: str) -> str:
    sandbox = world.platform
    post = sandbox.add_post("New bins.", world.clock())
    return sandbox.add_comment(post, "Sian", "Look", world.clock(), picture=picture, **more)


def test_a_picture_is_brought_as_it_is_and_no_token_goes_to_the_media_server(world: World) -> None:
    comment = shown(world)
    assert isinstance(world.connector, ShowsPictures)

    assert world.connector.pictures(comment) == (PICTURE,)
    assert world.platform.calls[-1] == f"GET /v/t39/{comment}.png"


@pytest.mark.parametrize("kind", ["video", "link", "sticker"])
def test_what_is_no_still_picture_is_not_fetched(world: World, kind: str) -> None:
    assert world.connector.pictures(shown(world, attachment=kind)) == ()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/v/t39/1.png?oh=1",
        "https://fbcdn.net.evil.example/1.png",
        "https://notfbcdn.net/1.png",
        "http://scontent.xx.fbcdn.net/1.png",
        "file:///etc/passwd",
        "https://[fbcdn.net",
        "",
    ],
)
def test_an_address_elsewhere_is_never_asked(address: str) -> None:
    assert not lies_on(address, SERVERS)


def test_what_the_media_server_refuses_is_refused_without_its_address(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = shown(world)
    monkeypatch.setattr(world.platform, "_medium", lambda asked: Answer(403, b"no", content_type="text/plain"))

    with pytest.raises(Refused, match="gave no picture") as caught:
        world.connector.pictures(comment)

    assert "fbcdn" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "cure"),
    [("reset", TryLater), ("html", TryLater), ("token_dead", AccessLost)],
)
def test_faults_are_named_by_their_cure(world: World, fault: str, cure: type[Exception]) -> None:
    comment = shown(world)
    world.platform.fail_next(fault)

    with pytest.raises(cure):
        world.connector.pictures(comment)


def test_a_comment_that_is_gone_says_so(world: World) -> None:
    comment = shown(world)
    world.platform.delete_comment(comment)

    with pytest.raises(CommentGone):
        world.connector.pictures(comment)
