"""One conversation with YouTube's Data API through google-api-python-client, with the library's traps closed.

The library's own transport knows no deadline and no size limit, and google-auth waits and tries again by itself. Here
both send through one bounded session: nothing sleeps, nothing repeats, no redirect is followed, nothing they raise gets
out. Each conversation asks for a fresh access token, since nothing is kept between calls.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httplib2
import requests
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from connectors.contract import Clock, ConnectorError, OutcomeUnknown, TryLater
from connectors.metering import UNITS, spend
from connectors.transport import CALL_S, DEADLINE_S, BoundedAdapter, bind, never_sent
from connectors.youtube.errors import cure, token_cure, unreadable

HOME = "https://youtube.googleapis.com"
SIGN_IN = "https://oauth2.googleapis.com"
#: What a call costs of the project's quota.
READ_UNITS, WRITE_UNITS = 1, 50
#: Fewer than the fifty allowed: the library turns a longer address into another kind of request.
IDS_PER_CALL = 30


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """Where and how to reach YouTube; secrets never show in a repr."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    #: A stand-in's address; "" for YouTube itself.
    base_url: str = ""
    deadline_s: float = DEADLINE_S


@dataclass(frozen=True, slots=True)
class Grant:
    """What the sign-in told."""

    scopes: frozenset[str]
    #: How long the refresh token still lives; None where it has no end.
    ends_in_s: float | None


@dataclass(frozen=True, slots=True)
class _TokenAnswer:
    """An answer as google-auth reads it."""

    status: int
    data: bytes
    headers: Mapping[str, str]


