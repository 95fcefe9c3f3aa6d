"""An access token instead of a password: asked for in time, and a refusal is named by its cure."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from moderator.mailbox.contract import MailboxClosed
from moderator.mailbox.oauth import AccessToken


class Desk(HTTPServer):
    """Hands out tokens; ``says`` is what it answers next."""

    asked: list[dict[str, list[str]]]
    says: tuple[int, bytes]


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Desk)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(parse_qs(body))
        self.send_response(self.server.says[0])
        self.end_headers()
        self.wfile.write(self.server.says[1])

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def desk() -> Iterator[Desk]:
    server = Desk(("127.0.0.1", 0), _Answer)
    server.asked, server.says = [], (200, json.dumps({"access_token": "t-1", "expires_in": 3600}).encode())
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def token_of(desk: Desk, seconds: list[float]) -> AccessToken:
    return AccessToken(f"http://127.0.0.1:{desk.server_port}", "client", "the secret", "scope", 2.0, lambda: seconds[0])


def test_a_token_is_asked_for_once_and_again_shortly_before_its_end(desk: Desk) -> None:
    seconds = [0.0]
    token = token_of(desk, seconds)

    given = [token(), token()]
    desk.says = (200, json.dumps({"access_token": "t-2", "expires_in": 3600}).encode())
    seconds[0] = 3541.0
    given.append(token())

    assert given == ["t-1", "t-1", "t-2"]
    assert len(desk.asked) == 2
    assert desk.asked[0]["grant_type"] == ["client_credentials"]
    assert desk.asked[0]["client_secret"] == ["the secret"]
    assert "the secret" not in repr(token)
    assert "t-1" not in repr(token)


@pytest.mark.parametrize(
    "says", [(401, b'{"error": "invalid_client"}'), (200, b"<html>"), (200, b"[]"), (200, b"{}"), (302, b"")]
)
def test_a_refusal_is_named_by_its_cure_without_the_secret(desk: Desk, says: tuple[int, bytes]) -> None:
    desk.says = says

    with pytest.raises(MailboxClosed, match="access token") as closed:
        token_of(desk, [0.0])()

    assert "secret words" not in str(closed.value)
    assert "the secret" not in str(closed.value)
