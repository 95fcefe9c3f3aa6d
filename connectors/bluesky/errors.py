"""Turns what an account's server complains about into the error that names the cure; its own words are never kept."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from connectors.contract import AccessLost, CommentGone, ConnectorError, OutcomeUnknown, Refused, TryLater
from connectors.metering import Allowance, tell
from connectors.transport import retry_after

RENEW = (
    "create a new app password in the account's settings (Privacy and security, App passwords) and store it as "
    "app_password"
)
_SESSION_OVER = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
_CLOSED = {
    "AccountTakedown": "Bluesky has taken this account down; sign in there and read what its moderators wrote",
    "AccountDeactivated": "this account is deactivated; sign in to Bluesky and reactivate it",
}
#: When Bluesky does not say when its window ends.
_PAUSE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(days=1)


class SessionOver(AccessLost):
    """The session's token is no longer accepted: renewing it may help."""


class Swapped(TryLater):
    """The record was changed by somebody else between our reading and our writing; nothing was written."""


def cure(status: int, name: str, headers: Mapping[str, str], now: datetime, *, is_write: bool) -> ConnectorError:
    """The error to raise for an answer that is none: ``name`` is the short word in it, "" when it was unreadable."""
    if status in (400, 401, 403) and (closed := _CLOSED.get(name)):
        return AccessLost(closed)
    if status in (400, 401) and name in _SESSION_OVER:
        return SessionOver(f"Bluesky does not accept the session ({status}), and a new one neither; {RENEW}")
    match status:
        case 401 | 403:
            return AccessLost(f"Bluesky does not permit this with the app password ({status}); {RENEW}")
        case 400 if name == "InvalidSwap":
            return Swapped("the post's reply settings were changed at the same moment; it will be tried again")
        case 400 if name in ("NotFound", "RecordNotFound"):
            return CommentGone("the post no longer exists on Bluesky, or this account may not see it")
        case 400 | 413 if is_write:
            return Refused(f"Bluesky refused the request ({status}); do it there")
        case 429:
            return TryLater("Bluesky's limit for calls is reached (429)", _pause(headers, now))
        case _ if is_write:
            return OutcomeUnknown(f"Bluesky's answer was unreadable (HTTP {status}); read back before any repeat")
        case _:
            return TryLater(
                f"Bluesky is down or its answer was unreadable (HTTP {status}); it will be tried again",
                retry_after(headers),
            )


def tell_allowance(headers: Mapping[str, str]) -> None:
    """What the answer says of the limit that this call counted against."""
    limit, left, reset = (headers.get(f"ratelimit-{word}", "") for word in ("limit", "remaining", "reset"))
    _, _, window = headers.get("ratelimit-policy", "").partition(";w=")
    if not (limit.isdecimal() and left.isdecimal() and reset.isdecimal() and window.isdecimal()):
        return
    span = f"{int(window) // 60} minutes" if int(window) <= 3600 else f"{int(window) // 3600} hours"
    used = int(limit) - int(left)
    tell(Allowance(f"calls in {span}", used, int(limit), datetime.fromtimestamp(int(reset), UTC)))


def _pause(headers: Mapping[str, str], now: datetime) -> timedelta:
    reset = headers.get("ratelimit-reset", "")
    if not reset.isdecimal():
        return retry_after(headers) or _PAUSE
    left = timedelta(seconds=int(reset) - int(now.timestamp()) + 1)
    return min(max(left, timedelta(seconds=1)), _LONGEST_PAUSE)
