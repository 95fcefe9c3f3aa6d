"""A real WordPress site behind a wire that can be told to misbehave, with the real connector to it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from conformance import CANARY, SettableClock, World
from fault_proxy import FaultProxy
from wordpress_server import WordPressServer

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.server import Answer, CommentView

SITE = "news.council.example"


def _error(status: int, code: str, **headers: str) -> Callable[[Any], Answer]:
    """An error body in WordPress's shape."""
    return lambda _: Answer(status, {"code": code, "message": "Sorry.", "data": {"status": status}}, headers)


ERRORS = {
    "token_dead": _error(401, "rest_not_logged_in"),
    "permission": _error(403, "rest_forbidden_context"),
    "rate_limited": _error(429, "too_many_requests", **{"Retry-After": "90"}),
    "server_error": _error(500, "internal_server_error"),
    "flood": _error(400, "comment_flood"),
    "no_route": _error(404, "rest_no_route"),
    "closed": _error(403, "rest_comment_closed"),
}


class WordPressSite(FaultProxy):
    """What residents and the council do to the site, done with WordPress's own functions."""

    def __init__(self, server: WordPressServer) -> None:
        super().__init__(server.address, ERRORS)
        self._wordpress = server
        self._people: dict[str, str] = {}
        self.act("reset")

    def act(self, what: str, **given: Any) -> Any:
        answer = requests.post(f"{self._wordpress.address}/?rest_route=/residents/{what}", json=given, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def add_post(self, text: str, at: datetime, kind: str = "post") -> str:
        del at  # only comments are read by their time
        return str(self.act("post", title=text, type=kind))

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
        if attachment:
            more["markup"] = f'{text}<img src="https://pictures.example/1.jpg">'
        return str(
            self.act("comment", post=post_id, name=author_name, text=text, at=stamp(at), parent=parent_id or 0, **more)
        )

    def add_comments(self, post_id: str, times: Sequence[datetime]) -> list[str]:
        """Many at once, one for each moment."""
        rows = [
            {"post": post_id, "name": "Ann", "text": f"Remark {number}", "at": stamp(at)}
            for number, at in enumerate(times)
        ]
        return [str(native_id) for native_id in self.act("comments", rows=rows)]

    def edit_comment(self, comment_id: str, text: str) -> None:
        self.act("edit", id=comment_id, text=text)

    def delete_comment(self, comment_id: str) -> None:
        self.act("delete", id=comment_id)

    def council_reply(self, comment_id: str, text: str, at: datetime, who: str = "moderator") -> str:
        return self.add_comment(
            self.row(comment_id)["comment_post_ID"],
            who,
            text,
            at,
            parent_id=comment_id,
            user=self._wordpress.people[who],
        )

    def set_status(self, comment_id: str, status: str) -> None:
        self.act("status", id=comment_id, status=status)

    def row(self, comment_id: str) -> dict[str, str]:
        """The comment as WordPress keeps it."""
        return self.act("show", id=comment_id) or {}

    def comment(self, comment_id: str) -> CommentView:
        row = self.row(comment_id)
        written = datetime.fromisoformat(row["comment_date_gmt"]).replace(tzinfo=UTC)
        return CommentView(
            comment_id,
            row["comment_content"],
            row["comment_approved"] != "1",
            row["comment_approved"] == "trash",
            row["comment_author"],
            written,
        )


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def connected(site: WordPressSite, clock: SettableClock, user: str = "moderator", **settings: str) -> Connector:
    base = {"base_url": site.base_url, "timeout_s": "30"}
    return load("wordpress")(SITE, {"username": user, "app_password": CANARY}, base | settings, clock)


def _write_to(site: WordPressSite) -> Callable[[Connector, str], tuple[Callable[[], None], Callable[[Any], Any]]]:
    """Revealing reads before it writes: what goes wrong shall go wrong with the write."""

    def single_write(connector: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
        def prepare() -> None:
            connector.hide(native_id)
            site.reads_pass = True

        return prepare, lambda other: other.reveal(native_id)

    return single_write


@contextmanager
def wordpress_world(server: WordPressServer, skew: timedelta = timedelta(0)) -> Iterator[World]:
    """A site without comments. Its own clock is the machine's, and so is ours when the world begins."""
    clock = SettableClock(datetime.now(UTC).replace(microsecond=0))
    with WordPressSite(server) as site:
        impatient = connected(site, clock, timeout_s="0.5")
        yield World(connected(site, clock), site, clock, SITE, impatient, single_write=_write_to(site))
