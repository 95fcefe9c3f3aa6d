"""An Instagram account on the stand-in, with the real connector; every request is held against Meta's field lists."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from conformance import CANARY, SettableClock, World

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.instagram import InstagramSandbox
from connectors.sandbox.server import Answer, Asked

ACCOUNT = "17841400000000001"
#: What Graph API v26.0 knows, from Meta's own client facebook_business 26.0.3 (adobjects/iguser.py, igmedia.py,
#: igcomment.py; "replies" is an edge there) and, for messages, the reference page "Private Replies" of July 2026.
FIELDS = {
    "account": {"id", "username", "name"},
    "media": {"id", "timestamp", "caption", "permalink", "media_type", "comments_count", "username", "owner"},
    "comment": {
        *("id", "text", "timestamp", "from", "username", "user", "hidden", "parent_id", "media", "like_count"),
        "replies",
    },
}
#: (method, kind of object, edge) -> parameters it takes and what comes back.
CALLS: dict[tuple[str, str, str], tuple[set[str], str]] = {
    ("GET", "account", ""): (set(), "account"),
    ("GET", "account", "media"): ({"since", "until"}, "media"),
    ("GET", "media", ""): (set(), "media"),
    ("GET", "media", "comments"): (set(), "comment"),
    ("GET", "comment", ""): (set(), "comment"),
    ("GET", "comment", "replies"): (set(), "comment"),
    ("POST", "comment", ""): ({"hide"}, ""),
    ("POST", "comment", "replies"): ({"message"}, ""),
    ("POST", "account", "messages"): ({"recipient", "message"}, ""),
}
#: Of every reading: which fields, and paging.
_ALWAYS = {"fields", "limit", "after", "before", "access_token", "appsecret_proof"}


def undescribed(method: str, kind: str, edge: str, params: set[str], fields: str) -> str:
    """What of a call Meta's lists do not know; "" when they know all of it."""
    if (method, kind, edge) not in CALLS:
        return f"{method} {kind}/{edge} is no call"
    allowed, answered = CALLS[method, kind, edge]
    if method == "GET":
        allowed = allowed | _ALWAYS
    if extra := params - allowed:
        return f"{method} {kind}/{edge} takes no {sorted(extra)}"
    asked = set(filter(None, re.sub(r"\.limit\(\d+\)|\{[^}]*\}", "", fields).split(",")))
    extra = asked - FIELDS.get(answered, set())
    return f"{answered} has no {sorted(extra)}" if extra else ""


class WatchedSandbox(InstagramSandbox):
    """Writes down what Meta's lists do not know; the world fails when there is any."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.undescribed: list[str] = []

    def answer(self, asked: Asked) -> Answer:
        node, _, edge = asked.path.strip("/").partition("/")[2].partition("/")
        params = set(asked.query) | {pair.split("=")[0] for pair in asked.body.decode().split("&") if pair}
        if node != "debug_token":
            for one in asked.query["ids"].split(",") if "ids" in params else [node]:
                kind = "account" if one == self.account_id else "media" if one in self.posts else "comment"
                if kind == "comment" and one not in self._comments:
                    continue  # nothing of that id is here: the answer says so
                wrong = undescribed(asked.method, kind, edge, params - {"ids"}, asked.query.get("fields", ""))
                self.undescribed += [wrong] if wrong else []
        return super().answer(asked)


def connected(sandbox: InstagramSandbox, clock: SettableClock, **settings: str) -> Connector:
    base = {"base_url": sandbox.base_url, "timeout_s": "10"}
    return load("instagram")(ACCOUNT, {"token": CANARY}, base | settings, clock)


@contextmanager
def instagram_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with WatchedSandbox(lambda: clock() + skew, ACCOUNT, CANARY) as sandbox:
        impatient = connected(sandbox, clock, timeout_s="0.3")
        yield World(connected(sandbox, clock), sandbox, clock, ACCOUNT, impatient)
        assert sandbox.undescribed == []
