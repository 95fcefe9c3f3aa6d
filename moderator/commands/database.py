"""Which database a command works on, and opening it with one clear error when that cannot be done."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from moderator.commands.failing import DATABASE_TROUBLE, fail
from moderator.config_file import ConfigError
from moderator.settings import Credentials, load_settings
from moderator.shipped import shipped
from moderator.store.engine import BadAddress
from moderator.store.migrations import SchemaMismatch
from moderator.store.store import Store, open_store


def store_url(config: Path | None) -> str:
    """The address of the configured database: the credential "store.url" when it is given, else the setting."""
    try:
        settings = load_settings(config or shipped("config"))
    except (ConfigError, OSError) as error:
        fail(str(error))
    return Credentials().find("store.url") or settings.store.url


def opened(config: Path | None) -> Store:
    """The configured store; leaves with the cure when it is missing, too old or too new."""
    try:
        return open_store(store_url(config))
    except (BadAddress, SchemaMismatch) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail(unreachable(error))


def unreachable(error: SQLAlchemyError) -> str:
    """What to say of a database that does not answer; the error's own text may show its address."""
    return DATABASE_TROUBLE.format(kind=type(error).__name__)
