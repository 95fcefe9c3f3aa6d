"""What tweepy sends for us and what our stand-in answers, held against X's published API description."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from conformance import World
from x_world import connected, x_world

from connectors.contract import CommentGone

SPEC = Path(__file__).resolve().parents[3] / "shared/specs/x/xdk-specs-openapi.json"
pytestmark = [
    pytest.mark.skipif(not SPEC.exists(), reason="X's published API description is not on this machine"),
    # OAuth 1.0a, which we use, is unknown to validators.
    pytest.mark.filterwarnings("ignore:Unsupported scheme type:UserWarning"),
]
#: The description of version 2.167 writes "post" where the API, its manual and tweepy have always said "tweet".
SPELLINGS = {
    "edit_history_tweet_ids": "edit_history_post_ids",
    "referenced_tweets.id": "referenced_posts",
    "referenced_tweets": "referenced_posts",
    "note_tweet": "note_post",
}
#: Fields the API has always had; the description lists them in posts but not among the fields to ask for.
UNLISTED = {
    "author_id",
    "in_reply_to_user_id",
    "edit_history_post_ids",
    "referenced_posts",
    "conversation_id",
    "username",
    "sender_id",
}


@pytest.fixture(scope="module")
def description() -> Any:
    openapi_core = pytest.importorskip("openapi_core")
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    config = openapi_core.Config(
        spec_validator_cls=None,  # one list of values in it holds a duplicate
        extra_media_type_deserializers={"application/problem+json": json.loads},
    )
    return openapi_core.OpenAPI.from_dict(spec, config=config)


@pytest.fixture
def exchanges(monkeypatch: pytest.MonkeyPatch) -> list[requests.Response]:
    """Every answer as the client library got it, with its request."""
    found: list[requests.Response] = []
    honest = requests.Session.send

    def send(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        response = honest(self, request, **kwargs)
        found.append(response)
        return response

    monkeypatch.setattr(requests.Session, "send", send)
    return found


@pytest.fixture
def world() -> Iterator[World]:
    with x_world() as made:
        yield made


def test_every_request_and_answer_is_as_x_describes_it(
    world: World, description: Any, exchanges: list[requests.Response]
) -> None:
    from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

    connector = connected(world.platform, world.clock, dm="after-contact")
    ids = [world.comment(f"Remark {number}", attachment="image") for number in range(120)]
    world.platform.write_to_us("Sian Price", "Hello", world.clock())
    world.platform.delete_comment(ids[0])

    connector.check()
    cursor = connector.fetch("").cursor
    world.clock.forward(minutes=31)
    connector.fetch(cursor)
    connector.reread(ids)
    connector.hide(ids[1])
    connector.reveal(ids[1])
    connector.message(ids[2], "Words")

    assert len(exchanges) > 12
    for response in exchanges:
        asked = RequestsOpenAPIRequest(_as_described(response.request))
        description.validate_request(asked)
        description.validate_response(asked, RequestsOpenAPIResponse(response))


def test_problems_of_the_stand_in_are_as_x_describes_them(
    world: World, description: Any, exchanges: list[requests.Response]
) -> None:
    """The two kinds it describes; 401, 402, 429 and 503 have bodies in no published description."""
    from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

    with pytest.raises(CommentGone):
        world.connector.reveal("12345")
    requests.get(
        f"{world.platform.base_url}/2/tweets/search/recent?query=a&max_results=3",
        headers={"Authorization": "Bearer token"},
        timeout=5,
    )

    missing, invalid = exchanges
    assert (missing.status_code, invalid.status_code) == (404, 400)
    for response in exchanges:
        asked = RequestsOpenAPIRequest(_as_described(response.request))
        description.validate_response(asked, RequestsOpenAPIResponse(response))


def _as_described(request: requests.PreparedRequest) -> requests.Request:
    """The same request in the description's spelling, at X's address, with the kind of token it knows."""
    parts = urlsplit(request.url)
    query = {key: _spelled(value) if _is_list(key) else value for key, value in parse_qsl(parts.query)}
    query = {key: value for key, value in query.items() if value}
    headers = {"Authorization": "Bearer token", "Content-Type": "application/json"}
    url = f"https://api.x.com{parts.path}?{urlencode(query)}"
    return requests.Request(request.method, url, headers=headers, data=request.body)


def _spelled(names: str) -> str:
    described = [SPELLINGS.get(name, name) for name in names.split(",")]
    return ",".join(dict.fromkeys(name for name in described if name not in UNLISTED))


def _is_list(key: str) -> bool:
    return key.endswith("fields") or key == "expansions"
