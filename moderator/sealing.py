"""What mail needs of the council's secrets: the seal of the reply addresses, and access tokens."""

from moderator.config_file import ConfigError
from moderator.council import Council
from moderator.domain.sealed import Seal
from moderator.mailbox.oauth import AccessToken

SECRET = "mailbox.secret"  # noqa: S105 - the credential's name, not the secret


def seal_of(council: Council) -> Seal | None:
    """What proves the reply addresses; None while answers are read from nowhere. Raises ConfigError."""
    if council.settings.mailbox.read_from == "nowhere":
        return None
    given = council.credentials.find(SECRET)
    if given is None:
        raise ConfigError(f"the credential {SECRET} is missing. Cure: openssl rand -hex 32, kept as {SECRET}.")
    try:
        return Seal(tuple(line.strip() for line in given.splitlines() if line.strip()))
    except ValueError as error:
        raise ConfigError(f"the credential {SECRET}: {error}. Cure: openssl rand -hex 32.") from None


def access_token_of(council: Council) -> AccessToken | None:
    """What gives access to the mailbox in a password's place; None while the settings name nobody to ask."""
    box = council.settings.mailbox
    if not box.oauth_url:
        return None
    secret = council.credentials.find("mailbox.client_secret") or ""
    return AccessToken(box.oauth_url, box.oauth_client, secret, box.oauth_scope, box.timeout_s)
