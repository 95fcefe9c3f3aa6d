"""What the commands share: a council loaded, or a clear error."""

from pathlib import Path

from moderator.commands.failing import fail
from moderator.config_file import ConfigError
from moderator.council import Council, load_council
from moderator.shipped import shipped
from moderator.store.engine import BadAddress
from moderator.store.migrations import SchemaMismatch

#: What opening a council may raise because of what the administrator wrote.
MISTAKES = (ConfigError, BadAddress, SchemaMismatch)


def council_in(config: Path | None) -> Council:
    """The council configured in a folder, or the end of the program with one clear error."""
    try:
        return load_council(config or shipped("config"))
    except ConfigError as error:
        fail(str(error))
