"""Talk pages of a real wiki behind a wire that can be told to misbehave, with the real connector to them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs

import requests
from conformance import CANARY, SettableClock, World
from fault_proxy import FaultProxy
from mediawiki_server import BOT, PASSWORD, SYSOP, TOKEN, WikiServer

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.server import Answer, Asked, CommentView

COUNCIL = "Council"
_numbers = count(1)
_people: dict[tuple[str, str], "Person"] = {}


class Person:
    """Somebody signed in to the wiki, or nobody in particular."""

    def __init__(self, address: str, name: str = "") -> None:
        self._api = f"{address}/api.php"
        self._session = requests.Session()
        self.token = "+\\"
        if name:
            token = self.ask(action="query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
            answer = self.post(
                action="login", lgname=name, lgpassword=SYSOP if name == "Sysop" else PASSWORD, lgtoken=token
            )
            assert answer["login"]["result"] == "Success"
            self.token = self.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]

    def ask(self, **params: Any) -> dict[str, Any]:
        given = params | {"format": "json", "formatversion": "2"}
        return dict(self._session.get(self._api, params=given, timeout=60).json())

    def post(self, **params: Any) -> dict[str, Any]:
        given = params | {"format": "json", "formatversion": "2"}
        return dict(self._session.post(self._api, data=given, timeout=60).json())

    def write(self, title: str, **what: Any) -> str:
        answer = self.post(action="edit", title=title, token=self.token, **what)
        assert answer["edit"]["result"] == "Success", answer
        return str(answer["edit"].get("newrevid", ""))

    def text(self, title: str) -> str:
        answer = self.ask(action="query", prop="revisions", titles=title, rvprop="content", rvslots="main")
        (page,) = answer["query"]["pages"]
        return str(page["revisions"][0]["slots"]["main"]["content"]) if "revisions" in page else ""

    def can_read(self, revision_id: str) -> bool:
        answer = self.ask(action="query", prop="revisions", revids=revision_id, rvprop="content", rvslots="main")
        return "content" in answer["query"]["pages"][0]["revisions"][0]["slots"]["main"]


@dataclass
class _Written:
    title: str
    author: str
    source: str
    at: datetime
    is_deleted: bool = False


def _error(code: str) -> Answer:
    return Answer(200, {"error": {"code": code, "info": "Sorry."}})


def _says(code: str) -> Callable[[Asked], Answer]:
    return lambda _: _error(code)


def _signs_in(asked: Asked) -> bool:
    return asked.method == "POST" and parse_qs(asked.body.decode()).get("action") == ["login"]


class WikiSite(FaultProxy):
    """What residents and the council do on their own talk pages of the shared wiki."""

    def __init__(self, server: WikiServer) -> None:
        honest = {"rate_limited": "ratelimited", "readonly": "readonly", "signed_out": "assertuserfailed"}
        answers = {kind: _says(code) for kind, code in honest.items()}
        super().__init__(
            server.address,
            answers
            | {
                "token_dead": self._refused_at_the_door,
                "permission": lambda _: _error("readapidenied"),
                "server_error": lambda _: Answer(503, b"Sorry", content_type="text/plain"),
                "lagging": lambda _: Answer(200, _error("maxlag").value, {"X-Database-Lag": "9", "Retry-After": "7"}),
                "bad_token": lambda _: _error("badtoken"),
                "protected": lambda _: _error("protectedpage"),
            },
        )
        self._address = server.address
        self.prefix = f"Talk:Life {next(_numbers)} "
        self.written: dict[str, _Written] = {}
        self.anybody = Person(server.address)

    def changes(self, asked: Asked) -> bool:
        return asked.method != "GET" and not _signs_in(asked)

    def _refused_at_the_door(self, asked: Asked) -> Answer:
        """A dead bot password is refused when it is used, and not before."""
        if not _signs_in(asked):
            self.fail_next("token_dead")
            return self.answer(asked)
        return Answer(200, {"login": {"result": "Failed", "reason": "Incorrect username or password entered."}})

    def person(self, name: str) -> Person:
        key = (self._address, name)
        if key not in _people:
            _people[key] = Person(*key)
        return _people[key]

    def add_post(self, text: str, at: datetime) -> str:
        title = f"{self.prefix}Notice {next(_numbers)}"
        self.person(COUNCIL).write(title, text=f"== Notice ==\n\n{text} ~~~~")
        return title

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        del at  # the wiki stamps edits by its own clock
        words = f"{text} [[File:Bin.png]]".strip() if attachment else text
        return self._add(author_name, post_id, words, parent_id)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        return self._add(COUNCIL, self.written[comment_id].title, text, comment_id)

    def delete_comment(self, comment_id: str) -> None:
        """Its author takes the line away."""
        gone = self.written[comment_id]
        gone.is_deleted = True
        page = self.anybody.text(gone.title).split("\n")
        left = [line for line in page if not line.startswith(gone.source)]
        if left != page:
            self.person(gone.author).write(gone.title, text="\n".join(left))

    def comment(self, comment_id: str) -> CommentView:
        """As a passer-by finds it: hidden is what neither the page nor its history shows."""
        one = self.written[comment_id]
        is_there = one.source in self.anybody.text(one.title)
        is_hidden = not is_there and not self.anybody.can_read(comment_id)
        return CommentView(comment_id, one.source.lstrip(":"), is_hidden, one.is_deleted, one.author, one.at)

    def _add(self, name: str, title: str, words: str, parent_id: str) -> str:
        person = self.person(name)
        if not parent_id:
            revision = person.write(title, appendtext=f"\n\n{words} ~~~~")
            self.written[revision] = _Written(title, name, words, datetime.now(UTC))
            return revision
        above = self.written[parent_id].source
        source = f"{':' * (len(above) - len(above.lstrip(':')) + 1)}{words}"
        page = self.anybody.text(title).split("\n")
        place = next((number for number, line in enumerate(page, 1) if line.startswith(above)), len(page))
        revision = person.write(title, text="\n".join([*page[:place], f"{source} ~~~~", *page[place:]]))
        self.written[revision] = _Written(title, name, source, datetime.now(UTC))
        return revision


def connected(site: WikiSite, clock: SettableClock, bot: str = CANARY, **settings: str) -> Connector:
    base = {"base_url": site.base_url, "pages": f"{site.prefix}*", "own_ids": COUNCIL, "timeout_s": "30"}
    return load("mediawiki")(BOT, {"username": BOT, "password": f"{bot}@{TOKEN}"}, base | settings, clock)


def _write_to(site: WikiSite) -> Callable[[Connector, str], tuple[Callable[[], None], Callable[[Any], Any]]]:
    """Revealing signs in and reads before it writes: what goes wrong shall go wrong with the write."""

    def single_write(connector: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
        def prepare() -> None:
            connector.hide(native_id)
            site.reads_pass = True

        return prepare, lambda other: other.reveal(native_id)

    return single_write


@contextmanager
def wiki_world(server: WikiServer, skew: timedelta = timedelta(0)) -> Iterator[World]:
    """Fresh talk pages. The wiki's own clock is the machine's, and so is ours when the world begins."""
    del skew
    clock = SettableClock(datetime.now(UTC).replace(microsecond=0))
    with WikiSite(server) as site:
        impatient = connected(site, clock, timeout_s="2")
        yield World(
            connected(site, clock),
            site,
            clock,
            BOT,
            impatient,
            tolerance=timedelta(minutes=5),
            single_write=_write_to(site),
        )
