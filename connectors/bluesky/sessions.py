"""Keeps the session of one account between calls: the one exception to "no state", because logging in is rationed.

Bluesky grants an address and account 30 log-ins in five minutes and 300 a day; a poll every two minutes needs more. The
session lies in memory only. Losing it is harmless: the next call logs in again.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Session:
    """What a log-in gave; the tokens never show in a repr."""

    did: str
    #: The server that keeps the account's records; calls go there.
    address: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)


class Keeper:
    """Lends the session to every call of one connector, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: Session | None = None

    def opened(self, log_in: Callable[[], Session]) -> Session:
        with self._lock:
            if self._session is None:
                self._session = log_in()
            return self._session

    def renewed(self, over: Session, renew: Callable[[Session], Session]) -> Session:
        """A session newer than the one that is over; another thread may have brought it already."""
        with self._lock:
            if self._session is None or self._session == over:
                self._session = None
                self._session = renew(over)
            return self._session

    def forget(self, over: Session) -> None:
        with self._lock:
            if self._session == over:
                self._session = None


def session_of(answer: Mapping[str, Any], logged_in_at: str, *, may_move: bool) -> Session:
    """The session in the platform's answer. The account's own server is named by its identity document."""
    return Session(
        did=str(answer["did"]),
        address=_home_of(answer.get("didDoc"), logged_in_at) if may_move else logged_in_at,
        access=str(answer["accessJwt"]),
        refresh=str(answer["refreshJwt"]),
    )


def _home_of(document: Any, logged_in_at: str) -> str:
    """Only an encrypted address is believed: the token goes there."""
    services = document.get("service") if isinstance(document, Mapping) else None
    for service in services or []:
        address = str(service.get("serviceEndpoint") or "")
        if str(service.get("id") or "").endswith("#atproto_pds") and address.startswith("https://"):
            return address
    return logged_in_at
