"""One conversation with a Discourse board's API, and what its complaints mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests

from connectors.board_answers import error_body, lost, unreadable
from connectors.contract import AccessLost, CommentGone, ConnectorError, Refused, TryLater
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind

_DEFAULT_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(days=1)


class Forbidden(AccessLost):
    """Discourse forbids this one call (403): a bad key, or one post that our user may not see."""


class NotAgain(Refused):
    """Discourse takes a flag of one kind from one person once."""


@dataclass(frozen=True, slots=True)
class BoardOptions:
    """Where the board is and who we are there; the key never shows in a repr."""

    #: "https://forum.council.example", with the folder the board lives in, where it lives in one.
    address: str
    api_username: str
    api_key: str = field(repr=False)
    #: A stand-in's address; "" for the board itself.
    base_url: str = ""
    deadline_s: float = DEADLINE_S


class _Key(requests.auth.AuthBase):
    """An explicit auth keeps requests from consulting ~/.netrc."""

    def __init__(self, options: BoardOptions) -> None:
        self._headers = {"Api-Key": options.api_key, "Api-Username": options.api_username}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self._headers)
        return request


class Board:
    """Use it for one connector call and close it."""

    def __init__(self, options: BoardOptions, total_s: float = CALL_S) -> None:
        self._address = options.address
        self._session = requests.Session()
        self._session.auth = _Key(options)
        limits = {"deadline_s": options.deadline_s, "total_s": total_s}
        bind(self._session, options.address, BoundedAdapter(home=options.address, base_url=options.base_url, **limits))

    def __enter__(self) -> "Board":
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def read(self, path: str, **params: str) -> dict[str, Any]:
        value = self._value(self._ask("GET", path, params, None), is_write=False)
        if not isinstance(value, dict):
            raise TryLater("Discourse's answer is no object; it will be tried again")
        return value

    def rows(self, path: str, **params: str) -> list[dict[str, Any]]:
        return rows_in(self._value(self._ask("GET", path, params, None), is_write=False))

    def write(self, path: str, **values: object) -> dict[str, Any]:
        """A POST, sent once."""
        value = self._value(self._ask("POST", path, {}, values), is_write=True)
        if not isinstance(value, dict):
            raise unreadable(200, is_write=True)
        return value

    def put(self, path: str) -> None:
        """A PUT, sent once. Discourse answers some with nothing at all: read back."""
        self._ask("PUT", path, {}, {})

    def _ask(
        self, method: str, path: str, params: Mapping[str, str], values: Mapping[str, object] | None
    ) -> requests.Response:
        is_write = method != "GET"
        try:
            answer = self._session.request(
                method, f"{self._address}/{path}", params, json=values, allow_redirects=False
            )
        except requests.RequestException as error:
            raise lost(error, is_write) from None
        if answer.status_code >= 300:
            raise _cure(answer, is_write) from None
        return answer

    def _value(self, answer: requests.Response, *, is_write: bool) -> Any:
        try:
            return answer.json()
        except (ValueError, RecursionError):
            raise unreadable(answer.status_code, is_write) from None


def rows_in(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise TryLater("Discourse's answer is no list of posts; it will be tried again")
    return value


def _cure(answer: requests.Response, is_write: bool) -> ConnectorError:
    told = error_body(answer)
    match answer.status_code:
        case 429:
            return TryLater("the board asks us to slow down (429)", _pause(answer.headers, told))
        case 401 | 403 if is_write and told:
            return NotAgain(
                "Discourse does not permit this (403): it was done once before, or the user is no moderator; do it on "
                "the board"
            )
        case 401 | 403:
            return Forbidden(
                "Discourse does not accept the key, or the key may not do this (403); on the board, open Admin > API, "
                "make a key for this user with all scopes and store it as api_key, and under Admin > Users make the "
                "user a moderator"
            )
        case 404 | 410:
            return CommentGone("the post no longer exists on the board")
        case 422 if is_write:
            return NotAgain("Discourse refused the request (422); do it on the board")
        case status if 400 <= status < 500 and told:
            if is_write:
                return Refused(f"Discourse refused the request ({status}); do it on the board")
            return TryLater(
                f"Discourse did not understand the request ({status}); look for a new version of this program"
            )
        case status:
            return unreadable(status, is_write)


def _pause(headers: Mapping[str, str], told: Mapping[str, Any]) -> timedelta:
    extras = told.get("extras")
    wait = extras.get("wait_seconds") if isinstance(extras, dict) else None
    asked = str(wait if isinstance(wait, int) and not isinstance(wait, bool) else headers.get("Retry-After", ""))
    found = timedelta(seconds=int(asked)) if asked.isdecimal() and len(asked) < 7 else _DEFAULT_PAUSE
    return min(max(found, timedelta(seconds=1)), _LONGEST_PAUSE)
