"""A council's account on a real Bluesky network, what residents do there, and the real connector to it."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from bluesky_server import Network
from conformance import CANARY, SettableClock, World
from fault_proxy import FaultProxy

from connectors.contract import Connector
from connectors.loading import load
from connectors.sandbox.server import Answer, Asked, CommentView

#: A picture of one dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)
_POST, _GATE = "app.bsky.feed.post", "app.bsky.feed.threadgate"
_ADMIN = ("admin", "admin-pass")
_numbers = itertools.count(1)
#: Residents live as long as the network; each council is new.
_residents: dict[tuple[str, str], "Account"] = {}


class Account:
    """Somebody's account, used past the connector."""

    def __init__(self, server: str, name: str) -> None:
        self._server = server
        self._session = requests.Session()
        self.handle = f"{name}-{next(_numbers)}.test"
        signed = self.ask(
            "com.atproto.server.createAccount",
            {"handle": self.handle, "email": f"{self.handle}@example.org", "password": CANARY},
        )
        self.did = str(signed["did"])
        self._session.headers["Authorization"] = f"Bearer {signed['accessJwt']}"

    def ask(self, method: str, body: Any = None, **params: Any) -> Any:
        url = f"{self._server}/xrpc/{method}"
        if isinstance(body, bytes):
            answer = self._session.post(url, data=body, headers={"Content-Type": "image/png"}, timeout=60)
        elif body is not None:
            answer = self._session.post(url, json=body, timeout=60)
        else:
            answer = self._session.get(url, params=params, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def write(self, text: str, at: datetime, **more: Any) -> dict[str, str]:
        record = {"$type": _POST, "text": text, "createdAt": f"{at:%Y-%m-%dT%H:%M:%S.000Z}", **more}
        made = self.ask("com.atproto.repo.createRecord", {"repo": self.did, "collection": _POST, "record": record})
        return {"uri": made["uri"], "cid": made["cid"]}

    def erase(self, uri: str) -> None:
        body = {"repo": self.did, "collection": _POST, "rkey": uri.rsplit("/", 1)[-1]}
        self.ask("com.atproto.repo.deleteRecord", body)


def _refusal(status: int, name: str, **headers: str) -> Callable[[Asked], Answer]:
    return lambda asked: Answer(status, {"error": name, "message": "as told"}, headers)


def _dead(asked: Asked) -> Answer:
    if asked.path.endswith("createSession"):
        return Answer(401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"})
    return Answer(400, {"error": "ExpiredToken", "message": "Token has been revoked"})


class BlueskyPlatform(FaultProxy):
    """The network as one council sees it, through a wire that can misbehave."""

    def __init__(self, network: Network) -> None:
        reset = str(int(datetime.now(UTC).timestamp()) + 300)
        limits = {"ratelimit-limit": "3000", "ratelimit-remaining": "0", "ratelimit-policy": "3000;w=300"}
        own = {
            "token_dead": _dead,
            "permission": _refusal(401, "AccountTakedown"),
            "server_error": _refusal(502, "UpstreamFailure"),
            "rate_limited": _refusal(429, "RateLimitExceeded", **limits, **{"ratelimit-reset": reset}),
            "swapped": _refusal(400, "InvalidSwap"),
            "session_over": _refusal(400, "ExpiredToken"),
        }
        super().__init__(network.accounts, own)
        self.network = network
        self.council = Account(network.accounts, "council")
        #: Address -> who wrote it, its reference, and the reference of what began the conversation.
        self.made: dict[str, tuple[Account, dict[str, str], dict[str, str]]] = {}
        self._is_settled = False

    # What residents and the council do.

    def resident(self, name: str) -> Account:
        key = (self.network.accounts, name)
        if key not in _residents:
            _residents[key] = Account(self.network.accounts, re.sub(r"[^a-z]+", "-", name.casefold()))
        return _residents[key]

    def add_post(self, text: str, at: datetime, **more: Any) -> str:
        made = self.council.write(text, at, **more)
        return self._keep(self.council, made, made)

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        author = self.resident(author_name)
        more = {}
        if attachment:
            blob = author.ask("com.atproto.repo.uploadBlob", DOT)["blob"]
            more["embed"] = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": ""}]}
        return self._answer(author, parent_id or post_id, text, at, **more)

    def add_mention(self, author_name: str, text: str, at: datetime) -> str:
        """A post of somebody's own that names the council."""
        author = self.resident(author_name)
        named = f"@{self.council.handle} {text}"
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": self.council.did}
        facet = {"index": {"byteStart": 0, "byteEnd": named.index(" ")}, "features": [feature]}
        made = author.write(named, at, facets=[facet])
        return self._keep(author, made, made)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        return self._answer(self.council, comment_id, text, at)

    def delete_comment(self, comment_id: str) -> None:
        self._is_settled = False
        self.made[comment_id][0].erase(comment_id)

    # What tests look at.

    def comment(self, comment_id: str) -> CommentView:
        author, _, root = self.made[comment_id]
        is_hidden = comment_id in self.gate(root["uri"]).get("hiddenReplies", [])
        return CommentView(comment_id, "", is_hidden, False, author.handle, datetime.now(UTC))

    def gate(self, root: str) -> dict[str, Any]:
        where = {"repo": self.council.did, "collection": _GATE, "rkey": root.rsplit("/", 1)[-1]}
        try:
            return dict(self.council.ask("com.atproto.repo.getRecord", **where)["value"])
        except requests.HTTPError:
            return {}

    def put_gate(self, root: str, **more: Any) -> None:
        record = {"$type": _GATE, "post": root, "createdAt": "2026-11-23T10:00:00.000Z", **more}
        where = {"repo": self.council.did, "collection": _GATE, "rkey": root.rsplit("/", 1)[-1]}
        self.council.ask("com.atproto.repo.putRecord", {**where, "record": record})

    @property
    def reports(self) -> list[str]:
        """What the moderation service was told about this council's conversations."""
        asked = {"types": "tools.ozone.moderation.defs#modEventReport", "limit": "100"}
        url = f"{self.network.moderation}/xrpc/tools.ozone.moderation.queryEvents"
        events = requests.get(url, asked, auth=_ADMIN, timeout=60).json()["events"]
        return [event["subject"]["uri"] for event in events if event["subject"].get("uri") in self.made]

    # The wire.

    def fail_next(self, kind: str, times: int = 1) -> None:
        """A dead token stays dead: for the question, for renewing the session, for logging in."""
        super().fail_next(kind, times * 3 if kind == "token_dead" else times)

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            self._is_settled = False
        elif "/app.bsky." in asked.path:
            self.settle()
        answer = super().answer(asked)
        is_json = answer.content_type.startswith("application/json") and answer.value
        return replace(answer, value=json.loads(answer.value)) if is_json else answer

    def settle(self) -> None:
        """The network's view lags behind its writes; the tests do not wait for it, they make it catch up."""
        if not self._is_settled:
            self.network.settle()
            self._is_settled = True

    def _answer(self, author: Account, answered: str, text: str, at: datetime, **more: Any) -> str:
        _, parent, root = self.made[answered]
        made = author.write(text, at, reply={"root": root, "parent": parent}, **more)
        return self._keep(author, made, root)

    def _keep(self, author: Account, made: dict[str, str], root: dict[str, str]) -> str:
        self._is_settled = False
        self.made[made["uri"]] = (author, made, root)
        return made["uri"]


def connected(platform: BlueskyPlatform, clock: SettableClock, **settings: str) -> Connector:
    base = {"base_url": platform.base_url, "timeout_s": "30"}
    return load("bluesky")(platform.council.did, {"app_password": CANARY}, base | settings, clock)


@contextmanager
def bluesky_world(network: Network, skew: timedelta = timedelta(0)) -> Iterator[World]:
    del skew  # the network's clock is its own
    clock = SettableClock(datetime.now(UTC))
    with BlueskyPlatform(network) as platform:
        connector, impatient = connected(platform, clock), connected(platform, clock, timeout_s="1.5")
        connector.check()
        impatient.keeper = connector.keeper  # type: ignore[attr-defined]

        def single_write(ours: Connector, native_id: str) -> tuple[Callable[[], None], Callable[[Any], Any]]:
            def reveal(other: Connector) -> None:
                platform.settle()
                platform.reads_pass = True
                other.reveal(native_id)

            return (lambda: ours.hide(native_id)), reveal

        yield World(
            connector,
            platform,
            clock,
            platform.council.did,
            impatient,
            tolerance=timedelta(minutes=2),
            longest=250,
            single_write=single_write,
        )
