"""What the connector sends and the Discourse stand-in answers, held against Discourse's published API description."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from conformance import World
from discourse_world import discourse_world

SPEC = Path(__file__).resolve().parents[3] / "shared/specs/discourse/openapi.json"
pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason="Discourse's published API description is not on this machine"
)
#: Calls that Discourse's own pages make and its description leaves out, and one whose long answer we use one word of.
UNDESCRIBED = ("/session/current.json", "/posts/by_number/", "/unhide.json", "/t/")


@pytest.fixture(scope="module")
def description() -> Any:
    openapi_core = pytest.importorskip("openapi_core")
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    _mend(spec)
    return openapi_core.OpenAPI.from_dict(spec, config=openapi_core.Config(spec_validator_cls=None))


@pytest.fixture
def exchanges(monkeypatch: pytest.MonkeyPatch) -> list[requests.Response]:
    """Every answer, with its request."""
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
    with discourse_world() as made:
        yield made


def test_every_request_and_answer_is_as_discourse_describes_it(
    world: World, description: Any, exchanges: list[requests.Response]
) -> None:
    from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

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

    described = [one for one in exchanges if not any(part in str(one.request.url) for part in UNDESCRIBED)]
    assert len(described) > 12
    for response in described:
        asked = RequestsOpenAPIRequest(_as_described(response.request))
        description.validate_request(asked)
        description.validate_response(asked, RequestsOpenAPIResponse(response))


def _mend(spec: dict[str, Any]) -> None:
    """Two mistakes of the description: numbers it calls strings in one place and numbers in another, and a parameter of
    Discourse's own pages and source that it leaves out."""
    number = {"type": ["integer", "null"]}
    for path, method in (("/posts.json", "get"), ("/posts/{id}.json", "get"), ("/post_actions.json", "post")):
        schema = spec["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
        inner = schema["properties"].get("latest_posts", {}).get("items", schema)
        inner["properties"]["reply_to_post_number"] = number
    written = spec["paths"]["/posts.json"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    written["properties"]["reply_to_post_number"] = number
    flag = spec["paths"]["/post_actions.json"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    flag["properties"]["take_action"] = {"type": "string", "enum": ["true"]}


def _as_described(request: requests.PreparedRequest) -> requests.Request:
    """The same request at the address of the description."""
    parts = urlsplit(str(request.url))
    headers = {key: value for key, value in request.headers.items() if key in ("Api-Key", "Api-Username")}
    query = f"?{parts.query}" if parts.query else ""
    url = f"https://discourse.example.com{parts.path}{query}"
    return requests.Request(
        request.method, url, headers={**headers, "Content-Type": "application/json"}, data=request.body
    )
