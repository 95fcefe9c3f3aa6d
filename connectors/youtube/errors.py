"""Turns what Google complains about into the error that names the cure; Google's own words are never kept."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.contract import AccessLost, CommentGone, ConnectorError, OutcomeUnknown, Refused, TryLater
from connectors.metering import Allowance, tell

SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
_SIGN_IN = "sign in again as the channel's owner and put the new refresh_token into the credentials"
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "servingLimitExceeded"})
_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_CLOSED = frozenset({"commentsDisabled", "videoOwnerAccountClosed", "videoOwnerAccountSuspended"})
_PAUSE = timedelta(minutes=10)
#: Google counts its days where its clocks hang.
_PACIFIC = ZoneInfo("America/Los_Angeles")


class MaybeGone(Refused):
    """YouTube refused in words it also uses for a comment that no longer exists: look whether it does."""


def quota_returns_at(now: datetime) -> datetime:
    """The next midnight on the Pacific coast, when Google counts afresh."""
    tomorrow = now.astimezone(_PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), _PACIFIC).astimezone(UTC)


def cure(status: int, body: bytes, *, is_write: bool, now: datetime) -> ConnectorError:
    """The error to raise for an answer of the API that is no success."""
    reason = _reason(body)
    if reason in _USED_UP:
        returns = quota_returns_at(now)
        tell(Allowance("quota of the Google project used today", 100, 100, returns))
        return TryLater("the Google project's quota of today is used up; it returns at midnight Pacific", returns - now)
    if reason in _TOO_FAST or status == 429:
        return TryLater(f"YouTube asks us to slow down (HTTP {status})", _PAUSE)
    if status == 401 or reason in ("insufficientPermissions", "accessNotConfigured"):
        return _no_access(status, reason)
    if not reason or status >= 500 or status < 400:
        return unreadable(status, is_write=is_write)
    return _write_refused(status, reason) if is_write else _read_refused(status, reason)


def token_cure(status: int, body: bytes) -> ConnectorError:
    """The error to raise when the refresh token brings no access."""
    kind = _token_error(body)
    if kind == "invalid_grant":
        return AccessLost(
            f"Google no longer accepts the refresh token; {_SIGN_IN}. Where the app's publishing status is 'Testing', "
            "tokens die after seven days: set it to 'In production' first"
        )
    if kind in ("invalid_client", "unauthorized_client", "deleted_client"):
        return AccessLost(
            "Google does not know the app (client_id, client_secret); copy both from Google Cloud > APIs & Services > "
            "Credentials"
        )
    if 400 <= status < 500 and status != 429 and kind:
        return AccessLost(f"Google gives no access for the refresh token (HTTP {status}); {_SIGN_IN}")
    pause = _PAUSE if status == 429 else None
    return TryLater(f"Google's sign-in is down or its answer was unreadable (HTTP {status})", pause)


def unreadable(status: int, *, is_write: bool) -> ConnectorError:
    what = f"YouTube is down or its answer was unreadable (HTTP {status})"
    return OutcomeUnknown(f"{what}; read back before any repeat") if is_write else TryLater(f"{what}; later again")


def _no_access(status: int, reason: str) -> ConnectorError:
    if reason == "accessNotConfigured":
        return AccessLost(
            "the Google project may not use YouTube: enable 'YouTube Data API v3' in Google Cloud > APIs & Services"
        )
    if reason == "insufficientPermissions":
        return AccessLost(f"the sign-in was given without the permission youtube.force-ssl (HTTP {status}); {_SIGN_IN}")
    if reason == "youtubeSignupRequired":
        return AccessLost("the Google account signed in has no YouTube channel; sign in as the council's channel")
    return AccessLost(f"YouTube does not accept the access (HTTP {status}); {_SIGN_IN}")


def _read_refused(status: int, reason: str) -> ConnectorError:
    if reason == "channelNotFound":
        return AccessLost("YouTube knows no channel of this id; correct account_id in the register (it begins with UC)")
    if status == 404:
        return CommentGone("it no longer exists on YouTube")
    if status == 403:
        return AccessLost(
            "YouTube does not show this channel's comments for review to the account signed in (403); sign in as the "
            "channel's owner, or let the owner make the account a moderator"
        )
    return TryLater(f"YouTube did not understand the request (HTTP {status}); look for a new version of this program")


def _write_refused(status: int, reason: str) -> ConnectorError:
    if reason in _CLOSED:
        return Refused("comments are turned off where this one stands; answer another way")
    if status == 404:
        return CommentGone("the comment no longer exists on YouTube")
    if reason in ("forbidden", "processingFailure"):
        return MaybeGone(f"YouTube refused (HTTP {status}); do it in YouTube Studio > Comments")
    return Refused(f"YouTube refused the request (HTTP {status}); do it in YouTube Studio > Comments")


def _reason(body: bytes) -> str:
    """Google's own name for the error; "" where something else answered."""
    error = _object(body).get("error")
    errors = error.get("errors") if isinstance(error, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return str(first.get("reason") or "") if isinstance(first, dict) else ""


def _token_error(body: bytes) -> str:
    kind = _object(body).get("error")
    return kind if isinstance(kind, str) else ""


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
