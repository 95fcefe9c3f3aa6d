"""Who plays which platform in the demonstration: a stand-in server, and the secrets that open its door and no other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from connectors.sandbox.discourse import DiscourseSandbox
from connectors.sandbox.graph import GraphSandbox
from connectors.sandbox.instagram import InstagramSandbox
from connectors.sandbox.lemmy import LemmySandbox
from connectors.sandbox.mastodon_api import MastodonSandbox
from connectors.sandbox.reddit_api import RedditSandbox
from connectors.sandbox.threads import ThreadsSandbox
from connectors.sandbox.x_api import XSandbox
from connectors.sandbox.youtube import YouTubeSandbox
from moderator.demo.stage import StandInPlatform
from moderator.domain.register import Profile, Register

Clock = Callable[[], datetime]


class StandInServer(StandInPlatform, Protocol):
    """A stand-in as the demonstration starts it and looks into it afterwards."""

    @property
    def base_url(self) -> str: ...

    @property
    def calls(self) -> Sequence[str]:
        """ "METHOD /path" of every request."""
        ...

    @property
    def private_messages(self) -> Sequence[tuple[str, str, datetime]]:
        """(comment id, text, when) of every private message."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One profile's platform."""

    server: StandInServer
    #: Key of a credential -> its value.
    secrets: Mapping[str, str]
    #: Further settings of the connector, beside the server's address.
    settings: Mapping[str, str] = field(default_factory=dict)


def cast(register: Register, clock: Clock) -> Mapping[str, Part]:
    """Profile id -> its part, for every profile on a platform that somebody plays."""
    return {
        profile.id: _PARTS[profile.account.platform](profile, clock)
        for profile in register.profiles
        if profile.account.platform in _PARTS
    }


def variables(parts: Mapping[str, Part]) -> dict[str, str]:
    """The secrets as environment variables, as an administrator would give them."""
    return {
        f"MODERATOR_{profile}_{key}".upper().replace("-", "_"): secret
        for profile, part in parts.items()
        for key, secret in part.secrets.items()
    }


def _stand_in(*keys: str) -> dict[str, str]:
    return {key: f"stand-in-{key}" for key in keys}


def _discourse(profile: Profile, clock: Clock) -> Part:
    del profile  # the board is known by its address, not by an account on it
    secrets = _stand_in("api_key") | {"api_username": "CouncilTeam"}
    return Part(DiscourseSandbox(clock, secrets["api_username"], secrets["api_key"]), secrets)


def _facebook(profile: Profile, clock: Clock) -> Part:
    secrets = _stand_in("token")
    return Part(GraphSandbox(clock, profile.account.account_id, secrets["token"]), secrets)


def _instagram(profile: Profile, clock: Clock) -> Part:
    secrets = _stand_in("token")
    return Part(InstagramSandbox(clock, profile.account.account_id, secrets["token"]), secrets)


def _lemmy(profile: Profile, clock: Clock) -> Part:
    secrets = _stand_in("token")
    server = LemmySandbox(clock, profile.account.account_id, secrets["token"])
    return Part(server, secrets, {"instance": "https://links.example"})


def _mastodon(profile: Profile, clock: Clock) -> Part:
    secrets = _stand_in("token")
    server = MastodonSandbox(clock, profile.account.account_id, secrets["token"])
    return Part(server, secrets, {"server": "https://toot.example"})


def _reddit(profile: Profile, clock: Clock) -> Part:
    secrets = _stand_in("client_id", "client_secret", "refresh_token")
    return Part(RedditSandbox(clock, profile.account.account_id, secrets["refresh_token"]), secrets)


def _threads(profile: Profile, clock: Clock) -> Part:
    secrets = _stand_in("token")
    return Part(ThreadsSandbox(clock, profile.account.account_id, secrets["token"]), secrets)


def _x(profile: Profile, clock: Clock) -> Part:
    server = XSandbox(clock, profile.account.account_id, profile.id.replace("-", "_"))
    return Part(server, _stand_in("consumer_key", "consumer_secret", "access_token", "access_token_secret"))


def _youtube(profile: Profile, clock: Clock) -> Part:
    secrets = _stand_in("client_id", "client_secret", "refresh_token")
    return Part(YouTubeSandbox(clock, profile.account.account_id, secrets["refresh_token"]), secrets)


_PARTS: Mapping[str, Callable[[Profile, Clock], Part]] = {
    "discourse": _discourse,
    "facebook": _facebook,
    "instagram": _instagram,
    "lemmy": _lemmy,
    "mastodon": _mastodon,
    "reddit": _reddit,
    "threads": _threads,
    "x": _x,
    "youtube": _youtube,
}
