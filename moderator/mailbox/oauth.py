"""An access token for a mailbox whose server takes no passwords any more (OAuth 2.0, client credentials)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from moderator.mailbox.contract import MailboxClosed

#: Asked for again this long before its end.
_EARLY_S = 60.0


@dataclass(slots=True)
class AccessToken:
    """Asks for a token and keeps it until shortly before its end. Calling it gives the token."""

    url: str
    client: str
    secret: str = field(repr=False)
    scope: str
    timeout: float = 20.0
    monotonic: Callable[[], float] = time.monotonic
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    def __call__(self) -> str:
        """Raises MailboxClosed."""
        if not self._token or self.monotonic() >= self._until:
            self._token, life = self._asked()
            self._until = self.monotonic() + max(0.0, life - _EARLY_S)
        return self._token

    def _asked(self) -> tuple[str, float]:
        form = {"grant_type": "client_credentials", "client_id": self.client, "client_secret": self.secret}
        try:
            answer = requests.post(
                self.url, data={**form, "scope": self.scope}, timeout=self.timeout, allow_redirects=False
            )
            said = answer.json() if answer.ok else {}
            token, life = said.get("access_token", ""), float(said.get("expires_in", 0))
        except (requests.RequestException, ValueError, TypeError, AttributeError) as error:
            raise MailboxClosed(f"no access token for the mailbox could be had ({type(error).__name__})") from None
        if not isinstance(token, str) or not token:
            raise MailboxClosed(
                f"no access token for the mailbox was given ({answer.status_code}): check mailbox.oauth_client and "
                "renew the credential mailbox.client_secret"
            )
        return token, life
