"""A real server that speaks Mastodon's language (snac2) behind a wire that can be told to misbehave.

It hands what somebody writes on to those it is for every few seconds only; so whatever the connector asks waits until
everything written before has arrived.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance import SettableClock, World
from fault_proxy import FaultProxy
from mastodon_world import US, connected
from snac_server import Snac, SnacUser, eventually

from connectors.contract import Connector
from connectors.markup import words
from connectors.sandbox.mastodon_api import MastodonSandbox
from connectors.sandbox.server import Answer, Asked, CommentView

#: A picture of one dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)
_numbers = itertools.count(1)
#: Residents live as long as the server; each council is new.
_residents: dict[tuple[str, str], SnacUser] = {}


class SnacPlatform(FaultProxy):
    """The server as one council sees it."""

    def __init__(self, server: Snac) -> None:
        as_mastodon = MastodonSandbox(lambda: datetime.now(UTC), US, "")
        own = {
            kind: (lambda asked, kind=kind: as_mastodon.fault(kind, asked))
            for kind in ("token_dead", "permission", "rate_limited", "server_error")
        }
        super().__init__(server.address, own)
        self._snac = server
        self.council = server.user(f"council{next(_numbers)}")
        #: Id -> who wrote it, and the post at the top.
        self.made: dict[str, tuple[SnacUser, str]] = {}
        #: What the council has not been told of yet, with what it stands beneath; and what it is still told of.
        self._on_its_way: dict[str, str] = {}
        self._leaving: set[str] = set()

    def resident(self, name: str) -> SnacUser:
        key = (self._snac.address, name)
        if key not in _residents:
            _residents[key] = self._snac.user(re.sub(r"[^a-z]+", "", name.casefold()) + str(next(_numbers)))
        return _residents[key]

    # What residents and the council do.

    def add_post(self, text: str, at: datetime) -> str:
        del at  # it stamps what is written itself
        made = self.council.write(text)
        self.made[made] = (self.council, made)
        return made

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        del at
        author = self.resident(author_name)
        more = {"media_ids[]": author.upload(DOT)} if attachment else {}
        # It tells an answer to whom it answers and to whom it names; people's programs name everybody above.
        named = f"@{self.council.name} {text}" if parent_id else text
        return self._answered(author, parent_id or post_id, named, **more)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        del at
        self.settle()
        return self._answered(self.council, comment_id, text)

    def edit_comment(self, comment_id: str, text: str) -> None:
        self.settle()
        self.made[comment_id][0].ask("PUT", f"/api/v1/statuses/{comment_id}", status=text)

    def delete_comment(self, comment_id: str) -> None:
        self.settle()
        self.made[comment_id][0].delete(comment_id)
        self._leaving.add(comment_id)

    # What tests look at.

    def comment(self, comment_id: str) -> CommentView:
        author, _ = self.made[comment_id]
        return CommentView(comment_id, "", False, False, author.name, datetime.now(UTC))

    @property
    def private_messages(self) -> list[tuple[str, str]]:
        """(comment id, text without the name in front) of what the council wrote beneath comments to their authors."""
        found = []
        for native_id, (author, _) in self.made.items():
            if author is not self.council:
                context = self.council.ask("GET", f"/api/v1/statuses/{native_id}/context")
                beneath = [one for one in context["descendants"] if one["in_reply_to_id"] == native_id]
                ours = [one for one in beneath if one["account"]["id"] == self.council.id]
                told = [words(one["content"]) for one in ours if one["visibility"] != "public"]
                found += [(native_id, text.partition(" ")[2]) for text in told]
        return found

    # The wire.

    def answer(self, asked: Asked) -> Answer:
        self.settle()
        answer = super().answer(asked)
        is_json = answer.content_type.startswith("application/json") and answer.value
        return replace(answer, value=json.loads(answer.value)) if is_json else answer

    def settle(self) -> None:
        """Everything written so far has arrived at the council's, and everything deleted has gone."""
        eventually(lambda: not self._missing())
        eventually(lambda: not any(self.council.sees(one) for one in self._leaving))
        self._leaving.clear()

    def _missing(self) -> dict[str, str]:
        arrived: set[str] = set()
        for above in set(self._on_its_way.values()):
            context = self.council.ask("GET", f"/api/v1/statuses/{above}/context")
            arrived |= {str(status["id"]) for status in context["descendants"]}
        self._on_its_way = {made: above for made, above in self._on_its_way.items() if made not in arrived}
        return self._on_its_way

    def _answered(self, author: SnacUser, above: str, text: str, **more: Any) -> str:
        made = author.write(text, above, **more)
        self.made[made] = (author, self.made[above][1])
        self._on_its_way[made] = above
        return made


@contextmanager
def snac_world(server: Snac) -> Iterator[World]:
    clock = SettableClock(datetime.now(UTC))
    with SnacPlatform(server) as platform:

        def reaching(**settings: str) -> Connector:
            made: Connector = connected(platform, clock, platform.council.id, platform.council.token, **settings)
            return made

        def single_write(ours: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
            """Answering reads what it answers, then writes once."""
            del ours

            def prepare() -> None:
                platform.settle()
                platform.reads_pass = True

            return prepare, lambda other: other.reply(native_id, "Thank you, we are looking into it.")

        yield World(
            reaching(timeout_s="60"),
            platform,
            clock,
            platform.council.id,
            reaching(timeout_s="1"),
            tolerance=timedelta(minutes=5),
            single_write=single_write,
        )
