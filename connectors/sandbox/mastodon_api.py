"""A stand-in for a Mastodon server: one council's account with posts, replies, mentions and reports, over real HTTP.

A reply that names the council makes a notification, another makes none; nobody can hide what somebody else wrote;
private posts show to those named in them; the same post sent twice under one key is one post.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.contract import Clock
from connectors.sandbox import mastodon_shapes as shapes
from connectors.sandbox.mastodon_shapes import Problem, Status
from connectors.sandbox.server import Answer, Asked, CommentView, StandIn

_WINDOW = timedelta(minutes=5)
_LIMIT = 300
_LONGEST = 500
_SCOPES = ["read", "write:statuses", "write:reports"]


class MastodonSandbox(StandIn):
    """One server on loopback. Content stamped in the future is not served until the clock gets there."""

    own_faults = frozenset(
        {"token_dead", "permission", "rate_limited", "rate_limited_no_reset", "server_error", "in_repair"}
    )

    def __init__(self, clock: Clock, account_id: str, token: str, acct: str = "cyngor") -> None:
        super().__init__()
        self._clock = clock
        self.account_id = account_id
        self.acct = acct
        self._token = token
        self.statuses: dict[str, Status] = {}
        #: Status ids in the order in which the council was told of them.
        self.mentions: list[str] = []
        #: Ids that were reported, and how the reports read.
        self.reports: list[str] = []
        self.reported: list[dict[str, Any]] = []
        self.scopes = list(_SCOPES)
        self.policy = dict.fromkeys(
            ("for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions"), "accept"
        )
        self.policy["for_limited_accounts"] = "filter"
        self._keys: dict[str, str] = {}
        self._used: dict[int, int] = {}

    # What residents and the council do.

    def add_post(self, text: str, at: datetime) -> str:
        return self._add(self._ours(text, at))

    def add_comment(
        self,
        post_id: str,
        author_name: str,
        text: str,
        at: datetime,
        *,
        parent_id: str = "",
        attachment: str = "",
        mentions_us: bool = True,
        visibility: str = "public",
    ) -> str:
        """A reply; the author's program names whom it answers, unless the author takes the name out."""
        person = self._somebody(author_name, text, at)
        answered = parent_id or post_id
        made = self._add(replace(person, in_reply_to=answered, attachment=attachment, visibility=visibility))
        if mentions_us:
            self.mentions.append(made)
        return made

    def add_mention(self, author_name: str, text: str, at: datetime, *, warning: str = "") -> str:
        """A post of somebody's own that names the council."""
        made = self._add(replace(self._somebody(author_name, text, at), warning=warning))
        self.mentions.append(made)
        return made

    def edit_comment(self, comment_id: str, text: str) -> None:
        with self.lock:
            self.statuses[comment_id] = replace(self.statuses[comment_id], text=text, edited_at=self._clock())

    def delete_comment(self, comment_id: str) -> None:
        with self.lock:
            self.statuses[comment_id] = replace(self.statuses[comment_id], is_deleted=True)

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        return self._add(replace(self._ours(text, at), in_reply_to=comment_id))

    # What demonstrations and tests look at.

    @property
    def private_messages(self) -> list[tuple[str, str, datetime]]:
        """(comment id, text without the name in front, when)."""
        ours = [one for one in self.statuses.values() if one.author_id == self.account_id]
        sent = [one for one in ours if one.visibility == "direct"]
        return [(one.in_reply_to, one.text.partition(" ")[2], one.created_at) for one in sent]

    def comment(self, comment_id: str) -> CommentView:
        one = self.statuses[comment_id]
        return CommentView(one.id, one.text, False, one.is_deleted, one.name, one.created_at)

    def comments(self) -> list[CommentView]:
        with self.lock:
            return [self.comment(one.id) for one in self.statuses.values() if one.author_id != self.account_id]

    # The server's side.

    def answer(self, asked: Asked) -> Answer:
        try:
            if asked.headers.get("authorization") != f"Bearer {self._token}":
                raise Problem(401, "The access token is invalid")
            headers = self._count()
            return Answer(200, self._route(asked, asked.path.strip("/").split("/")[1:]), headers)
        except Problem as problem:
            return problem.answer

    def fault(self, kind: str, asked: Asked) -> Answer:
        match kind:
            case "token_dead":
                return Problem(401, "The access token was revoked").answer
            case "permission":
                return Problem(403, "This action is outside the authorized scopes").answer
            case "rate_limited":
                return replace(Problem(429, "Too many requests").answer, headers=self._limits(_LIMIT))
            case "rate_limited_no_reset":
                return Problem(429, "Too many requests").answer
            case "in_repair":
                return replace(Problem(503, "Down for repairs").answer, headers={"Retry-After": "1800"})
            case _:
                return Problem(503, "Remote data could not be fetched").answer

    def _route(self, asked: Asked, parts: list[str]) -> Any:
        if asked.method == "POST":
            return self._written(asked, parts)
        query = parse_qs(urlsplit(asked.target).query)
        match parts:
            case ["v1", "accounts", "verify_credentials"]:
                return shapes.credential_account(self.account_id, self.acct, "The council")
            case ["v1", "apps", "verify_credentials"]:
                uris = ["urn:ietf:wg:oauth:2.0:oob"]
                app = {"id": "1", "name": "moderator", "website": None, "redirect_uri": uris[0], "redirect_uris": uris}
                return {**app, "scopes": self.scopes, "vapid_key": ""}
            case ["v2", "notifications", "policy"]:
                counts = {"pending_requests_count": 0, "pending_notifications_count": 0}
                return {**self.policy, "summary": counts}
            case ["v1", "notifications"]:
                return self._notifications(query)
            case ["v1", "accounts", self.account_id, "statuses"]:
                ours = [one for one in self._served() if one.author_id == self.account_id]
                return [self._rendered(one) for one in _page(ours, [one.id for one in ours], query, 20)]
            case ["v1", "statuses"]:
                return [self._rendered(self.statuses[one]) for one in query.get("id[]", []) if self._is_served(one)]
            case ["v1", "statuses", native_id]:
                return self._rendered(self._present(native_id))
            case ["v1", "statuses", native_id, "context"]:
                beneath = self._beneath(self._present(native_id).id)
                return {"ancestors": [], "descendants": [self._rendered(one) for one in beneath]}
            case _:
                raise Problem(404, "Record not found")

    def _written(self, asked: Asked, parts: list[str]) -> dict[str, Any]:
        form = parse_qs(asked.body.decode())
        match parts:
            case ["v1", "statuses"]:
                return self._post(form, asked.headers.get("idempotency-key", ""))
            case ["v1", "reports"]:
                return self._report(form)
            case _:
                raise Problem(404, "Record not found")

    def _served(self) -> list[Status]:
        """Newest first."""
        served = [one for one in self.statuses.values() if self._is_served(one.id)]
        return sorted(served, key=lambda one: int(one.id), reverse=True)

    def _notifications(self, query: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        numbered = [(str(number), one) for number, one in enumerate(self.mentions, start=1) if self._is_served(one)]
        if "mention" not in query.get("types[]", ["mention"]):
            return []
        newest_first = numbered[::-1]
        rows = _page(newest_first, [number for number, _ in newest_first], query, 40)
        return [shapes.notification(number, self._rendered(self.statuses[one])) for number, one in rows]

    def _beneath(self, root: str) -> list[Status]:
        found: list[Status] = []
        for one in reversed(self._served()):
            if one.in_reply_to == root or one.in_reply_to in {above.id for above in found}:
                found.append(one)
        return found

    def _post(self, form: dict[str, list[str]], key: str) -> dict[str, Any]:
        text = form.get("status", [""])[0]
        if not text or len(text) > _LONGEST:
            raise Problem(422, f"Validation failed: Text character limit of {_LONGEST} exceeded")
        answered = form.get("in_reply_to_id", [""])[0]
        if answered and not self._is_served(answered):
            raise Problem(404, "The post you are trying to reply to does not appear to exist.")
        if key not in self._keys:
            visibility = form.get("visibility", ["public"])[0]
            made = self._add(replace(self._ours(text, self._clock()), in_reply_to=answered, visibility=visibility))
            self._keys[key or made] = made
        return self._rendered(self.statuses[self._keys[key or made]])

    def _report(self, form: dict[str, list[str]]) -> dict[str, Any]:
        about = [self._present(native_id) for native_id in form.get("status_ids[]", [])]
        if not about or [form["account_id"][0]] * len(about) != [one.author_id for one in about]:
            raise Problem(404, "Record not found")
        self.reports += [one.id for one in about]
        self.reported.append(shapes.report(str(len(self.reported) + 1), form, self._clock(), about[0]))
        return self.reported[-1]

    def _rendered(self, one: Status) -> dict[str, Any]:
        answered = self.statuses[one.in_reply_to] if self._is_served(one.in_reply_to) else None
        replies = sum(other.in_reply_to == one.id for other in self.statuses.values())
        return shapes.status(one, answered, replies)

    def _present(self, native_id: str) -> Status:
        if not self._is_served(native_id):
            raise Problem(404, "Record not found")
        return self.statuses[native_id]

    def _is_served(self, native_id: str) -> bool:
        one = self.statuses.get(native_id)
        return one is not None and not one.is_deleted and one.created_at <= self._clock()

    def _count(self) -> dict[str, str]:
        """Counts the call against its window; raises Mastodon's 429 when the window is used up."""
        window = int(self._clock().timestamp() // _WINDOW.total_seconds())
        self._used[window] = self._used.get(window, 0) + 1
        if self._used[window] > _LIMIT:
            problem = Problem(429, "Too many requests")
            problem.answer = replace(problem.answer, headers=self._limits(_LIMIT))
            raise problem
        return self._limits(self._used[window])

    def _limits(self, used: int) -> dict[str, str]:
        seconds = _WINDOW.total_seconds()
        ends = datetime.fromtimestamp((self._clock().timestamp() // seconds + 1) * seconds, self._clock().tzinfo)
        told = {"Limit": str(_LIMIT), "Remaining": str(_LIMIT - used), "Reset": shapes.stamp(ends)}
        return {f"X-RateLimit-{name}": value for name, value in told.items()}

    def _ours(self, text: str, at: datetime) -> Status:
        return Status("", self.account_id, self.acct, "The council", text, at)

    def _somebody(self, name: str, text: str, at: datetime) -> Status:
        return Status("", shapes.author_id_of(name), shapes.acct_of(name), name, text, at)

    def _add(self, one: Status) -> str:
        with self.lock:
            native_id = shapes.id_at(one.created_at, len(self.statuses))
            self.statuses[native_id] = replace(one, id=native_id)
            return native_id


def _page(rows: list[Any], ids: Iterable[str], query: Mapping[str, list[str]], default: int) -> list[Any]:
    """One page, newest first: with ``min_id`` the one right above that id, with ``since_id`` the newest above it."""
    size = min(int(query.get("limit", [str(default)])[0]), 2 * default)
    numbered = [(int(native_id), row) for native_id, row in zip(ids, rows, strict=True)]
    if "max_id" in query:
        numbered = [(number, row) for number, row in numbered if number < int(query["max_id"][0])]
    above = query.get("min_id") or query.get("since_id")
    if above:
        numbered = [(number, row) for number, row in numbered if number > int(above[0])]
    page = numbered[-size:] if "min_id" in query else numbered[:size]
    return [row for _, row in page]
