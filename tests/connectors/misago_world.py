"""A real Misago board behind a wire that can be told to misbehave, with the real connector to it."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from conformance import CANARY, SettableClock, World
from fault_proxy import FaultProxy

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.server import Answer, Asked, CommentView

BOARD = "forum.council.example"
US, COLLEAGUE = "CouncilTeam", "Colleague"
#: What looks like a change and is none.
_HARMLESS = ("/api/auth/", "/api/parse-markup/")


def _error(status: int, detail: str, **more: str) -> Callable[[Any], Answer]:
    """An error body in Misago's shape."""
    return lambda _: Answer(status, {"detail": detail, **more})


ERRORS = {
    "token_dead": _error(400, "Login or password is incorrect.", code="invalid_login"),
    "banned": _error(400, "You are banned.", code="banned"),
    "not_activated": _error(400, "You have to activate your account.", code="inactive_user"),
    "permission": _error(403, "Permission denied."),
    "no_board": lambda _: Answer(404, b"<html>Not found</html>", content_type="text/html"),
    "rate_limited": lambda _: Answer(429, {"detail": "Slow down."}, {"Retry-After": "90"}),
    "server_error": lambda _: Answer(500, b"<html>Sorry</html>", content_type="text/html"),
    "unheard": lambda _: Answer(200, {"id": 1, "detail": ["ok"]}),
}


class MisagoBoard(FaultProxy):
    """What residents and the council do on the board, done with Misago's own models."""

    def __init__(self, address: str) -> None:
        super().__init__(address, ERRORS)
        self._address = address
        #: Comment id, or id of a thread -> the number of the post, or of the one that opens the thread.
        self.numbers: dict[str, int] = {}
        self.act("reset")

    def changes(self, asked: Asked) -> bool:
        return asked.method != "GET" and asked.path not in _HARMLESS

    def answer(self, asked: Asked) -> Answer:
        """As behind the council's web server, which speaks https and is known by its name."""
        named = {"host": BOARD, "x-forwarded-proto": "https"}
        answer = super().answer(replace(asked, headers={**asked.headers, **named}))
        is_json = answer.content_type.startswith("application/json") and answer.value
        return replace(answer, value=json.loads(answer.value)) if is_json else answer

    def act(self, what: str, **given: Any) -> Any:
        answer = requests.post(f"{self._address}/residents/{what}/", json=given, timeout=60)
        answer.raise_for_status()
        return answer.json()["done"]

    def add_post(self, text: str, at: datetime, who: str = US, title: str = "", **more: Any) -> str:
        """Opens a thread."""
        made = self.act("thread", title=title or text, text=text, who=who, at=at.isoformat(), **more)
        return self._keep(str(made["thread"]), made["post"])

    def opening(self, thread: str) -> str:
        """The comment id of the post that opens it."""
        return self._keep(f"{thread}-{self.numbers[thread]}", self.numbers[thread])

    def add_comment(
        self,
        post_id: str,
        author_name: str,
        text: str,
        at: datetime,
        *,
        parent_id: str = "",
        attachment: str = "",
        **more: Any,
    ) -> str:
        del parent_id  # threads are flat
        words = f"{text}![](https://pictures.example/1.jpg)" if attachment else text
        number = self.act("post", thread=int(post_id), who=author_name, text=words, at=at.isoformat(), **more)
        return self._keep(f"{post_id}-{number}", number)

    def add_comments(self, post_id: str, times: Sequence[datetime], who: str = "Ann") -> list[str]:
        """Many at once, one for each moment."""
        made = self.act("posts", thread=int(post_id), who=who, times=[at.isoformat() for at in times])
        return [self._keep(f"{post_id}-{number}", number) for number in made]

    def edit_comment(self, comment_id: str, text: str) -> None:
        self.act("edit", post=self.numbers[comment_id], text=text)

    def delete_comment(self, comment_id: str) -> None:
        self.act("delete", post=self.numbers[comment_id])

    def council_reply(self, comment_id: str, text: str, at: datetime, who: str = US) -> str:
        """As Misago's "reply" button does: it begins with the whole post, quoted."""
        asked = self.row(comment_id)
        quoted = f'[quote="@{asked["author"]}"]\n{asked["text"]}\n[/quote]\n\n{text}'
        return self.add_comment(comment_id.partition("-")[0], who, quoted, at)

    def row(self, comment_id: str) -> dict[str, Any]:
        return self.act("show", post=self.numbers[comment_id]) or {}

    def comment(self, comment_id: str) -> CommentView:
        row = self.row(comment_id)
        is_hidden = row["is_thread_hidden"] if row["opens_thread"] else row["is_hidden"]
        written = datetime.fromisoformat(row["at"])
        return CommentView(comment_id, row["text"], is_hidden, False, row["author"], written)

    @property
    def private_messages(self) -> list[tuple[str, str]]:
        """Comment id and words of each."""
        return [(title.rpartition("(#")[2].removesuffix(")"), words) for title, words in self.act("private")]

    def _keep(self, comment_id: str, number: int) -> str:
        self.numbers[comment_id] = number
        return comment_id


def connected(board: MisagoBoard, clock: SettableClock, username: str = US, **settings: str) -> Connector:
    base = {"base_url": board.base_url, "timeout_s": "30"}
    return load("misago")(BOARD, {"username": username, "password": CANARY}, base | settings, clock)


def _write_to(board: MisagoBoard) -> Callable[[Connector, str], tuple[Callable[[], None], Callable[[Any], Any]]]:
    """Every write comes after signing in and a look: what goes wrong shall go wrong with the write."""

    def single_write(connector: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
        def prepare() -> None:
            board.reads_pass = True

        return prepare, lambda other: other.hide(native_id)

    return single_write


@contextmanager
def misago_world(address: str, skew: timedelta = timedelta(0)) -> Iterator[World]:
    """A board without threads. Its own clock is the machine's, and so is ours when the world begins."""
    clock = SettableClock(datetime.now(UTC).replace(microsecond=0))
    with MisagoBoard(address) as board:
        impatient = connected(board, clock, timeout_s="1")
        yield World(connected(board, clock), board, clock, BOARD, impatient, single_write=_write_to(board))
