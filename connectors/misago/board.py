"""One signed-in conversation with a Misago board's API, and what its complaints mean.

Misago has no keys for programs: one signs in as a browser does and carries its cookies. They are kept for one connector
call, so a session that has ended can never make us a guest, who would be shown less and told nothing. Against forged
requests Misago wants the same secret in a cookie and in a header, and https addresses name the page they come from.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests

from connectors.board_answers import error_body, lost, unreadable
from connectors.contract import AccessLost, CommentGone, ConnectorError, Refused, TryLater
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, retry_after

_DEFAULT_PAUSE = timedelta(minutes=1)
_COOKIE = "csrftoken"


class Forbidden(AccessLost):
    """Misago forbids this one call (403): our roles do not permit it."""


class NotNow(Refused):
    """Misago took no post of ours (403): our roles do not permit it, or the last one was too short a time ago."""


@dataclass(frozen=True, slots=True)
class BoardOptions:
    """Where the board is and who we are there; the password never shows in a repr."""

    #: "https://forum.council.example", with the folder the board lives in, where it lives in one.
    address: str
    username: str
    password: str = field(repr=False)
    #: Another address to send to instead, in tests; "" for the board itself.
    base_url: str = ""
    deadline_s: float = DEADLINE_S


class _Cookies(requests.auth.AuthBase):
    """Cookies by hand: only those of this conversation; an explicit auth keeps requests from consulting ~/.netrc."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._cookies = {_COOKIE: secrets.token_hex(16)}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        request.headers["X-CSRFToken"] = self._cookies[_COOKIE]
        request.headers["Referer"] = f"{self._address}/"
        request.headers["X-Requested-With"] = "XMLHttpRequest"  # else complaints come as web pages
        return request

    def keep(self, answer: requests.Response) -> None:
        self._cookies |= {name: value for name, value in answer.cookies.items() if value}


class Board:
    """Use it for one connector call, with ``with``: that signs in. Raises AccessLost, with the cure, or TryLater."""

    def __init__(self, options: BoardOptions, total_s: float = CALL_S) -> None:
        self._options = options
        self._cookies = _Cookies(options.address)
        self._session = requests.Session()
        self._session.auth = self._cookies
        self._session.cookies = _NoJar()
        limits = {"deadline_s": options.deadline_s, "total_s": total_s}
        bind(self._session, options.address, BoundedAdapter(home=options.address, base_url=options.base_url, **limits))
        #: Our user's id on the board.
        self.me = ""
        #: So many requests this conversation took.
        self.asked = 0

    def __enter__(self) -> "Board":
        try:
            self._sign_in()
        except BaseException:
            self._session.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def read(self, path: str, **params: str) -> dict[str, Any]:
        return _object(self._ask("GET", path, params, None, is_write=False), is_write=False)

    def rendered(self, text: str) -> str:
        """What Misago makes of the words of a post; it keeps nothing of them."""
        asked = self._ask("POST", "parse-markup", {}, {"post": text}, is_write=False)
        return str(_object(asked, is_write=False)["parsed"])

    def write(self, path: str, **values: object) -> dict[str, Any]:
        """A POST, sent once."""
        return _object(self._ask("POST", path, {}, values, is_write=True), is_write=True)

    def change(self, path: str, **values: bool) -> dict[str, Any]:
        """A PATCH, sent once, that sets these fields; the answer has them as they are now, if Misago knew them."""
        steps = [{"op": "replace", "path": name.replace("_", "-"), "value": value} for name, value in values.items()]
        return _object(self._ask("PATCH", path, {}, steps, is_write=True), is_write=True)

    def make_sure_we_are_signed_in(self) -> None:
        """Before something counts as gone: a guest is told that threads which only moderators see do not exist."""
        if str(self.read("auth").get("id")) != self.me:
            raise TryLater("the board ended our session while we were reading; it will be tried again")

    def _sign_in(self) -> None:
        values = {"username": self._options.username, "password": self._options.password}
        answer = self._send("POST", "auth", {}, values, is_write=False)
        if answer.status_code != 200:
            raise _at_the_door(answer) from None
        user = _object(answer, is_write=False)
        if not user.get("id"):
            raise TryLater("Misago's answer to our signing in was of an unexpected shape; it will be tried again")
        self._cookies.keep(answer)
        self.me = str(user["id"])

    def _ask(self, method: str, path: str, params: Mapping[str, str], value: Any, *, is_write: bool) -> Any:
        answer = self._send(method, path, params, value, is_write=is_write)
        if answer.status_code >= 300:
            raise _cure(answer, method, is_write) from None
        return answer

    def _send(
        self, method: str, path: str, params: Mapping[str, str], value: Any, *, is_write: bool
    ) -> requests.Response:
        self.asked += 1
        address = f"{self._options.address}/api/{path}/"
        try:
            return self._session.request(method, address, params, json=value, allow_redirects=False)
        except requests.RequestException as error:
            raise lost(error, is_write) from None


class _NoJar(requests.cookies.RequestsCookieJar):
    """Keeps nothing: see _Cookies."""

    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:
        del cookie, args, kwargs


def _object(answer: requests.Response, *, is_write: bool) -> dict[str, Any]:
    try:
        value = answer.json()
    except (ValueError, RecursionError):
        raise unreadable(answer.status_code, is_write) from None
    if not isinstance(value, dict):
        raise unreadable(answer.status_code, is_write)
    return value


def _at_the_door(answer: requests.Response) -> ConnectorError:
    told = error_body(answer)
    match answer.status_code:
        case 400 if told.get("code") in ("inactive_user", "inactive_admin"):
            return AccessLost(
                "the board has not activated our account (400); in its admin panel, open Users, and do so"
            )
        case 400 if told.get("code") == "banned":
            return AccessLost("our account is banned on the board (400); in its admin panel, open Users > Bans")
        case 400 if told:
            return AccessLost(
                "the board does not accept the user name and password (400); sign in there by hand as that user, and "
                "store what works as username and password"
            )
        case 403:
            return AccessLost(
                "the board lets nobody sign in from here (403): this address is banned there, or another service "
                "signs people in (OAuth2), or something in front of it turns us away; ask whoever runs the board"
            )
        case 404 | 405:
            return AccessLost(f"there is no Misago board at this address ({answer.status_code}); correct account_id")
    return _cure(answer, "GET", is_write=False)


def _cure(answer: requests.Response, method: str, is_write: bool) -> ConnectorError:
    status, told = answer.status_code, error_body(answer)
    match status:
        case 429:
            return TryLater("the board asks us to slow down (429)", retry_after(answer.headers) or _DEFAULT_PAUSE)
        case 403 if method == "POST" and is_write and told:
            return NotNow("Misago took no post of ours here (403); do it on the board")
        case 401 | 403:
            return Forbidden(
                f"the board does not let our user do this ({status}); in its admin panel, open Users, and give our "
                "user the role Moderator, and in Categories > Change permissions give that role the role Moderator"
            )
        case 404 | 410:
            return CommentGone("the post no longer exists on the board")
        case _ if 400 <= status < 500 and told:
            if is_write:
                return Refused(f"Misago refused the request ({status}); do it on the board")
            return TryLater(f"Misago did not understand the request ({status}); look for a new version of this program")
    return unreadable(status, is_write)
