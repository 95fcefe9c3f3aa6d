"""One conversation with X's API v2 through tweepy, with the library's traps closed.

tweepy has no time-out, hides its host in a local variable, writes every answer to its debug log, sleeps for hours when
asked to wait, and trips over error bodies of an unexpected shape. Here every request has one total deadline, nothing
waits, ids stay strings (plain JSON instead of tweepy's objects), and nothing the library raises gets out.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import tweepy

from connectors.contract import (
    AccessLost,
    Clock,
    CommentGone,
    ConnectorError,
    OutcomeUnknown,
    Refused,
    TryLater,
)
from connectors.metering import USD, spend, tell
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, never_sent
from connectors.x.prices import allowance, endpoint

_HOME = "https://api.twitter.com"
#: X's limits count in windows of this length; used when X does not say when the window ends.
_WINDOW = timedelta(minutes=15)
_LONGEST_PAUSE = timedelta(days=1)


class BadQuestion(TryLater):
    """X did not understand a read (400); a mark that is too old is one cause, and then the caller asks without it."""


class Forbidden(AccessLost):
    """X forbids this one call (403)."""


@dataclass(frozen=True, slots=True)
class XOptions:
    """OAuth 1.0a user credentials, which do not expire, and where to reach X; secrets never show in a repr."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)
    base_url: str = ""
    deadline_s: float = DEADLINE_S
    #: The account that is read owns the app: X then charges a fifth for its mentions and posts.
    is_owner: bool = True


class XClient:
    """Use it for one connector call and close it."""

    def __init__(self, options: XOptions, clock: Clock, total_s: float = CALL_S) -> None:
        self._clock = clock
        self._is_owner = options.is_owner
        self._endpoint = endpoint("", "")
        self._client = tweepy.Client(
            consumer_key=options.consumer_key,
            consumer_secret=options.consumer_secret,
            access_token=options.access_token,
            access_token_secret=options.access_token_secret,
            return_type=dict,
            wait_on_rate_limit=False,  # True sleeps for a day, or asks for ever without sleeping
        )
        session = self._client.session
        limits = {"deadline_s": options.deadline_s, "total_s": total_s}
        bind(session, _HOME, BoundedAdapter(home=_HOME, base_url=options.base_url, **limits))
        session.hooks["response"].append(self._note)
        self._status = 0
        self._headers: Mapping[str, str] = {}
        self._has_answered = False
        #: When X sent its first answer, by its own clock; None where it does not say.
        self.first_answered: datetime | None = None

    def __enter__(self) -> "XClient":
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.session.close()

    def read(self, ask: Callable[..., Any], **params: Any) -> dict[str, Any]:
        """One GET. ``ask`` is a method of ``api``."""
        return self._ask(lambda: ask(user_auth=True, **params), is_write=False, forbidden="")

    def write(self, ask: Callable[[], Any], *, forbidden: str = "") -> dict[str, Any]:
        """One write, sent once. ``forbidden`` tells what a 403 means here; "" means a missing permission."""
        return self._ask(ask, is_write=True, forbidden=forbidden)

    @property
    def api(self) -> Any:
        return self._client

    def pages(
        self, ask: Callable[..., Any], *, most: int, next_page_as: str = "pagination_token", **params: Any
    ) -> Iterator[dict[str, Any]]:
        """Every page, newest first, at most ``most`` of them. The paging token never leaves this call."""
        token = ""
        for _ in range(most):
            answer = self.read(ask, **params, **({next_page_as: token} if token else {}))
            yield answer
            token = str((answer.get("meta") or {}).get("next_token") or "")
            if not token:
                return

    def _ask(self, ask: Callable[[], Any], *, is_write: bool, forbidden: str) -> dict[str, Any]:
        self._status, self._headers = 0, {}
        try:
            answer = ask()
        except tweepy.TweepyException:
            raise self._cure(is_write, forbidden) from None
        except requests.exceptions.JSONDecodeError:
            raise self._cure(is_write, forbidden) from None
        except requests.RequestException as error:
            raise _lost(error, is_write) from None
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):  # tweepy tripped over the body
            raise self._cure(is_write, forbidden) from None
        if not isinstance(answer, dict):
            raise self._cure(is_write, forbidden)
        spend(USD, self._endpoint.cost(answer, is_write=is_write, is_owner=self._is_owner))
        return answer

    def _cure(self, is_write: bool, forbidden: str) -> ConnectorError:
        """Goes by the HTTP status alone: bodies differ, and tweepy loses some of them."""
        match self._status:
            case 400:
                return Refused("X refused the request (400); do it on X") if is_write else _bad_question()
            case 401:
                return AccessLost("X does not accept the access tokens (401); issue new ones and store them")
            case 402:
                return AccessLost("the X credit is used up or the spending limit is reached (402); top it up")
            case 403 if forbidden:
                return Refused(forbidden)
            case 403:
                return Forbidden(
                    "X forbids this (403): the app lacks read and write permission or the account is suspended; "
                    "look into the developer portal"
                )
            case 404:
                return CommentGone("X does not find it (404)")
            case 429:
                return TryLater("X's limit for this call is reached (429)", self._pause())
            case status if is_write:
                return OutcomeUnknown(f"X's answer was unreadable (HTTP {status}); read back before any repeat")
            case status:
                return TryLater(f"X is down or its answer was unreadable (HTTP {status}); it will be tried again")

    def _pause(self) -> timedelta:
        """Until the window ends; a monthly cap sends no such moment."""
        reset = self._headers.get("x-rate-limit-reset", "")
        if not reset.isdecimal():
            return _WINDOW
        left = timedelta(seconds=int(reset) - int(self._clock().timestamp()) + 1)
        return min(max(left, timedelta(seconds=1)), _LONGEST_PAUSE)

    def _note(self, response: requests.Response, *args: object, **kwargs: object) -> None:
        self._status, self._headers = response.status_code, response.headers
        if not self._has_answered:
            self._has_answered, self.first_answered = True, _told_at(response.headers)
        self._endpoint = endpoint(response.request.url or "", response.request.method or "")
        if word := allowance(self._endpoint, response.headers):
            tell(word)


def _told_at(headers: Mapping[str, str]) -> datetime | None:
    try:
        told = parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return told.astimezone(UTC) if told.tzinfo else None


def silence_libraries() -> None:
    """At DEBUG these loggers write comments, names and signatures; nothing of that may reach a log."""
    for name in ("tweepy", "oauthlib", "requests_oauthlib", "urllib3.connectionpool"):
        logging.getLogger(name).setLevel(logging.INFO)


def _bad_question() -> BadQuestion:
    return BadQuestion("X did not understand the request (400); look for a new version of this program")


def _lost(error: requests.RequestException, is_write: bool) -> ConnectorError:
    kind = type(error).__name__
    if is_write and not never_sent(error):
        return OutcomeUnknown(f"the connection to X broke after sending ({kind}); read back before any repeat")
    return TryLater(f"X could not be reached or did not answer in time ({kind}); it will be tried again")
