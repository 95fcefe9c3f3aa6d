"""One conversation with a Mastodon server through Mastodon.py, with the library's traps closed.

By default it sleeps until a limit ends, waits five minutes for an answer, reads a token from a file of that name, and
puts answers into its exceptions. Here nothing waits, every request has one total deadline, answers are taken as plain
JSON, and nothing the library raises gets out.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from mastodon import Mastodon
from mastodon.errors import MastodonError, MastodonNetworkError

from connectors.contract import AccessLost, Clock, CommentGone, ConnectorError, OutcomeUnknown, Refused, TryLater
from connectors.metering import Allowance, tell
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, never_sent, retry_after

RENEW = (
    "on the server, open Preferences > Development, make an application with the scopes read, write:statuses and "
    "write:reports, and store its access token as token"
)
#: The server's limits count in windows of this length; used when it does not say when the window ends.
_WINDOW = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Which server, and the token that never expires; it never shows in a repr."""

    server: str
    token: str = field(repr=False)
    base_url: str = ""
    deadline_s: float = DEADLINE_S


class Server:
    """Use it for one connector call and close it."""

    def __init__(self, options: ServerOptions, clock: Clock, total_s: float = CALL_S) -> None:
        self._clock = clock
        self._session = requests.Session()
        limits = {"deadline_s": options.deadline_s, "total_s": total_s}
        adapter = BoundedAdapter(home=options.server, base_url=options.base_url, **limits)
        bind(self._session, options.server, adapter)
        self._session.hooks["response"].append(self._note)
        self.api = Mastodon(
            api_base_url=options.server,
            session=self._session,
            ratelimit_method="throw",  # "wait" and "pace" sleep
            request_timeout=options.deadline_s,
            version_check_mode="none",
            user_agent="council-moderator",
        )
        self.api.access_token = options.token  # given to the constructor, it would be tried as the name of a file
        self._answer: requests.Response | None = None

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def read(self, ask: Callable[..., Any], *args: Any, **params: Any) -> Any:
        """One question; ``ask`` is a method of ``api``. The answer as plain JSON."""
        return self._ask(lambda: ask(*args, **params), is_write=False)

    def write(self, ask: Callable[..., Any], *args: Any, **params: Any) -> dict[str, Any]:
        """One write, sent once."""
        answer = self._ask(lambda: ask(*args, **params), is_write=True)
        if not isinstance(answer, dict):
            raise self._cure(is_write=True)
        return answer

    def _ask(self, ask: Callable[[], Any], *, is_write: bool) -> Any:
        self._answer = None
        try:
            ask()
            # The library's own objects guess at types; what the server really said is taken instead.
            return self._answer.json() if self._answer is not None else None
        except MastodonNetworkError as error:
            raise self._lost(error.__context__, is_write=is_write) from None
        except (MastodonError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise self._cure(is_write=is_write) from None

    def _lost(self, cause: BaseException | None, *, is_write: bool) -> ConnectorError:
        """The library's own words hold the address; only the kind of failure is told."""
        if self._answer is not None:  # a redirect, which is not followed
            return self._cure(is_write=is_write)
        kind = type(cause).__name__
        if is_write and not (isinstance(cause, requests.RequestException) and never_sent(cause)):
            return OutcomeUnknown(
                f"the connection to the server broke after sending ({kind}); read back before repeating"
            )
        return TryLater(f"the server could not be reached or did not answer in time ({kind}); it will be tried again")

    def _cure(self, *, is_write: bool) -> ConnectorError:
        """Goes by the HTTP status alone: words differ from server to server."""
        status = self._answer.status_code if self._answer is not None else 0
        match status:
            case 401:
                return AccessLost(f"the Mastodon server does not accept the token (401); {RENEW}")
            case 403:
                return AccessLost(
                    f"the Mastodon server forbids this (403): the account is suspended or the token's scopes are too "
                    f"narrow; sign in to see which, or {RENEW}"
                )
            case 404 | 410:
                return CommentGone("the post no longer exists on this server, or this account may not see it")
            case 422 if not is_write:  # what a question without a person behind its token gets
                return AccessLost(f"the token is no person's, or the server does not know it (422); {RENEW}")
            case 400 | 422 if is_write:
                return Refused(f"the Mastodon server refused the request ({status}); do it there")
            case 429:
                return TryLater("the Mastodon server's limit for calls is reached (429)", self._pause())
            case _ if is_write:
                return OutcomeUnknown(f"the server's answer was unreadable (HTTP {status}); read back before repeating")
            case _:
                return TryLater(
                    f"the server is down or its answer was unreadable (HTTP {status}); tried again later",
                    retry_after(self._answer.headers) if self._answer is not None else None,
                )

    def _pause(self) -> timedelta:
        assert self._answer is not None
        ends = _moment(self._answer.headers.get("X-RateLimit-Reset", ""))
        asked = retry_after(self._answer.headers) or _WINDOW
        left = ends - self._clock() + timedelta(seconds=1) if ends else asked
        return min(max(left, timedelta(seconds=1)), _LONGEST_PAUSE)

    def _note(self, response: requests.Response, *args: object, **kwargs: object) -> None:
        self._answer = response
        _tell_allowance(response.headers)


def silence_libraries() -> None:
    """At DEBUG these loggers write every address; comments' ids are enough in our own words."""
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


def _tell_allowance(headers: Mapping[str, str]) -> None:
    limit, left = headers.get("X-RateLimit-Limit", ""), headers.get("X-RateLimit-Remaining", "")
    if limit.isdecimal() and left.isdecimal():
        ends = _moment(headers.get("X-RateLimit-Reset", ""))
        tell(Allowance("calls in 5 minutes", int(limit) - int(left), int(limit), ends))


def _moment(text: str) -> datetime | None:
    """The server's time; None when it told none that can be read."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
