"""What X counts and what it charges: the limits its headers tell, and money at the prices of August 2026.

X charges for every post, user and message in an answer, not for the call; what it served on the same UTC day already is
usually free. A connector keeps nothing between calls, so it cannot know that: what it tells is the most it can cost.
X publishes no price for hiding a reply, nor whether the authors that come along with posts are charged for: neither is
told as money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from connectors.metering import Allowance

OWNED_READ, POST_READ, USER_READ, MESSAGE_READ, MESSAGE_SENT = 0.001, 0.005, 0.010, 0.010, 0.015


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call of X's as its price list and its limits know it."""

    #: What is limited in each window of 15 minutes, in plain words.
    name: str
    #: For each thing in the answer; for the call itself where it is a write.
    usd: float = 0.0
    #: The price when the account that owns the app is not the one that is read.
    usd_of_others: float | None = None

    def cost(self, answer: Mapping[str, Any], *, is_write: bool, is_owner: bool) -> float:
        """What an answer costs at most."""
        price = self.usd if is_owner or self.usd_of_others is None else self.usd_of_others
        data = answer.get("data")
        return price * (1 if is_write or isinstance(data, dict) else len(data) if isinstance(data, list) else 0)


_MENTIONS = Endpoint("mentions", OWNED_READ, POST_READ)
_OWN_POSTS = Endpoint("own posts", OWNED_READ, POST_READ)
_OTHER = Endpoint("other calls")


def endpoint(url: str, method: str) -> Endpoint:
    """Which call a request was."""
    parts = urlsplit(url).path.strip("/").split("/")
    match method, parts[1:]:
        case "GET", ["users", "me"]:
            return Endpoint("account look-ups", USER_READ)
        case "GET", ["users", _, "mentions"]:
            return _MENTIONS
        case "GET", ["users", _, "tweets"]:
            return _OWN_POSTS
        case "GET", ["tweets", "search", "recent"]:
            return Endpoint("searches", POST_READ)
        case "GET", ["tweets"]:
            return Endpoint("post look-ups", POST_READ)
        case "PUT", ["tweets", _, "hidden"]:
            return Endpoint("replies hidden or shown")
        case "GET", ["dm_conversations", *_]:
            return Endpoint("private messages read", MESSAGE_READ)
        case "POST", ["dm_conversations", *_]:
            return Endpoint("private messages sent", MESSAGE_SENT)
        case _:
            return _OTHER


def allowance(found: Endpoint, headers: Mapping[str, str]) -> Allowance | None:
    """X's own word on this call's limit; None where it says nothing that can be read."""
    told = [headers.get(f"x-rate-limit-{key}", "") for key in ("limit", "remaining", "reset")]
    if not all(value.isdecimal() and len(value) < 12 for value in told):
        return None
    limit, remaining, reset = map(int, told)
    return Allowance(
        f"{found.name} in 15 minutes", max(0, limit - remaining), limit, datetime.fromtimestamp(reset, UTC)
    )
