"""One conversation with a WordPress site's REST API, and what its complaints mean."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests

from connectors.contract import AccessLost, CommentGone, ConnectorError, OutcomeUnknown, Refused, TryLater
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, never_sent, retry_after

#: WordPress lets one person comment once in this time.
FLOOD_PAUSE = timedelta(seconds=15)
_DEFAULT_PAUSE = timedelta(minutes=1)
_RENEW = "on the site, open Users > Profile > Application Passwords, make a new one and store it as app_password"


class AlreadySaid(Refused):
    """WordPress refuses the same words twice in one place from one person: they stand there already."""


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """Where the site is and who we are there; the password never shows in a repr."""

    #: "https://news.council.example", with the folder the site lives in, where it lives in one.
    address: str
    username: str
    app_password: str = field(repr=False)
    #: A stand-in's address; "" for the site itself.
    base_url: str = ""
    deadline_s: float = DEADLINE_S


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list. WordPress leaves out rows we may not see, so that a short page is not the end."""

    rows: tuple[dict[str, Any], ...]
    has_more: bool


class _Basic(requests.auth.AuthBase):
    """An explicit auth keeps requests from consulting ~/.netrc; UTF-8, which WordPress expects of names."""

    def __init__(self, options: SiteOptions) -> None:
        pair = f"{options.username}:{options.app_password}".encode()
        self._header = f"Basic {b64encode(pair).decode()}"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._header
        return request


class Site:
    """Use it for one connector call and close it."""

    def __init__(self, options: SiteOptions, total_s: float = CALL_S) -> None:
        self._address = f"{options.address}/"
        self._session = requests.Session()
        self._session.auth = _Basic(options)
        limits = {"deadline_s": options.deadline_s, "total_s": total_s}
        bind(self._session, options.address, BoundedAdapter(home=options.address, base_url=options.base_url, **limits))

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def read(self, route: str, **params: str) -> dict[str, Any]:
        """One object. Raises CommentGone where there is none."""
        answer = self._ask("GET", route, params, None)
        return _object(_value(answer, is_write=False), is_write=False)

    def rows(self, route: str, **params: str) -> Rows:
        """One page of a list, at most a hundred rows."""
        answer = self._ask("GET", route, {"per_page": "100", **params}, None)
        value = _value(answer, is_write=False)
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise TryLater("WordPress's answer is no list of rows; it will be tried again")
        pages = answer.headers.get("X-WP-TotalPages", "")
        here = int(params.get("page", "1"))
        return Rows(tuple(value), here < int(pages) if pages.isdecimal() else len(value) >= 100)

    def write(self, route: str, **values: object) -> dict[str, Any]:
        """A POST, sent once."""
        answer = self._ask("POST", route, {}, values)
        return _object(_value(answer, is_write=True), is_write=True)

    def _ask(
        self, method: str, route: str, params: Mapping[str, str], values: Mapping[str, object] | None
    ) -> requests.Response:
        is_write = method == "POST"
        # This way of naming a route works whatever kind of addresses ("permalinks") the site has chosen.
        asked = {"rest_route": f"/wp/v2/{route}", **params}
        try:
            answer = self._session.request(method, self._address, asked, json=values, allow_redirects=False)
        except requests.RequestException as error:
            raise _lost(error, is_write) from None
        if answer.status_code >= 300:
            raise _cure(answer, is_write) from None
        return answer


def _value(answer: requests.Response, *, is_write: bool) -> Any:
    try:
        return answer.json()
    except (ValueError, RecursionError):
        raise _unreadable(answer.status_code, is_write) from None


def _object(value: Any, *, is_write: bool) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unreadable(200, is_write)
    return value


def _cure(answer: requests.Response, is_write: bool) -> ConnectorError:
    status, code = answer.status_code, _code(answer)
    match status, code:
        case 429, _:
            return TryLater("the site asks us to slow down (429)", _pause(answer.headers))
        case 400, "comment_flood":
            return TryLater("the site takes one comment in fifteen seconds from one person", FLOOD_PAUSE)
        case 409, "comment_duplicate":
            return AlreadySaid("the same words stand there already; WordPress takes them once")
        case 404, "rest_comment_invalid_id":
            return CommentGone("the comment no longer exists on the site")
        case 403, "rest_comment_closed" | "rest_comment_draft_post" | "rest_comment_trash_post":
            return Refused("comments are closed where this one stands (403); answer another way")
        case 401, _:
            return AccessLost(
                f"the site does not accept the user name and application password (401); {_RENEW}. If it is right, the "
                "web server may drop the Authorization header: ask whoever runs it to pass it on to PHP"
            )
        case 403, _:
            return AccessLost(
                "the user may not moderate comments on the site, or something in front of it turns us away (403); on "
                "the site, open Users, edit the user and give the role Editor"
            )
        case 404, _ if not is_write:
            return AccessLost(
                "there is no WordPress REST API at this address (404); correct account_id or address, or let a "
                "security plugin permit /wp/v2 to signed-in users"
            )
        case _ if 400 <= status < 500 and code:
            return _refusal(status, is_write)
        case _:
            return _unreadable(status, is_write)


def _refusal(status: int, is_write: bool) -> ConnectorError:
    if is_write:
        return Refused(f"WordPress refused the request ({status}); do it on the site itself")
    return TryLater(f"WordPress did not understand the request ({status}); look for a new version of this program")


def _unreadable(status: int, is_write: bool) -> ConnectorError:
    where = " (it leads elsewhere: correct the address)" if 300 <= status < 400 else ""
    if is_write:
        return OutcomeUnknown(f"the site's answer was unreadable (HTTP {status}){where}; read back before any repeat")
    return TryLater(f"the site is down or its answer was unreadable (HTTP {status}){where}; it will be tried again")


def _lost(error: requests.RequestException, is_write: bool) -> ConnectorError:
    kind = type(error).__name__
    if is_write and not never_sent(error):
        return OutcomeUnknown(f"the connection to the site broke after sending ({kind}); read back before any repeat")
    return TryLater(f"the site could not be reached or did not answer in time ({kind}); it will be tried again")


def _code(answer: requests.Response) -> str:
    """WordPress's own name for the error; "" where something else answered. Never shown: it is foreign text."""
    try:
        value = answer.json()
    except (ValueError, RecursionError):
        return ""
    return str(value.get("code") or "") if isinstance(value, dict) else ""


def _pause(headers: Mapping[str, str]) -> timedelta:
    return retry_after(headers) or _DEFAULT_PAUSE
