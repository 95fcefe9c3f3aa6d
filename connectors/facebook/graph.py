"""One conversation with the Graph API through facebook-sdk, with the library's traps closed.

The library of 2018 knows no current version, no time-out and no header; it puts the token into URLs and takes an empty
error for success. Here the version is set past its check, the token travels in a header, every request has one total
deadline, and nothing the library raises gets out.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import facebook
import requests

from connectors.contract import CommentGone, ConnectorError, OutcomeUnknown, TryLater
from connectors.graph_errors import cure, is_busy, unreadable
from connectors.graph_usage import allowances, number
from connectors.metering import tell
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, never_sent

READING = "pages_read_engagement and pages_read_user_content"
ENGAGING = "pages_manage_engagement"
MESSAGING = "pages_messaging"
_HOME = "https://graph.facebook.com"
#: Seconds since 1970 that no honest token outlives; a calendar cannot hold much more.
_END_OF_TIME = 2**36


@dataclass(frozen=True, slots=True)
class GraphOptions:
    """Where and how to reach the Graph API; the token never shows in a repr."""

    token: str = field(repr=False)
    version: str = "v26.0"
    #: A stand-in's address; "" for Facebook itself.
    base_url: str = ""
    deadline_s: float = DEADLINE_S
    #: Proves that the request comes from the app's own server, where the app demands it.
    app_secret: str = field(default="", repr=False)
    app_id: str = ""

    @property
    def proof(self) -> dict[str, str]:
        if not self.app_secret:
            return {}
        return {"appsecret_proof": hmac.new(self.app_secret.encode(), self.token.encode(), sha256).hexdigest()}


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What Facebook tells of a token to the app it was made with."""

    scopes: frozenset[str]
    #: When it stops working or stops reading people's data, whichever comes first; None = it has no end.
    ends_at: datetime | None


def token_facts(options: GraphOptions) -> TokenFacts | None:
    """What the token may do and until when; None when the app is not known to us."""
    if not (options.app_id and options.app_secret):
        return None
    app = replace(options, token=f"{options.app_id}|{options.app_secret}", app_secret="")
    with Graph(app) as graph:
        # The token under inspection can only travel in the address; nothing that holds an address gets out of here.
        data = graph.read("debug_token", input_token=options.token).get("data") or {}
    told = [number(data.get(key)) for key in ("expires_at", "data_access_expires_at")]
    ends = [end for end in told if 0 < end < _END_OF_TIME]
    return TokenFacts(
        scopes=frozenset(str(scope) for scope in data.get("scopes") or []),
        ends_at=datetime.fromtimestamp(min(ends), UTC) if ends else None,
    )


class _Bearer(requests.auth.AuthBase):
    """Puts the token into a header. An explicit auth also keeps requests from consulting ~/.netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Graph:
    """Use it for one connector call and close it; it remembers the last answer's headers for the quota."""

    def __init__(self, options: GraphOptions, total_s: float = CALL_S) -> None:
        self._session = requests.Session()
        self._session.auth = _Bearer(options.token)
        limits = {"deadline_s": options.deadline_s, "total_s": total_s}
        bind(self._session, _HOME, BoundedAdapter(home=_HOME, base_url=options.base_url, **limits))
        self._session.hooks["response"].append(self._note)
        self._api = facebook.GraphAPI(None, session=self._session)  # no token: it would put it into the URL
        self._api.version = options.version  # its own list of versions ends in 2018
        self._proof = options.proof
        self._status = 0
        self._headers: Mapping[str, str] = {}

    def __enter__(self) -> "Graph":
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    @property
    def is_busy(self) -> bool:
        return is_busy(self._headers)

    def read(self, path: str, *, permission: str = READING, **params: str) -> dict[str, Any]:
        return self._ask(path, params, is_write=False, permission=permission)

    def pages(self, path: str, *, permission: str = READING, **params: str) -> Iterator[list[dict[str, Any]]]:
        """Every page of an edge. A short or empty page is not the end; only a missing ``next`` is."""
        seen: set[str] = set()
        while True:
            answer = self.read(path, permission=permission, **params)
            yield [item for item in answer.get("data") or [] if isinstance(item, dict)]
            following = (answer.get("paging") or {}).get("next") or ""
            if not following or following in seen:
                return
            seen.add(following)
            # Only its parameters are followed, never its host, and never the token that Facebook writes into it.
            params = {key: value for key, value in parse_qsl(urlsplit(following).query) if key != "access_token"}

    def read_many(self, ids: list[str], fields: str) -> dict[str, dict[str, Any]]:
        """Several objects at once. One missing object spoils a whole call, so a spoilt call is halved."""
        if not ids:
            return {}
        try:
            answer = self.read("", ids=",".join(ids), fields=fields)
        except CommentGone:
            if len(ids) == 1:
                return {}
            middle = len(ids) // 2
            return self.read_many(ids[:middle], fields) | self.read_many(ids[middle:], fields)
        return {key: value for key, value in answer.items() if isinstance(value, dict)}

    def write(self, path: str, permission: str, *, only_once: bool = False, **params: object) -> dict[str, Any]:
        """A POST, sent once. Nested values travel as JSON: the library would send only their keys.

        ``only_once``: doing it twice would be seen, unlike hiding twice.
        """
        encoded = {key: value if isinstance(value, str) else json.dumps(value) for key, value in params.items()}
        return self._ask(path, encoded, is_write=True, permission=permission, only_once=only_once)

    def _ask(
        self, path: str, params: Mapping[str, str], *, is_write: bool, permission: str, only_once: bool = False
    ) -> dict[str, Any]:
        self._status, self._headers = 0, {}
        sent = {**params, **self._proof}
        try:
            result = self._api.request(
                f"{self._api.version}/{path}", None if is_write else sent, sent if is_write else None
            )
        except facebook.GraphAPIError as error:
            raise self._cure(error.result, is_write, permission, only_once=only_once) from None
        except requests.exceptions.JSONDecodeError:
            raise unreadable(self._status, self._headers, is_write=is_write) from None
        except requests.RequestException as error:
            raise _lost(error, is_write) from None
        except (KeyError, ValueError, RecursionError):  # no content type; a body that is no text; a bottomless one
            raise unreadable(self._status, self._headers, is_write=is_write) from None
        if not isinstance(result, dict) or "error" in result or self._status >= 400:
            raise unreadable(self._status, self._headers, is_write=is_write)
        return result

    def _cure(self, result: Any, is_write: bool, permission: str, *, only_once: bool) -> ConnectorError:
        error = result.get("error") if isinstance(result, dict) else None
        if not isinstance(error, dict):
            return unreadable(self._status, self._headers, is_write=is_write)
        return cure(error, self._headers, permission=permission, is_message=only_once, is_write=is_write)

    def _note(self, response: requests.Response, *args: object, **kwargs: object) -> None:
        self._status, self._headers = response.status_code, response.headers
        for allowance in allowances(response.headers):
            tell(allowance)


def _lost(error: requests.RequestException, is_write: bool) -> ConnectorError:
    """The exception's own text holds the URL; only its kind is told."""
    kind = type(error).__name__
    if is_write and not never_sent(error):
        return OutcomeUnknown(f"the connection to Facebook broke after sending ({kind}); read back before any repeat")
    return TryLater(f"Facebook could not be reached or did not answer in time ({kind}); it will be tried again")
