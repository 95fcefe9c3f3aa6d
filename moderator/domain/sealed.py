"""The token in a digest's reply address: it names the digest, and nobody else can make one for its recipient."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

#: Small letters and digits only: mail servers may not keep capitals in an address, and 64 characters are the most.
FORM = "m[a-z2-7]{32}"
SHORTEST_SECRET = 32
_NAME_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes and proves tokens. Newest secret last; older ones still prove."""

    secrets: Sequence[str] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.secrets or any(len(secret) < SHORTEST_SECRET for secret in self.secrets):
            raise ValueError(f"the secret of the reply addresses needs at least {SHORTEST_SECRET} characters")

    def token(self, name: str, recipient: str, expires_at: datetime) -> str:
        """The token of the digest with this name, for one recipient until a moment."""
        return f"m{name}{_mark(self.secrets[-1], name, recipient, expires_at)}"

    def proves(self, token: str, recipient: str, expires_at: datetime) -> bool:
        """Whether we made the token, for this recipient and this moment."""
        name, mark = token[1 : 1 + _NAME_LENGTH], token[1 + _NAME_LENGTH :]
        return any(
            hmac.compare_digest(_mark(secret, name, recipient, expires_at).encode(), mark.encode("utf-8", "replace"))
            for secret in self.secrets
        )


def name_in(token: str) -> str:
    """The name of the digest that a token speaks of; it proves nothing yet."""
    return token[1 : 1 + _NAME_LENGTH]


def name_of(chance: bytes) -> str:
    """A digest's name from ten bytes of chance."""
    return _letters(chance[:10])


def _mark(secret: str, name: str, recipient: str, expires_at: datetime) -> str:
    said = f"reply to a digest\n{name}\n{recipient.casefold()}\n{int(expires_at.timestamp())}"
    return _letters(hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()[:10])


def _letters(some: bytes) -> str:
    return base64.b32encode(some).decode("ascii").casefold()
