"""One signed-in conversation with Reddit through praw, with the library's traps closed.

praw reads praw.ini from whatever folder it is started in, asks a package index for news, and sleeps to share out its
calls; prawcore repeats what failed, writes included, and trips over a 401 without a header. Here nothing is read from
files, nothing waits, nothing is repeated, and nothing the libraries raise gets out.
"""

import configparser
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from typing import Any, cast

import praw
import praw.config
import prawcore
import requests
from prawcore.rate_limit import RateLimiter
from prawcore.sessions import RetryStrategy

from connectors.contract import AccessLost, Clock, CommentGone, ConnectorError, OutcomeUnknown, Refused, TryLater
from connectors.metering import Allowance, tell
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, never_sent

_HOME = "https://oauth.reddit.com"
_SIGN_IN = "https://www.reddit.com"
_AGENT = "linux:council-moderator:v1 (comment moderation of a council's own subreddit)"
#: How long to stay away where Reddit does not say.
_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)
_RENEW = "have the app authorised again by the moderator account and store the new refresh token"
#: Listings give no more than this, whatever is asked.
_ROWS_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class RedditOptions:
    """The app that Reddit approved and the account that authorised it; secrets never show in a repr."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    base_url: str = ""
    deadline_s: float = DEADLINE_S


class _Once(RetryStrategy):
    """Sends once, at once."""

    def _sleep_seconds(self) -> float | None:
        return None

    def consume_available_retry(self) -> "RetryStrategy":
        return self

    def should_retry_on_failure(self) -> bool:
        return False


class _Unpaced(RateLimiter):
    """Never sleeps; how much is left is told to whoever called the connector."""

    def delay(self) -> None:
        """Whoever schedules the calls keeps to the limit."""

    def update(self, *, response_headers: Mapping[str, str]) -> None:
        del response_headers  # the client notes them itself


class Reddit:
    """Use it for one connector call, through :func:`opened`."""

    def __init__(self, options: RedditOptions, clock: Clock, total_s: float) -> None:
        self._clock = clock
        self._session = requests.Session()
        self._session.auth = _unchanged  # ~/.netrc is not consulted
        adapter = BoundedAdapter(home=_HOME, deadline_s=options.deadline_s, total_s=total_s)
        bind(self._session, options.base_url or _HOME, adapter)
        self._session.mount(options.base_url or _SIGN_IN, adapter)
        self._session.hooks["response"].append(self._note)
        self._api = praw.Reddit(
            "DEFAULT",
            requestor_kwargs={"session": self._session},
            client_id=options.client_id,
            client_secret=options.client_secret,
            refresh_token=options.refresh_token,
            redirect_uri=None,
            username=None,
            password=None,
            user_agent=_AGENT,
            oauth_url=options.base_url or _HOME,
            reddit_url=options.base_url or _SIGN_IN,
            check_for_updates=False,
            check_for_async=False,
        )
        self._core = cast(Any, self._api._core)
        self._core._retry_strategy_class = _Once
        self._core._rate_limiter = _Unpaced(window_size=600)
        self._status = 0
        self._headers: Mapping[str, str] = {}
        self.scopes: frozenset[str] = frozenset()

    def sign_in(self) -> None:
        """Raises AccessLost with the cure where the app or its token is not accepted."""
        self._status, self._headers = 0, {}
        try:
            self._core.authorizer.refresh()
        except (prawcore.PrawcoreException, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
            if isinstance(error, prawcore.OAuthException) or self._status in (400, 401, 403):
                raise AccessLost(
                    f"Reddit does not accept the app's id, secret or refresh token ({self._status}); {_RENEW}"
                ) from None
            raise self._cure(error, is_write=False) from None
        self.scopes = frozenset(self._core.authorizer.scopes or ())

    def close(self) -> None:
        self._session.close()

    def read(self, path: str, **params: str) -> Any:
        """One GET, as plain JSON; praw asks for words without HTML entities by itself."""
        return self._ask("GET", path, is_write=False, params=params)

    def write(self, path: str, **data: str) -> dict[str, Any]:
        """One POST, sent once."""
        answer = self._ask("POST", path, is_write=True, data=dict(data))
        inner = answer.get("json") if isinstance(answer, dict) else None
        if errors := (inner or {}).get("errors"):
            raise _refusal(str(errors[0][0]))
        return answer if isinstance(answer, dict) else {}

    def rows(self, path: str, **params: str) -> Iterator[list[dict[str, Any]]]:
        """Every page of a listing, newest first; Reddit's place marks live only as long as this call."""
        after = ""
        while True:
            data = self.read(path, limit=str(_ROWS_PER_PAGE), **params, **({"after": after} if after else {}))["data"]
            yield [child["data"] | {"kind": child["kind"]} for child in data["children"]]
            following = str(data.get("after") or "")
            if not following or following == after:
                return
            after = following

    def things(self, names: list[str]) -> dict[str, dict[str, Any]]:
        """Comments and posts by their full names; what Reddit no longer has is left out."""
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(names), _ROWS_PER_PAGE):
            some = ",".join(names[start : start + _ROWS_PER_PAGE])
            for child in self.read("api/info", id=some)["data"]["children"]:
                found[str(child["data"]["name"])] = child["data"] | {"kind": child["kind"]}
        return found

    def _ask(self, method: str, path: str, *, is_write: bool, **what: Any) -> Any:
        self._status, self._headers = 0, {}
        try:
            return self._api.request(method=method, path=path, **what)
        except (
            praw.exceptions.PRAWException,
            prawcore.PrawcoreException,
            KeyError,  # a 401 without the header that prawcore looks for
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:
            raise self._cure(error, is_write) from None

    def _cure(self, error: Exception, is_write: bool) -> ConnectorError:
        """Goes by the HTTP status: the libraries' exceptions hold addresses, headers and words."""
        if isinstance(error, prawcore.RequestException) and self._status != 302:
            return _lost(error.original_exception, is_write)
        match self._status:
            case 302:
                return AccessLost("Reddit knows no such subreddit (302); correct account_id in the register")
            case 401:
                return AccessLost(f"Reddit does not accept the access token (401); {_RENEW}")
            case 403:
                return AccessLost(
                    "Reddit forbids this (403): the account must be a moderator of the subreddit with the permissions "
                    "posts and mail, and the app must have been given every scope that moderator check names"
                )
            case 404:
                return CommentGone("Reddit does not find it (404)")
            case 429:
                return TryLater("Reddit's limit of calls is reached (429)", self._pause())
            case 400 if is_write:
                return Refused("Reddit refused the request (400); do it on Reddit")
            case status if is_write:
                return OutcomeUnknown(f"Reddit's answer was unreadable (HTTP {status}); read back before any repeat")
            case status:
                return TryLater(f"Reddit is down or its answer was unreadable (HTTP {status}); it will be tried again")

    def _pause(self) -> timedelta:
        for name in ("Retry-After", "X-Ratelimit-Reset"):
            text = self._headers.get(name, "").partition(".")[0]
            if text.isdecimal() and len(text) < 7:
                return min(timedelta(seconds=int(text) + 1), _LONGEST_PAUSE)
        return _PAUSE

    def _note(self, response: requests.Response, *args: object, **kwargs: object) -> None:
        self._status, self._headers = response.status_code, response.headers
        try:
            used, left, reset = (
                float(response.headers[f"X-Ratelimit-{name}"]) for name in ("Used", "Remaining", "Reset")
            )
        except (KeyError, ValueError):
            return
        tell(Allowance("calls in these ten minutes", used, used + left, self._clock() + timedelta(seconds=reset)))


@contextmanager
def opened(options: RedditOptions, clock: Clock, total_s: float = CALL_S) -> Iterator[Reddit]:
    """A conversation for one connector call, signed in, and closed afterwards."""
    reddit = Reddit(options, clock, total_s)
    try:
        reddit.sign_in()
        yield reddit
    finally:
        reddit.close()


def tame_libraries() -> None:
    """The libraries log data and addresses; and praw would take its hosts from a praw.ini lying about."""
    for name in ("praw", "prawcore", "urllib3.connectionpool"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with praw.config.Config.LOCK:
        shipped = configparser.ConfigParser(interpolation=None)
        shipped.read_string(files("praw").joinpath("praw.ini").read_text(encoding="utf-8"))
        praw.config.Config.CONFIG = shipped


def _refusal(code: str) -> ConnectorError:
    match code:
        case "DELETED_COMMENT" | "NO_THING_ID" | "DELETED_LINK":
            return CommentGone(f"the comment no longer exists on Reddit ({code})")
        case "RATELIMIT":
            return TryLater("Reddit asks this account to write more slowly (RATELIMIT)", _PAUSE)
        case _:
            word = code if code.replace("_", "").isalpha() and code.isupper() else "unnamed"
            return Refused(f"Reddit refused ({word}): the thread may be locked or the person gone; do it on Reddit")


def _lost(error: Exception, is_write: bool) -> ConnectorError:
    """The exception's own text holds the address; only its kind is told."""
    kind = type(error).__name__
    is_unsent = isinstance(error, requests.RequestException) and never_sent(error)
    if is_write and not is_unsent:
        return OutcomeUnknown(f"the connection to Reddit broke after sending ({kind}); read back before any repeat")
    return TryLater(f"Reddit could not be reached or did not answer in time ({kind}); it will be tried again")


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
