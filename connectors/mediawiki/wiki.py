"""One signed-in conversation with a wiki's API through mwclient, with the library's traps closed.

mwclient retries for hours with growing sleeps, waits when the database lags, sleeps when a sign-in is throttled and
writes answers to its log. Here nothing is retried, nothing waits, every request has one total deadline, and nothing the
library raises gets out.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import mwclient
import requests

from connectors.contract import AccessLost, ConnectorError, OutcomeUnknown, TryLater
from connectors.mediawiki import errors
from connectors.mediawiki.revisions import Revision, revision
from connectors.transport import CALL_S, DEADLINE_S, BodyTooBig, BoundedAdapter, bind, never_sent

_AGENT = "council-moderator (comment moderation of a council's own wiki)"
#: MediaWiki gives the contents of so many revisions in one answer.
_REVISIONS_PER_CALL = 50
_REVISION_FIELDS = "ids|user|userid|timestamp|content|comment|flags|tags"
#: Seconds the wiki's databases may lag before it turns us away for now.
_MAX_LAG = "5"
_SIGN_IN_WORDS = (
    "the wiki does not accept the bot password ({}); make a new one on Special:BotPasswords, store it as username and "
    "password, and mind that somebody else's failed attempts may block signing in for some minutes"
)


class TooMuch(TryLater):
    """The answer was larger than we read; asking for less may help."""


@dataclass(frozen=True, slots=True)
class WikiOptions:
    """Where the wiki is and who we are there; the password never shows in a repr."""

    #: The folder of api.php, with its slash: "https://wiki.example.gov.uk/w/".
    base_url: str
    #: "ModBot@moderation", as Special:BotPasswords names it.
    username: str
    password: str = field(repr=False)
    deadline_s: float = DEADLINE_S


class Wiki:
    """Use it for one connector call, through :func:`opened`."""

    def __init__(self, options: WikiOptions, total_s: float) -> None:
        self._options = options
        self._session = requests.Session()
        self._session.auth = _unchanged  # ~/.netrc is not consulted
        self._session.headers["User-Agent"] = _AGENT
        address = urlsplit(options.base_url)
        home = f"{address.scheme}://{address.netloc}/"
        bind(self._session, home, BoundedAdapter(home=home, deadline_s=options.deadline_s, total_s=total_s))
        self._session.hooks["response"].append(self._note)
        self._site = mwclient.Site(
            address.netloc,
            path=address.path,
            scheme=address.scheme,
            pool=self._session,
            max_retries=0,
            retry_timeout=0,
            do_init=False,
        )
        self._status = 0
        self._headers: Mapping[str, str] = {}
        self._token = ""
        self.user = ""
        self.rights: frozenset[str] = frozenset()

    def sign_in(self) -> None:
        """Raises AccessLost with the cure where the bot password is not accepted."""
        token = self.ask("query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
        secrets = {"lgname": self._options.username, "lgpassword": self._options.password, "lgtoken": token}
        result = str(self._call("login", "POST", secrets, is_write=False)["login"]["result"])
        if result in ("Throttled", "NeedToken"):
            raise TryLater(f"the wiki lets nobody sign in at the moment ({result})", errors.PAUSE) from None
        if result != "Success":
            raise AccessLost(_SIGN_IN_WORDS.format(result)) from None
        answer = self.ask("query", meta="userinfo|tokens", uiprop="rights", type="csrf")["query"]
        self.user = str(answer["userinfo"]["name"])
        self.rights = frozenset(str(right) for right in answer["userinfo"]["rights"])
        self._token = str(answer["tokens"]["csrftoken"])

    def close(self) -> None:
        self._session.close()

    def ask(self, action: str, **params: str) -> dict[str, Any]:
        """One reading request."""
        return self._call(action, "GET", params, is_write=False)

    def write(self, action: str, **params: str) -> dict[str, Any]:
        """One write, sent once, and only while we are signed in."""
        return self._call(action, "POST", {**params, "assert": "user", "token": self._token}, is_write=True)

    def continued(self, **params: str) -> Iterator[dict[str, Any]]:
        """Every answer to one query; the wiki's place marks live only as long as this call."""
        place: dict[str, str] = {}
        while True:
            answer = self.ask("query", **(params | place))
            yield answer["query"]
            following = {key: str(value) for key, value in (answer.get("continue") or {}).items()}
            if not following or following == place:
                return
            place = following

    def revisions(self, ids: list[int]) -> dict[int, Revision]:
        """Revisions with their texts; those that no longer exist are left out."""
        found: dict[int, Revision] = {}
        for start in range(0, len(ids), _REVISIONS_PER_CALL):
            found |= self._revisions(ids[start : start + _REVISIONS_PER_CALL])
        return found

    def newest(self, page_ids: set[int]) -> dict[int, Revision]:
        """Pages as they stand; those that were deleted are left out."""
        asked = sorted(page_ids)
        wanted = {"prop": "revisions", "rvprop": _REVISION_FIELDS, "rvslots": "main"}
        found: dict[int, Revision] = {}
        for start in range(0, len(asked), _REVISIONS_PER_CALL):
            some = "|".join(str(one) for one in asked[start : start + _REVISIONS_PER_CALL])
            for query in self.continued(pageids=some, **wanted):
                found |= {row.page_id: row for row in self._rows(query)}
        return found

    def history(self, page_id: int, start: int, *, newer: bool, most: int) -> Iterator[Revision]:
        """The page's revisions from ``start`` on, at most about ``most`` of them."""
        wanted = {
            "prop": "revisions",
            "pageids": str(page_id),
            "rvstartid": str(start),
            "rvdir": "newer" if newer else "older",
            "rvprop": _REVISION_FIELDS,
            "rvslots": "main",
            "rvlimit": str(_REVISIONS_PER_CALL),
        }
        seen = 0
        for query in self.continued(**wanted):
            for row in self._rows(query):
                yield row
                seen += 1
            if seen >= most:
                return

    def _revisions(self, ids: list[int]) -> dict[int, Revision]:
        wanted = {"prop": "revisions", "rvprop": _REVISION_FIELDS, "rvslots": "main"}
        found: dict[int, Revision] = {}
        try:
            for query in self.continued(revids="|".join(str(one) for one in ids), **wanted):
                found |= {row.id: row for row in self._rows(query)}
        except TooMuch:
            if len(ids) == 1:
                raise
            middle = len(ids) // 2
            return self._revisions(ids[:middle]) | self._revisions(ids[middle:])
        return found

    def _rows(self, query: Mapping[str, Any]) -> Iterator[Revision]:
        for page in query.get("pages") or []:
            for row in page.get("revisions") or []:
                yield revision(page, row)

    def _call(self, action: str, method: str, params: Mapping[str, str], *, is_write: bool) -> dict[str, Any]:
        self._status, self._headers = 0, {}
        try:
            answer = self._site.api(action, method, **params, formatversion="2", maxlag=_MAX_LAG)
        except mwclient.errors.APIError as error:
            raise errors.cure(str(error.code), self._headers, is_write=is_write) from None
        except mwclient.errors.MwClientError:
            raise errors.unreadable(self._status, self._headers, is_write=is_write) from None
        except requests.HTTPError:
            raise errors.unreadable(self._status, self._headers, is_write=is_write) from None
        except requests.RequestException as error:
            raise _lost(error, is_write) from None
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError):  # mwclient tripped over the answer
            raise errors.unreadable(self._status, self._headers, is_write=is_write) from None
        if not isinstance(answer, dict):
            raise errors.unreadable(self._status, self._headers, is_write=is_write)
        return answer

    def _note(self, response: requests.Response, *args: object, **kwargs: object) -> None:
        self._status, self._headers = response.status_code, response.headers


@contextmanager
def opened(options: WikiOptions, total_s: float = CALL_S) -> Iterator[Wiki]:
    """A conversation for one connector call, signed in, and closed afterwards."""
    wiki = Wiki(options, total_s)
    try:
        wiki.sign_in()
        yield wiki
    finally:
        wiki.close()


def silence_libraries() -> None:
    """mwclient logs whole error pages as warnings; urllib3 logs addresses at DEBUG."""
    logging.getLogger("mwclient").setLevel(logging.CRITICAL)
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


def _lost(error: requests.RequestException, is_write: bool) -> ConnectorError:
    """The exception's own text holds the address; only its kind is told."""
    kind = type(error).__name__
    if is_write and not never_sent(error):
        return OutcomeUnknown(f"the connection to the wiki broke after sending ({kind}); read back before any repeat")
    if isinstance(error, BodyTooBig):
        return TooMuch(f"the wiki's answer was too large to read ({kind}); it will be tried again")
    return TryLater(f"the wiki could not be reached or did not answer in time ({kind}); it will be tried again")


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
