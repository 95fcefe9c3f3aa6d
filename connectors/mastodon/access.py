"""Proves, without changing anything, that a token is the right account's and may do what the work needs."""

from typing import Any

from connectors.contract import AccessLost, CommentGone, TryLater
from connectors.mastodon.client import RENEW, Server

#: What the work needs, each with the wider scopes that hold it.
_NEEDED = {
    "read:accounts": ("read",),
    "read:notifications": ("read",),
    "read:statuses": ("read",),
    "write:reports": ("write",),
    "write:statuses": ("write",),
}
#: Settings that keep mentions of people away from the list of mentions.
_FILTERS = {
    "for_not_following": "people you don't follow",
    "for_not_followers": "people not following you",
    "for_new_accounts": "new accounts",
}


def require_access(server: Server, account_id: str) -> None:
    """Raises AccessLost naming the cure, or TryLater."""
    token_of = str(server.read(server.api.account_verify_credentials)["id"])
    if token_of != account_id:
        raise AccessLost(
            f"the token belongs to the account {token_of}, the profile's account_id is another; write {token_of} into "
            "the register, or store a token of the right account"
        )
    _require_scopes(_told(server, server.api.app_verify_credentials).get("scopes"))
    server.read(server.api.notifications, limit=1)
    policy = _told(server, server.api.notifications_policy)
    if filtered := [people for key, people in _FILTERS.items() if policy.get(key, "accept") != "accept"]:
        raise AccessLost(
            f"the account filters mentions by {' and by '.join(filtered)}, so they would not be read; open Preferences "
            "> Notifications on the server and accept them"
        )


def _require_scopes(scopes: Any) -> None:
    """A server that does not tell them is believed."""
    if not isinstance(scopes, list):
        return
    if missing := [scope for scope, wider in _NEEDED.items() if not {scope, *wider} & set(scopes)]:
        raise AccessLost(f"the token lacks the scopes {', '.join(missing)}; {RENEW}")


def _told(server: Server, ask: Any) -> dict[str, Any]:
    """What older servers and other programs do not have counts as nothing told."""
    try:
        answer = server.read(ask)
    except CommentGone:
        return {}
    if not isinstance(answer, dict):
        raise TryLater("the server's answer had an unexpected shape; it will be tried again")
    return answer
