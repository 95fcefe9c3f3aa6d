"""The transport under atproto's client: one deadline in all, one size limit, no other address; without the network."""

import time
from collections.abc import Iterator

import httpx
import pytest

from connectors.bluesky.transport import BodyTooBig, BoundedTransport
from connectors.metering import CALLS, metered
from connectors.sandbox.server import ELSEWHERE, Answer, Asked, StandIn
from connectors.transport import BODY_CAP


class Echo(StandIn):
    """Answers with as many letters as asked for."""

    def answer(self, asked: Asked) -> Answer:
        return Answer(200, "x" * int(asked.query.get("letters", "2")), {"Host-Asked": asked.headers["host"]})

    def fault(self, kind: str, asked: Asked) -> Answer:
        raise NotImplementedError(kind)


@pytest.fixture
def echo() -> Iterator[Echo]:
    with Echo() as running:
        yield running


def client(transport: BoundedTransport) -> httpx.Client:
    """As atproto makes it: it would follow any redirect."""
    return httpx.Client(transport=transport, follow_redirects=True)


@pytest.mark.parametrize("kind", ["timeout", "slow_drip"])
def test_a_call_ends_within_its_deadline_however_the_server_dawdles(echo: Echo, kind: str) -> None:
    echo.fail_next(kind)
    transport = BoundedTransport(echo.base_url, deadline_s=0.4)
    began = time.monotonic()

    with client(transport) as asking, pytest.raises(httpx.TimeoutException):
        asking.get(echo.base_url)

    assert time.monotonic() - began < 5
    assert transport.was_sent


def test_all_requests_of_one_call_share_its_time(echo: Echo) -> None:
    transport = BoundedTransport(echo.base_url, total_s=0.0)

    with client(transport) as asking, pytest.raises(httpx.ConnectTimeout):
        asking.get(echo.base_url)

    assert not transport.was_sent
    assert echo.calls == []


def test_an_answer_without_end_is_cut_off(echo: Echo) -> None:
    with client(BoundedTransport(echo.base_url)) as asking, pytest.raises(BodyTooBig):
        asking.get(echo.base_url, params={"letters": BODY_CAP + 1})


def test_a_redirect_is_an_answer_and_not_followed(echo: Echo) -> None:
    echo.fail_next("redirect")

    with client(BoundedTransport(echo.base_url)) as asking:
        answer = asking.get(echo.base_url)

    assert answer.status_code == 307
    assert not any(call.endswith(ELSEWHERE) for call in echo.calls)


def test_what_never_left_is_told_from_what_may_have_arrived(echo: Echo) -> None:
    echo.fail_next("reset")
    sent, unsent = BoundedTransport(echo.base_url), BoundedTransport(echo.base_url)

    with client(sent) as asking, pytest.raises(httpx.HTTPError):
        asking.post(echo.base_url)
    address = echo.base_url
    echo.stop()
    with client(unsent) as asking, pytest.raises(httpx.HTTPError):
        asking.post(address)

    assert (sent.was_sent, unsent.was_sent) == (True, False)


def test_every_request_is_counted(echo: Echo) -> None:
    with metered() as meter, client(BoundedTransport(echo.base_url)) as asking:
        asking.get(echo.base_url)
        asking.get(echo.base_url)

    assert meter.spent == {CALLS: 2}


def test_the_councils_own_proxy_is_the_way_out(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", echo.base_url)
    monkeypatch.setenv("no_proxy", "")

    with client(BoundedTransport("http://bsky.example")) as asking:
        answer = asking.get("http://bsky.example/xrpc")

    assert answer.headers["Host-Asked"] == "bsky.example"