class Api:
    """Use it for one connector call and close it."""

    def __init__(self, options: ApiOptions, clock: Clock, total_s: float = CALL_S) -> None:
        home, sign_in = options.base_url or HOME, options.base_url or SIGN_IN
        self._clock = clock
        self._session = requests.Session()
        self._session.auth = _unchanged
        adapter = BoundedAdapter(home=home, deadline_s=options.deadline_s, total_s=total_s)
        bind(self._session, home, adapter)
        self._session.mount(sign_in, adapter)
        self._access = Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=options.refresh_token,
            token_uri=f"{sign_in}/token",
            client_id=options.client_id,
            client_secret=options.client_secret,
        )
        self._grant = Grant(frozenset(), None)
        self._service = build(
            "youtube",
            "v3",
            http=self,
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": f"{home}/"},
        )

    def __enter__(self) -> "Api":
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def request(
        self, uri: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[httplib2.Response, bytes]:
        """What google-api-python-client sends through instead of httplib2."""
        sent = {**(headers or {}), "Authorization": f"Bearer {self._access.token}"}
        data = body.encode() if isinstance(body, str) else body
        answer = self._session.request(method, uri, data=data, headers=sent, allow_redirects=False)
        return httplib2.Response({**answer.headers, "status": str(answer.status_code)}), answer.content

    def grant(self) -> Grant:
        """What the sign-in allows and when it ends."""
        self._sign_in()
        return self._grant

    def own_channel(self) -> dict[str, Any]:
        """The channel that is signed in; empty when there is none."""
        rows = self._rows(self._ask(self._service.channels().list(part="id,contentDetails", mine=True), READ_UNITS))
        return rows[0] if rows else {}

    def uploads(self, playlist_id: str) -> list[dict[str, Any]]:
        """The newest fifty videos."""
        asked = self._service.playlistItems().list(part="contentDetails", playlistId=playlist_id, maxResults=50)
        return self._rows(self._ask(asked, READ_UNITS))

    def titles(self, video_ids: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for start in range(0, len(video_ids), IDS_PER_CALL):
            ids = ",".join(video_ids[start : start + IDS_PER_CALL])
            rows = self._rows(self._ask(self._service.videos().list(part="snippet", id=ids), READ_UNITS))
            found |= {str(row["id"]): str(row["snippet"].get("title") or "") for row in rows}
        return found

    def threads(self, channel_id: str, status: str) -> Iterator[list[dict[str, Any]]]:
        """Every page of the threads in one state, newest first; one unit each."""
        return self._pages(
            self._service.commentThreads(),
            part="snippet,replies",
            allThreadsRelatedToChannelId=channel_id,
            moderationStatus=status,
            order="time",
            textFormat="plainText",
            maxResults=100,
        )

    def replies(self, thread_id: str) -> Iterator[list[dict[str, Any]]]:
        """Every page of the replies beneath a thread; one unit each."""
        ask = {"part": "snippet", "parentId": thread_id, "textFormat": "plainText", "maxResults": 100}
        return self._pages(self._service.comments(), **ask)

    def comments(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Those of the comments that exist. YouTube does not tell their state here."""
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(ids), IDS_PER_CALL):
            wanted = ",".join(ids[start : start + IDS_PER_CALL])
            asked = self._service.comments().list(part="snippet", id=wanted, textFormat="plainText")
            found |= {str(row["id"]): row for row in self._rows(self._ask(asked, READ_UNITS))}
        return found

    def set_status(self, ids: Sequence[str], status: str) -> None:
        """Of no more than IDS_PER_CALL comments, for the price of one."""
        asked = self._service.comments().setModerationStatus(id=",".join(ids), moderationStatus=status)
        self._ask(asked, WRITE_UNITS)

    def answer(self, parent_id: str, text: str) -> dict[str, Any]:
        body = {"snippet": {"parentId": parent_id, "textOriginal": text}}
        return self._ask(self._service.comments().insert(part="snippet", body=body), WRITE_UNITS)

    def _pages(self, resource: Any, **params: Any) -> Iterator[list[dict[str, Any]]]:
        token, seen = "", set[str]()
        while True:
            answer = self._ask(resource.list(pageToken=token or None, **params), READ_UNITS)
            yield self._rows(answer)
            token = str(answer.get("nextPageToken") or "")
            if not token or token in seen:
                return
            seen.add(token)

    def _rows(self, answer: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [row for row in answer.get("items") or [] if isinstance(row, dict)]

    def _ask(self, asked: Any, units: int) -> dict[str, Any]:
        """Sends one request, once; it costs its units whatever comes of it."""
        is_write = asked.method != "GET"
        self._sign_in()
        spend(UNITS, units)
        try:
            value = asked.execute(num_retries=0)
        except HttpError as error:
            raise cure(error.resp.status, error.content, is_write=is_write, now=self._clock()) from None
        except requests.RequestException as error:
            raise _lost(error, is_write) from None
        except (ValueError, RecursionError):  # no JSON, or a bottomless one
            raise unreadable(200, is_write=is_write) from None
        if value in ("", None):  # 204
            return {}
        if not isinstance(value, dict):  # the library hands over as text what is no JSON
            raise unreadable(200, is_write=is_write) from None
        return value

    def _sign_in(self) -> None:
        if self._access.token:
            return
        try:
            self._access.refresh(self._ask_for_token)  # type: ignore[no-untyped-call]
        except (GoogleAuthError, ValueError, TypeError, OverflowError):
            raise unreadable(200, is_write=False) from None

    def _ask_for_token(
        self, url: str, method: str = "POST", body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> _TokenAnswer:
        """Only a whole answer goes back to google-auth: anything else it would ask for again and again."""
        try:
            answer = self._session.request(method, url, data=body, headers=dict(headers or {}), allow_redirects=False)
        except requests.RequestException as error:
            raise _lost(error, is_write=False) from None
        try:
            value = answer.json() if answer.status_code == 200 else {}
        except (ValueError, RecursionError):
            value = {}
        if not isinstance(value, dict) or not isinstance(value.get("access_token"), str):
            raise token_cure(answer.status_code, answer.content) from None
        ends = value.get("refresh_token_expires_in")
        self._grant = Grant(
            frozenset(str(value.get("scope") or "").split()), float(ends) if isinstance(ends, int) else None
        )
        return _TokenAnswer(answer.status_code, json.dumps(value).encode(), answer.headers)


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from consulting ~/.netrc; the access goes into a header of its own."""
    return request


def _lost(error: requests.RequestException, is_write: bool) -> ConnectorError:
    """The exception's own text holds the address; only its kind is told."""
    kind = type(error).__name__
    if is_write and not never_sent(error):
        return OutcomeUnknown(f"the connection to YouTube broke after sending ({kind}); read back before any repeat")
    return TryLater(f"YouTube could not be reached or did not answer in time ({kind}); it will be tried again")
