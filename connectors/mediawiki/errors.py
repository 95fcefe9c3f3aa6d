"""Turns what a wiki's API complains about into the error that names the cure; the wiki's own words are never kept."""

from collections.abc import Mapping
from datetime import timedelta

from connectors.contract import AccessLost, CommentGone, ConnectorError, OutcomeUnknown, Refused, TryLater
from connectors.transport import retry_after

#: How long to stay away where the wiki does not say.
PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)
_SIGNED_OUT = frozenset({"assertuserfailed", "assertbotfailed", "assertnameduserfailed", "badtoken", "notoken"})
_NO_RIGHT = frozenset({"permissiondenied", "readapidenied", "writeapidenied", "noedit", "cantedit", "noapiwrite"})
_BLOCKED = frozenset({"blocked", "autoblocked", "systemblocked", "globalblocking-ipblocked"})
_BUSY = frozenset({"maxlag", "readonly", "ratelimited", "actionthrottledtext", "editconflict", "pagedeleted"})
_GONE = frozenset({"nosuchrevid", "missingtitle", "nosuchpageid", "nosuchrevision"})


class UndoFailed(Refused):
    """Later edits touched the same lines, or a revision that undoing needs is hidden."""


def cure(code: str, headers: Mapping[str, str], *, is_write: bool) -> ConnectorError:
    """The error to raise for the API's error code."""
    if code in _SIGNED_OUT:
        return TryLater(f"the wiki ended our session ({code}); it will be tried again with a new one")
    if code in _NO_RIGHT:
        return AccessLost(
            f"the wiki does not let the bot do this ({code}); grant its account and its bot password what "
            "moderator check names"
        )
    if code in _BLOCKED:
        return AccessLost(f"the bot's account is blocked on the wiki ({code}); ask an administrator to lift the block")
    if code.startswith("mwoauth"):
        return AccessLost(f"the wiki does not accept the credentials ({code}); make a new bot password and store it")
    if code in _BUSY:
        return TryLater(f"the wiki is busy, read-only or was edited in the same moment ({code})", pause(headers))
    if is_write and code in ("undofailure", "nosuchrevid"):
        return UndoFailed(f"the wiki cannot undo this edit by itself ({code}); take the words off the page by hand")
    if code in _GONE:
        return CommentGone(f"the page or the edit no longer exists on the wiki ({code})")
    if code.startswith("internal_api_error"):
        return _unclear("the wiki had a fault of its own", is_write)
    if is_write:
        return Refused(f"the wiki refused ({code}): the page may be protected or filtered; do it on the wiki itself")
    return TryLater(f"the wiki answered with an error nobody has described yet ({code})")


def unreadable(status: int, headers: Mapping[str, str], *, is_write: bool) -> ConnectorError:
    """For an answer that is no API answer at all: HTML, cut-off JSON, a lagging database, a door in front."""
    if "x-database-lag" in headers or status == 429:
        return TryLater(f"the wiki asks us to come back later (HTTP {status})", pause(headers))
    if status in (401, 403):
        return AccessLost(f"the web server in front of the wiki turns us away (HTTP {status}); let this machine in")
    if status == 404:
        return AccessLost("there is no api.php at this address (HTTP 404); correct base_url in moderator.toml")
    return _unclear(f"the wiki's answer was unreadable (HTTP {status})", is_write)


def pause(headers: Mapping[str, str]) -> timedelta:
    return min(retry_after(headers) or PAUSE, _LONGEST_PAUSE)


def _unclear(what: str, is_write: bool) -> ConnectorError:
    if is_write:
        return OutcomeUnknown(f"{what}; read back before any repeat")
    return TryLater(f"{what}; it will be tried again")
