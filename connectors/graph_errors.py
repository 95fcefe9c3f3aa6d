"""Turns what the Graph API complains about into the error that names the cure; Meta's own words are never kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from connectors.contract import (
    AccessLost,
    AlreadyMessaged,
    CommentGone,
    ConnectorError,
    OutcomeUnknown,
    Refused,
    TryLater,
)
from connectors.graph_usage import number, uses


@dataclass(frozen=True, slots=True)
class Place:
    """What a platform behind the Graph API is called in our words."""

    #: "Facebook".
    name: str
    #: Where a person acts by hand: "the Page".
    by_hand: str
    #: "Page token".
    token: str

    @property
    def renew(self) -> str:
        return f"issue a new {self.token} and put it into the credentials"


FACEBOOK = Place("Facebook", "the Page", "Page token")
_TOKEN_CAUSES = {
    458: "the app was removed from the account",
    459: "Facebook wants the account's owner to pass a security check",
    460: "the password was changed",
    463: "the token has expired",
    464: "the account is unconfirmed",
    467: "the token was withdrawn or its owner logged out",
    492: "the token's owner is no longer an admin of the Page",
}
_THROTTLED = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
_TRANSIENT = frozenset({1, 2})
#: With code 10: the window for a private message is over. It is no lost permission.
_WINDOW_OVER = 2018278
_DEFAULT_PAUSE = timedelta(minutes=10)
_LONGEST_PAUSE = timedelta(days=1)
#: Above this share of the quota (per cent) the connector stops reading for now.
BUSY = 90


def cure(
    error: Mapping[str, Any],
    headers: Mapping[str, str],
    *,
    permission: str,
    is_message: bool,
    is_write: bool = False,
    place: Place = FACEBOOK,
) -> ConnectorError:
    """The error to raise for an ``error`` object. ``permission`` is what the call needs; ``is_message`` stands for any
    write that must not be repeated blindly.
    """
    code, subcode = number(error.get("code")), number(error.get("error_subcode"))
    if code in (190, 102):
        cause = _TOKEN_CAUSES.get(subcode, "the token is no longer valid")
        return AccessLost(
            f"{place.name} does not accept the token: {cause} (code {code}, subcode {subcode}); {place.renew}"
        )
    if code in (104, 2500):
        return AccessLost(f"{place.name} saw no token with the request (code {code}); {place.renew}")
    if code == 10 and subcode == _WINDOW_OVER:
        return Refused("the seven days for a private reply are over; answer in public or by post")
    if code in (3, 10) or 200 <= code <= 299:
        return AccessLost(
            f"the {place.token} lacks the permission {permission} (code {code}); grant it and {place.renew}"
        )
    if code in _THROTTLED:
        return TryLater(f"{place.name}'s call limit is reached (code {code})", pause(headers))
    if code == 2635:
        return AccessLost(f"{place.name} no longer serves this Graph API version; set api_version to the current one")
    if (code == 100 and subcode == 33) or code == 803:
        return CommentGone(f"the comment no longer exists on {place.name}, or {place.by_hand} may no longer see it")
    if code in _TRANSIENT or error.get("is_transient") is True:
        return _unclear(f"{place.name} had a passing fault (code {code})", is_message)
    return _refusal(code, is_message or is_write, place)


def _refusal(code: int, is_write: bool, place: Place) -> ConnectorError:
    match code:
        case 368:
            return Refused(
                f"{place.name} blocks this action as abusive (code 368); look into the support inbox of {place.by_hand}"
            )
        case 10900:
            return AlreadyMessaged(
                f"{place.name} allows one private reply per comment and one has gone out (code 10900)"
            )
        case 10903 | 551:
            return Refused(f"this person cannot be messaged (code {code}); answer in public or by post")
        case _ if is_write:
            return Refused(f"{place.name} refused (code {code}); do it on {place.by_hand} itself")
        case _:
            return TryLater(f"{place.name} answered with an error nobody has described yet (code {code})")


def unreadable(status: int, headers: Mapping[str, str], *, is_write: bool, place: Place = FACEBOOK) -> ConnectorError:
    """For an answer that is no Graph answer at all: HTML, cut-off JSON, an empty error."""
    if status == 429:
        return TryLater(f"{place.name}'s call limit is reached (HTTP 429)", pause(headers))
    return _unclear(f"{place.name}'s answer was unreadable (HTTP {status})", is_write)


def _unclear(what: str, may_have_happened: bool) -> ConnectorError:
    if may_have_happened:
        return OutcomeUnknown(f"{what}; read back before any repeat")
    return TryLater(f"{what}; it will be tried again")


def pause(headers: Mapping[str, str]) -> timedelta:
    """How long Meta asks us to stay away; ten minutes when it does not say."""
    minutes = [number(use.get("estimated_time_to_regain_access")) for use in uses(headers)]
    if any(minutes):
        return min(timedelta(minutes=min(max(minutes), 10_000)), _LONGEST_PAUSE)
    after = timedelta(seconds=number(headers.get("Retry-After", "")))
    return min(after, _LONGEST_PAUSE) if after else _DEFAULT_PAUSE


def is_busy(headers: Mapping[str, str]) -> bool:
    """Whether the quota is nearly used up."""
    return (used(headers) or 0) >= BUSY


def used(headers: Mapping[str, str]) -> int | None:
    """Per cent of the tightest limit that are used up; None where no header tells."""
    keys = ("call_count", "total_cputime", "total_time")
    shares = [number(use.get(key)) for use in uses(headers) for key in keys if key in use]
    return max(shares, default=None)
