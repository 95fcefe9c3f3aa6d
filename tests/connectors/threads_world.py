"""A Threads profile on the stand-in, with the real connector; every request is held against Meta's reference pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from conformance import CANARY, SettableClock, World

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.server import Answer, Asked
from connectors.sandbox.threads import ThreadsSandbox

PROFILE = "24400000000000001"
#: Fields and parameters from Meta's Threads documentation: "Retrieve User Posts", "Retrieve Media Replies and
#: Conversations", "Reply Management" (of 13 February 2026), "Publishing", "Debug".
REPLY = {
    *("id", "text", "username", "permalink", "timestamp", "media_product_type", "media_type", "media_url", "shortcode"),
    *("thumbnail_url", "children", "is_quote_post", "has_replies", "root_post", "replied_to", "is_reply"),
    *("is_reply_owned_by_me", "hide_status", "reply_audience", "gif_url", "topic_tag", "owner"),
}
PAGING = {"fields", "limit", "after", "before"}
#: (method, edge) -> parameters, and fields that may be asked for.
CALLS: dict[tuple[str, str], tuple[set[str], set[str]]] = {
    ("GET", ""): ({"fields", "input_token"}, REPLY),
    ("GET", "threads"): (PAGING | {"since", "until"}, REPLY),
    ("GET", "conversation"): (PAGING | {"reverse"}, REPLY),
    ("GET", "replies"): (PAGING | {"reverse"}, REPLY),
    ("GET", "pending_replies"): (PAGING | {"reverse", "approval_status"}, REPLY),
    ("GET", "threads_publishing_limit"): ({"fields"}, {"reply_quota_usage", "reply_config", "quota_usage", "config"}),
    ("POST", "threads"): ({"media_type", "text", "reply_to_id"}, set()),
    ("POST", "threads_publish"): ({"creation_id"}, set()),
    ("POST", "manage_reply"): ({"hide"}, set()),
    ("POST", "manage_pending_reply"): ({"approve"}, set()),
}


def undescribed(method: str, edge: str, params: set[str], fields: str) -> str:
    """What of a call Meta's pages do not know; "" when they know all of it."""
    if (method, edge) not in CALLS:
        return f"{method} {edge} is no call"
    allowed, known = CALLS[method, edge]
    if extra := params - allowed:
        return f"{method} {edge} takes no {sorted(extra)}"
    extra = set(filter(None, fields.split(","))) - known
    return f"{edge} has no {sorted(extra)}" if extra else ""


class WatchedSandbox(ThreadsSandbox):
    """Writes down what Meta's pages do not know; the world fails when there is any."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.undescribed: list[str] = []

    def answer(self, asked: Asked) -> Answer:
        edge = asked.path.strip("/").partition("/")[2].partition("/")[2]
        params = set(asked.query) | {pair.split("=")[0] for pair in asked.body.decode().split("&") if pair}
        if wrong := undescribed(asked.method, edge, params, asked.query.get("fields", "")):
            self.undescribed.append(wrong)
        return super().answer(asked)


def connected(sandbox: ThreadsSandbox, clock: SettableClock, **settings: str) -> Connector:
    base = {"base_url": sandbox.base_url, "timeout_s": "10"}
    return load("threads")(PROFILE, {"token": CANARY}, base | settings, clock)


@contextmanager
def threads_world(skew: timedelta = timedelta(0)) -> Iterator[World]:
    clock = SettableClock()
    with WatchedSandbox(lambda: clock() + skew, PROFILE, CANARY) as sandbox:
        impatient = connected(sandbox, clock, timeout_s="0.3")
        yield World(connected(sandbox, clock), sandbox, clock, PROFILE, impatient)
        assert sandbox.undescribed == []
