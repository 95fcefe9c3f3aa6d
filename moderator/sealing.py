"""What proves the reply addresses of digests, made from the council's secret."""

from moderator.config_file import ConfigError
from moderator.council import Council
from moderator.domain.sealed import Seal

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
