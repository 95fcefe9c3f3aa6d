"""The stand-in platforms behave as documented where a lazy client would not notice; asked with plain requests."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from conformance import MONDAY, SettableClock

from connectors.sandbox.graph import GraphSandbox
from connectors.sandbox.x_api import XSandbox

PAGE = "100200300"


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def graph(clock: SettableClock) -> Iterator[GraphSandbox]:
    with GraphSandbox(clock, PAGE, "secret") as sandbox:
        yield sandbox


@pytest.fixture
def x(clock: SettableClock) -> Iterator[XSandbox]:
    with XSandbox(clock, "7", "CyngorCouncil") as sandbox:
        yield sandbox


def ask(sandbox: Any, method: str, path: str, **more: Any) -> requests.Response:
    return requests.request(method, sandbox.base_url + path, timeout=5, **more)


def test_both_listen_on_loopback_only_and_stop(graph: GraphSandbox, x: XSandbox) -> None:
    addresses = [graph.base_url, x.base_url]
    graph.stop()
    x.stop()

    assert all(address.startswith("http://127.0.0.1:") for address in addresses)
    for address in addresses:
        with pytest.raises(requests.ConnectionError):
            requests.get(address, timeout=5)
    with pytest.raises(RuntimeError, match="start"):
        _ = graph.base_url


def test_an_unknown_fault_is_refused_with_the_known_ones_named(graph: GraphSandbox, x: XSandbox) -> None:
    with pytest.raises(ValueError, match=r"slow_drip.*token_dead"):
        graph.fail_next("gremlins")
    with pytest.raises(ValueError, match="credit"):
        x.fail_next("gremlins")


def test_facebook_keeps_comments_back_unless_the_stream_is_asked_for(graph: GraphSandbox) -> None:
    post_id = graph.add_post("A notice", MONDAY)
    ids = [graph.add_comment(post_id, "Ann", f"Remark {number}", MONDAY) for number in range(6)]
    graph.add_comment(post_id, "Ifan", "A reply", MONDAY, parent_id=ids[0])
    params = {"access_token": "secret"}

    ranked = ask(graph, "GET", f"/v26.0/{post_id}/comments", params=params).json()
    stream = ask(graph, "GET", f"/v26.0/{post_id}/comments", params=params | {"filter": "stream"}).json()

    assert len(ranked["data"]) == 3
    assert len(stream["data"]) == 7


def test_facebooks_next_page_carries_the_token_as_the_real_one_does(graph: GraphSandbox) -> None:
    post_id = graph.add_post("A notice", MONDAY)
    for number in range(30):
        graph.add_comment(post_id, "Ann", f"Remark {number}", MONDAY)

    page = ask(graph, "GET", f"/v26.0/{post_id}/comments?filter=stream&limit=100&access_token=secret").json()

    assert len(page["data"]) == 25
    assert "access_token=secret" in page["paging"]["next"]


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        ("/v26.0/me", {}, 190),
        ("/v19.0/me", {"access_token": "secret"}, 2635),
        ("/v26.0/9_9", {"access_token": "secret", "is_hidden": "true"}, 100),
        (f"/v26.0/{PAGE}/messages", {"access_token": "secret", "recipient": "comment_id"}, 100),
    ],
)
def test_facebook_answers_mistakes_with_its_codes(
    graph: GraphSandbox, path: str, form: dict[str, str], code: int
) -> None:
    answer = ask(graph, "POST", path, data=form)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


def test_calls_are_listed_without_tokens(graph: GraphSandbox) -> None:
    ask(graph, "GET", "/v26.0/me?access_token=secret")

    assert graph.calls == ["GET /v26.0/me"]


def test_demonstrations_can_look_at_every_comment(graph: GraphSandbox, x: XSandbox) -> None:
    for sandbox in (graph, x):
        post_id = sandbox.add_post("A notice", MONDAY)
        comment_id = sandbox.add_comment(post_id, "Ann", "Hello", MONDAY)
        sandbox.council_reply(comment_id, "Hello Ann", MONDAY)
        sandbox.delete_comment(comment_id)

        view = sandbox.comment(comment_id)

        assert (view.id, view.text, view.author_name, view.created_at) == (comment_id, "Hello", "Ann", MONDAY)
        assert (view.is_hidden, view.is_deleted) == (False, True)
        assert view in sandbox.comments()


def test_x_refuses_strangers_and_bad_questions(x: XSandbox) -> None:
    signed = {"Authorization": "Bearer token"}

    assert ask(x, "GET", "/2/users/me").status_code == 401
    assert ask(x, "GET", "/2/users/7/mentions?max_results=3", headers=signed).status_code == 400
    both = "/2/tweets/search/recent?query=a&max_results=10&since_id=1&start_time=2026-11-23T00:00:00Z"
    assert ask(x, "GET", both, headers=signed).status_code == 400
    assert ask(x, "PUT", "/2/tweets/1/hidden", headers=signed, json={"hidden": "yes"}).status_code == 400
    assert ask(x, "GET", "/2/nothing", headers=signed).status_code == 404


def test_x_counts_calls_per_window_by_its_own_clock(x: XSandbox, clock: SettableClock) -> None:
    signed = {"Authorization": "Bearer token"}
    path = "/2/users/7/mentions?max_results=5"
    with requests.Session() as session:
        answers = [session.get(x.base_url + path, headers=signed, timeout=5) for _ in range(301)]
    reset = int(answers[-1].headers["x-rate-limit-reset"])
    clock.now = MONDAY + timedelta(seconds=reset - int(MONDAY.timestamp()))

    after = ask(x, "GET", path, headers=signed)

    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert answers[0].headers["x-rate-limit-remaining"] == "299"
    assert after.status_code == 200
