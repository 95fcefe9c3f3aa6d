"""Signed links: each opens one page about one revision of one comment for one person, for a while, and acts once."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from itsdangerous.timed import TimestampSigner

from moderator.domain.comment import AccountRef, CommentRef

REVIEW = "r"
UNDO = "u"
#: The appeal page, for the author of a comment; whoever holds the link may ask once for another look.
APPEAL = "a"
#: Stands where other links name their recipient.
AUTHOR = "author"
SHORTEST_SECRET = 32
#: How long a form may lie open before it is sent.
FORM_LIFE = timedelta(hours=2)
_FORM = "form"


class LinkExpired(Exception):
    """It was ours and its time is over: the next digest brings a new one."""


class LinkForeign(Exception):
    """It is not ours, was made for another purpose, or was changed on the way."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link stands for."""

    ref: CommentRef
    revision: int
    #: E-mail address of the only person it was made for.
    recipient: str
    #: Kept by the store when the link has acted: the token's own text can be altered and still verify.
    nonce: str


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads links. Newest secret last; older ones still verify."""

    secrets: Sequence[str] = field(repr=False)
    #: What a link begins with: the council's proxy in front of the page.
    base_url: str
    clock: Callable[[], datetime]
    life: timedelta = timedelta(hours=72)

    def __post_init__(self) -> None:
        if not self.secrets or any(len(secret) < SHORTEST_SECRET for secret in self.secrets):
            raise ValueError(f"the secret of the review links needs at least {SHORTEST_SECRET} characters")

    def url(self, ref: CommentRef, revision: int, recipient: str, purpose: str = REVIEW) -> str:
        """A fresh link for one person."""
        payload = [ref.account.platform, ref.account.account_id, ref.native_id, revision, recipient]
        token = ""
        # Programs that make links of plain text leave out a sign at the end that looks like punctuation.
        while not token[-1:].isalnum():
            token = self._serializer(purpose).dumps([*payload, secrets.token_urlsafe(12)])
        return f"{self.base_url.rstrip('/')}/{purpose}/{token}"

    def read(self, token: str, purpose: str = REVIEW) -> Link:
        """What this token stands for. Raises LinkExpired or LinkForeign."""
        return _link(self._loaded(token, purpose, self.life))

    def form_token(self, link: Link, visitor: str) -> str:
        """Proves that a form was made by us, for this link and this visitor's cookie."""
        return self._serializer(_FORM).dumps([link.nonce, _digest(visitor)])

    def form_is_ours(self, token: str, link: Link, visitor: str) -> bool:
        try:
            payload = self._loaded(token, _FORM, FORM_LIFE)
        except (LinkExpired, LinkForeign):
            return False
        return bool(visitor) and bool(payload == [link.nonce, _digest(visitor)])

    def sealed(self, payload: Any, purpose: str) -> str:
        """A value that nobody can change on its way through a browser."""
        return self._serializer(purpose).dumps(payload)

    def unsealed(self, token: str, purpose: str, life: timedelta) -> Any:
        """What was sealed for this purpose; None when it is not ours or too old."""
        try:
            return self._loaded(token, purpose, life)
        except (LinkExpired, LinkForeign):
            return None

    @property
    def newest_secret(self) -> bytes:
        return self.secrets[-1].encode()

    def _loaded(self, token: str, purpose: str, life: timedelta) -> Any:
        try:
            return self._serializer(purpose).loads(token, max_age=int(life.total_seconds()))
        except SignatureExpired:
            raise LinkExpired from None
        except BadData:
            raise LinkForeign from None

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        clock = self.clock

        class _OnOurClock(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock().timestamp())

        return URLSafeTimedSerializer(
            list(self.secrets),
            salt=f"moderator.review.{purpose}",
            signer=_OnOurClock,
            signer_kwargs={"digest_method": hashlib.sha256},
        )


def _link(payload: Any) -> Link:
    match payload:
        case [str(platform), str(account), str(native), int(revision), str(recipient), str(nonce)]:
            return Link(CommentRef(AccountRef(platform, account), native), revision, recipient, nonce)
        case _:
            raise LinkForeign


def _digest(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest()
