"""One conversation with an account's server through atproto's client, with the library's traps closed.

The library follows redirects, waits without a total limit, turns refusals into exceptions that hold the answer, keeps a
session that it renews behind one's back, and leaves out every null of a write. Here its plain calls are used with JSON:
every request has one total deadline, a write is sent once, and nothing the library raises gets out.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import httpx
from atproto_client.client.base import ClientBase
from atproto_client.exceptions import AtProtocolError, RequestErrorBase
from atproto_client.models.dot_dict import DotDict
from atproto_client.request import Request, Response

from connectors.bluesky.errors import RENEW, SessionOver, cure, tell_allowance
from connectors.bluesky.sessions import Keeper, Session, session_of
from connectors.bluesky.transport import BoundedTransport
from connectors.contract import AccessLost, Clock, ConnectorError, OutcomeUnknown, TryLater
from connectors.metering import UNITS, spend
from connectors.transport import CALL_S, DEADLINE_S, readable

_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class BlueskyOptions:
    """Whose account, and where it logs in; the password never shows in a repr."""

    account_id: str
    app_password: str = field(repr=False)
    service: str = "https://bsky.social"
    #: A stand-in's address, which is never left; "" for the network itself.
    base_url: str = ""
    #: The account ("did:...") whose moderators get our reports; "" for the one that the account's server chose.
    moderation_service: str = ""
    deadline_s: float = DEADLINE_S

    @property
    def door(self) -> str:
        return self.base_url or self.service


class Conversation:
    """Use it for one connector call and close it."""

    def __init__(self, options: BlueskyOptions, keeper: Keeper, clock: Clock, total_s: float = CALL_S) -> None:
        self._options = options
        self._keeper = keeper
        self._clock = clock
        self._transport = BoundedTransport(options.door, deadline_s=options.deadline_s, total_s=total_s)
        self._client = ClientBase(options.door, Request(transport=self._transport))

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.request.close()

    def read(self, method: str, **params: Any) -> dict[str, Any]:
        """One query. A session that ran out is renewed once and the question asked again: asking changes nothing."""
        session = self._keeper.opened(self._log_in)
        try:
            return self._query(session, method, params)
        except SessionOver:
            return self._query(self._keeper.renewed(session, self._renew), method, params)

    def write(
        self, method: str, body: Mapping[str, Any], *, points: int, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """One write, sent once, nulls and all. ``points`` is what it costs of the account's allowance."""
        session = self._keeper.opened(self._log_in)
        spend(UNITS, points)
        try:
            return self._procedure(session, method, body, headers or {}, is_write=True)
        except SessionOver:
            self._keeper.forget(session)
            raise TryLater("the session with Bluesky had run out; it will be tried again") from None

    def _log_in(self) -> Session:
        options = self._options
        self._client.update_base_url(options.door)
        asked = {"identifier": options.account_id, "password": options.app_password}
        answer = self._ask(lambda: self._posted("com.atproto.server.createSession", asked, {}), is_log_in=True)
        with readable("Bluesky"):
            session = session_of(answer, options.door, may_move=not options.base_url)
        if session.did != options.account_id:
            raise AccessLost(
                f"the app password belongs to {session.did}, the profile's account_id is another; write "
                f"{session.did} into the register, or store an app password of the right account"
            )
        return session

    def _renew(self, over: Session) -> Session:
        """With the refresh token while that lasts, else by logging in."""
        method = "com.atproto.server.refreshSession"
        self._client.update_base_url(over.address)
        try:
            answer = self._ask(lambda: self._posted(method, None, _bearer(over.refresh)))
        except AccessLost:
            return self._log_in()
        with readable("Bluesky"):
            return session_of({"didDoc": None, **answer}, over.address, may_move=not self._options.base_url)

    def _query(self, session: Session, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        self._client.update_base_url(session.address)
        asked = DotDict(dict(params))
        return self._ask(lambda: self._client.invoke_query(method, asked, headers=_bearer(session.access)))

    def _procedure(
        self, session: Session, method: str, body: Mapping[str, Any], headers: Mapping[str, str], *, is_write: bool
    ) -> dict[str, Any]:
        self._client.update_base_url(session.address)
        sent = {**headers, **_bearer(session.access)}
        return self._ask(lambda: self._posted(method, body, sent), is_write=is_write)

    def _posted(self, method: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]) -> Response:
        if body is None:
            return self._client.invoke_procedure(method, headers=dict(headers))
        # As text: the library's own way leaves out nulls, and "swapRecord": null means "only if there is none yet".
        return self._client.invoke_procedure(method, content=json.dumps(body), headers={**_JSON, **headers})

    def _ask(self, ask: Callable[[], Response], *, is_write: bool = False, is_log_in: bool = False) -> dict[str, Any]:
        try:
            content = ask().content
        except RequestErrorBase as error:
            self._fail(_name_in(error), is_write=is_write, is_log_in=is_log_in)
        except (AtProtocolError, httpx.HTTPError, OSError, ValueError, RecursionError):
            self._fail("", is_write=is_write, is_log_in=is_log_in)
        finally:
            tell_allowance(self._transport.headers)
        if not isinstance(content, dict):
            self._fail("", is_write=is_write, is_log_in=is_log_in)
        return content

    def _fail(self, name: str, *, is_write: bool, is_log_in: bool) -> NoReturn:
        raise self._cure(name, is_write=is_write, is_log_in=is_log_in) from None

    def _cure(self, name: str, *, is_write: bool, is_log_in: bool) -> ConnectorError:
        status = self._transport.status
        if not status and is_write and self._transport.was_sent:
            return OutcomeUnknown("the connection to Bluesky broke after sending; read back before any repeat")
        if not status:
            return TryLater("Bluesky could not be reached or did not answer in time; it will be tried again")
        if is_log_in and status == 401 and name == "AuthFactorTokenRequired":
            return AccessLost(f"Bluesky wants a code by mail: this is no app password; {RENEW}")
        if is_log_in and status in (400, 401):
            return AccessLost(f"Bluesky does not accept the app password ({status}); {RENEW}")
        return cure(status, name, self._transport.headers, self._clock(), is_write=is_write)


def silence_libraries() -> None:
    """At DEBUG and INFO these loggers write addresses and headers; nothing of that may reach a log."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _name_in(error: RequestErrorBase) -> str:
    """The error's short name ("ExpiredToken"); its message may quote what was sent and is not kept."""
    content = error.response.content if error.response is not None else None
    name = getattr(content, "error", "")
    return name if isinstance(name, str) else ""
