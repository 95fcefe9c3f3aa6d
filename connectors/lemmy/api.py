"""One conversation with a Lemmy instance's API v3, and what its complaints mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests

from connectors.contract import AccessLost, CommentGone, ConnectorError, OutcomeUnknown, Refused, TryLater
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, never_sent

#: Lemmy tells no time after which it listens again; its own limits are counted by the minute.
_PAUSE = timedelta(minutes=1)
_LOGIN = frozenset({"not_logged_in", "incorrect_login", "user_not_logged_in", "invalid_token", "deleted"})
_GONE = frozenset({"couldnt_find_comment", "couldnt_find_post", "not_found", "couldnt_find_object"})
_POWERLESS = frozenset({"not_a_moderator", "not_a_mod_or_admin", "not_an_admin", "couldnt_find_community"})
_RENEW = "sign in to the instance as the council's account, make a new token and store it as token"


@dataclass(frozen=True, slots=True)
class LemmyOptions:
    """Where the instance is and who we are there; the token never shows in a repr."""

    #: "https://lemmy.example".
    instance: str
    token: str = field(repr=False)
    #: A stand-in's address; "" for the instance itself.
    base_url: str = ""
    deadline_s: float = DEADLINE_S


class _Bearer(requests.auth.AuthBase):
    """An explicit auth keeps requests from consulting ~/.netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Lemmy:
    """Use it for one connector call and close it."""

    def __init__(self, options: LemmyOptions, total_s: float = CALL_S) -> None:
        self._root = f"{options.instance}/api/v3/"
        self._session = requests.Session()
        self._session.auth = _Bearer(options.token)
        limits = {"deadline_s": options.deadline_s, "total_s": total_s}
        adapter = BoundedAdapter(home=options.instance, base_url=options.base_url, **limits)
        bind(self._session, options.instance, adapter)

    def __enter__(self) -> "Lemmy":
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def read(self, route: str, **params: object) -> dict[str, Any]:
        """Raises CommentGone where there is no such thing."""
        asked = {key: str(value) for key, value in params.items()}
        return self._ask("GET", route, asked, None)

    def write(self, route: str, **values: object) -> dict[str, Any]:
        """A POST, sent once."""
        return self._ask("POST", route, {}, values)

    def _ask(
        self, method: str, route: str, params: Mapping[str, str], values: Mapping[str, object] | None
    ) -> dict[str, Any]:
        is_write = method == "POST"
        try:
            answer = self._session.request(method, self._root + route, params, json=values, allow_redirects=False)
        except requests.RequestException as error:
            raise _lost(error, is_write) from None
        value = _object(answer)
        if answer.status_code >= 300 or (value is not None and "error" in value):
            raise _cure(answer.status_code, str((value or {}).get("error") or ""), is_write) from None
        if value is None:
            raise _unreadable(answer.status_code, is_write) from None
        return value


def _object(answer: requests.Response) -> dict[str, Any] | None:
    try:
        value = answer.json()
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _cure(status: int, code: str, is_write: bool) -> ConnectorError:
    if code in _LOGIN or (status == 401 and code):
        return AccessLost(f"the instance does not accept the token ({status}); {_RENEW}")
    if code in _POWERLESS or (status == 403 and code):
        return AccessLost(
            f"the council's account may not moderate this community ({status}); ask its first moderator to appoint it "
            "under the community's Moderators, and check account_id"
        )
    if status == 429 or code in ("rate_limit_error", "rate_limit_exceeded"):
        return TryLater("the instance asks us to slow down", _PAUSE)
    if code in _GONE:
        return CommentGone("this no longer exists on the instance")
    if 400 <= status < 500 and code:
        if is_write:
            return Refused(f"Lemmy refused the request ({status}); do it in the community itself")
        return TryLater(f"Lemmy did not understand the request ({status}); look for a new version of this program")
    return _unreadable(status, is_write)


def _unreadable(status: int, is_write: bool) -> ConnectorError:
    where = " (it leads elsewhere: correct the instance's address)" if 300 <= status < 400 else ""
    if is_write:
        return OutcomeUnknown(f"Lemmy's answer was unreadable (HTTP {status}){where}; read back before any repeat")
    return TryLater(f"the instance is down or its answer was unreadable (HTTP {status}){where}; it will be tried again")


def _lost(error: requests.RequestException, is_write: bool) -> ConnectorError:
    kind = type(error).__name__
    if is_write and not never_sent(error):
        return OutcomeUnknown(f"the connection broke after sending ({kind}); read back before any repeat")
    return TryLater(f"the instance could not be reached or did not answer in time ({kind}); it will be tried again")
