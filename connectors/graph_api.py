"""One conversation with a Graph API of Meta's by plain requests: bounded, the token in a header, redirects refused."""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from connectors.contract import CommentGone, ConnectorError, OutcomeUnknown, TryLater
from connectors.graph_errors import Place, cure, is_busy, unreadable, used
from connectors.metering import Allowance, tell
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, never_sent


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """Where and how to reach it; secrets never show in a repr."""

    #: "https://graph.facebook.com".
    home: str
    place: Place
    token: str = field(repr=False)
    version: str
    #: A stand-in's address; "" for the platform itself.
    base_url: str = ""
    deadline_s: float = DEADLINE_S
    app_id: str = ""
    #: The API names the next page by a cursor alone; a page without rows is then the end.
    pages_by_cursor: bool = False
    #: Proves that the request comes from the app's own server, where the app demands it.
    app_secret: str = field(default="", repr=False)

    @property
    def proof(self) -> dict[str, str]:
        if not self.app_secret:
            return {}
        return {"appsecret_proof": hmac.new(self.app_secret.encode(), self.token.encode(), sha256).hexdigest()}


class _Bearer(requests.auth.AuthBase):
    """Puts the token into a header. An explicit auth also keeps requests from consulting ~/.netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class GraphApi:
    """Use it for one connector call and close it; it remembers the last answer's headers for the quota."""

    def __init__(self, options: ApiOptions, total_s: float = CALL_S) -> None:
        self._options = options
        self._session = requests.Session()
        self._session.auth = _Bearer(options.token)
        limits = {"deadline_s": options.deadline_s, "total_s": total_s}
        bind(self._session, options.home, BoundedAdapter(home=options.home, base_url=options.base_url, **limits))
        self._headers: Mapping[str, str] = {}

    def __enter__(self) -> "GraphApi":
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    @property
    def is_busy(self) -> bool:
        return is_busy(self._headers)

    def read(self, path: str, permission: str, **params: str) -> dict[str, Any]:
        return self._ask("GET", path, params, permission, is_once=False)

    def pages(self, path: str, permission: str, **params: str) -> Iterator[list[dict[str, Any]]]:
        """Every page of an edge. A short or empty page is not the end; only a missing ``next`` is."""
        return self.pages_after(self.read(path, permission, **params), path, permission, **params)

    def pages_after(
        self, first: Mapping[str, Any], path: str, permission: str, **asked: str
    ) -> Iterator[list[dict[str, Any]]]:
        """The page at hand, and every one that follows it."""
        answer, seen = first, set[str]()
        while True:
            rows = [item for item in answer.get("data") or [] if isinstance(item, dict)]
            yield rows
            paging = answer.get("paging") or {}
            following = str(paging.get("next") or "")
            # Only its parameters are followed, never its host, and never the token that is written into it.
            params = {key: value for key, value in parse_qsl(urlsplit(following).query) if key != "access_token"}
            if not following and self._options.pages_by_cursor and rows:
                following = str((paging.get("cursors") or {}).get("after") or "")
                params = {**asked, "after": following}
            if not following or following in seen:
                return
            seen.add(following)
            answer = self.read(path, permission, **params)

    def read_many(self, ids: Sequence[str], permission: str, fields: str) -> dict[str, dict[str, Any]]:
        """Several objects at once. One missing object spoils a whole call, so a spoilt call is halved."""
        if not ids:
            return {}
        try:
            answer = self.read("", permission, ids=",".join(ids), fields=fields)
        except CommentGone:
            if len(ids) == 1:
                return {}
            middle = len(ids) // 2
            first = self.read_many(ids[:middle], permission, fields)
            return first | self.read_many(ids[middle:], permission, fields)
        return {key: value for key, value in answer.items() if isinstance(value, dict)}

    def write(self, path: str, permission: str, *, is_once: bool = False, **params: object) -> dict[str, Any]:
        """A POST, sent once. Nested values travel as JSON. ``is_once``: it must never happen twice."""
        encoded = {key: value if isinstance(value, str) else json.dumps(value) for key, value in params.items()}
        return self._ask("POST", path, encoded, permission, is_once=is_once)

    def _ask(
        self, method: str, path: str, params: Mapping[str, str], permission: str, *, is_once: bool
    ) -> dict[str, Any]:
        is_write, place = method == "POST", self._options.place
        address = "/".join(filter(None, (self._options.home, self._options.version, path)))
        sent = {**params, **self._options.proof}
        where = {"data": sent} if is_write else {"params": sent}
        try:
            answer = self._session.request(method, address, allow_redirects=False, **where)  # type: ignore[arg-type]
        except requests.RequestException as error:
            raise _lost(error, place, is_write) from None
        self._headers = answer.headers
        if (share := used(answer.headers)) is not None:
            tell(Allowance(f"calls to {place.name} in this hour", share, 100))
        try:
            value = answer.json()
        except (ValueError, RecursionError):
            value = None
        complaint = value.get("error") if isinstance(value, dict) else None
        if isinstance(complaint, dict) and complaint:
            raise cure(
                complaint, answer.headers, permission=permission, is_message=is_once, is_write=is_write, place=place
            ) from None
        if not isinstance(value, dict) or "error" in value or answer.status_code >= 300:
            raise unreadable(answer.status_code, answer.headers, is_write=is_write, place=place) from None
        return value


def token_facts(options: ApiOptions) -> dict[str, Any] | None:
    """What Meta tells the app about the token it was made with; None when the app is not known to us."""
    if not (options.app_id and options.app_secret):
        return None
    app = replace(options, token=f"{options.app_id}|{options.app_secret}", app_secret="")
    with GraphApi(app) as api:
        # The token under inspection can only travel in the address; nothing that holds an address gets out of here.
        data = api.read("debug_token", "the app's own", input_token=options.token).get("data")
    return data if isinstance(data, dict) else {}


def _lost(error: requests.RequestException, place: Place, is_write: bool) -> ConnectorError:
    """The exception's own text holds the address; only its kind is told."""
    kind = type(error).__name__
    if is_write and not never_sent(error):
        return OutcomeUnknown(
            f"the connection to {place.name} broke after sending ({kind}); read back before any repeat"
        )
    return TryLater(f"{place.name} could not be reached or did not answer in time ({kind}); it will be tried again")
