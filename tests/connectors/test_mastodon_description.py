"""What Mastodon.py sends for us and what our stand-in answers, held against Mastodon's published API description."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from conformance import World
from mastodon_world import mastodon_world

SPEC = Path(__file__).resolve().parents[3] / "shared/specs/mastodon/schema.json"
pytestmark = [
    pytest.mark.skipif(not SPEC.exists(), reason="Mastodon's published description is not on this machine"),
    # OAuth 2 tokens are unknown to validators.
    pytest.mark.filterwarnings("ignore:Unsupported scheme type:UserWarning"),
]
#: Sent as "true" in a form, which knows no other kind of value.
_BOOLEAN = frozenset({"forward", "sensitive", "exclude_reblogs"})


@pytest.fixture(scope="module")
def description() -> Any:
    openapi_core = pytest.importorskip("openapi_core")
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    return openapi_core.OpenAPI.from_dict(spec, config=openapi_core.Config(spec_validator_cls=None))


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
    with mastodon_world() as made:
        yield made


def test_every_request_and_answer_is_as_mastodon_describes_it(
    world: World, description: Any, exchanges: list[requests.Response]
) -> None:
    from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

    ids = [world.comment(f"Remark {number}", attachment="image") for number in range(45)]
    nested = world.comment("Among ourselves", author="Ann", parent_id=ids[0], post_id=world.platform.comment(ids[0]).id)
    world.platform.edit_comment(ids[1], "Edited")

    world.connector.check()
    cursor = world.connector.fetch("").cursor
    world.clock.forward(minutes=31)
    world.connector.fetch(cursor)
    world.connector.reread(ids)
    world.connector.reply(nested, "At nine")
    world.connector.message(ids[2], "Words")
    world.connector.report(ids[3], "threat")

    assert {urlsplit(response.request.url).path.rstrip("/").rsplit("/", 1)[-1] for response in exchanges} >= {
        "verify_credentials",
        "policy",
        "notifications",
        "statuses",
        "context",
        "reports",
    }
    for response in exchanges:
        asked = RequestsOpenAPIRequest(_as_described(response.request))
        description.validate_request(asked)
        description.validate_response(asked, RequestsOpenAPIResponse(response))


def test_a_report_without_its_account_would_be_noticed(description: Any) -> None:
    """The comparison can fail: the description refuses what the manual calls required."""
    from openapi_core.contrib.requests import RequestsOpenAPIRequest
    from openapi_core.exceptions import OpenAPIError

    request = requests.Request("POST", "https://mastodon.example/api/v1/reports", json={"comment": "x"})

    with pytest.raises(OpenAPIError):
        description.validate_request(RequestsOpenAPIRequest(request))


def _as_described(request: requests.PreparedRequest) -> requests.Request:
    """The same request as the description knows it: a form as JSON, lists without brackets, no slash at the end."""
    parts = urlsplit(request.url)
    url = f"https://mastodon.example{parts.path.rstrip('/')}"
    headers = {"Authorization": "Bearer token"}
    if key := request.headers.get("Idempotency-Key"):
        headers["Idempotency-Key"] = key
    if request.method == "GET":
        return requests.Request("GET", url, params=_values(parts.query), headers=headers)
    body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
    return requests.Request(request.method, url, json=_values(body), headers=headers)


def _values(form: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, values in parse_qs(form).items():
        name = key.removesuffix("[]")
        found[name] = values if name != key else _value(name, values[0])
    return found


def _value(name: str, value: str) -> Any:
    return value.casefold() in ("true", "1") if name in _BOOLEAN else value
