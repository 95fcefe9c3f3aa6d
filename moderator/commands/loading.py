"""What the commands share: the --config option, and a council loaded or a clear error."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from moderator.commands.failing import fail
from moderator.config_file import ConfigError
from moderator.council import Council, load_council
from moderator.shipped import shipped
from moderator.store.engine import BadAddress
from moderator.store.migrations import SchemaMismatch

Command = TypeVar("Command", bound=Callable[..., Any])

#: What opening a council may raise because of what the administrator wrote.
MISTAKES = (ConfigError, BadAddress, SchemaMismatch)


def config_option(command: Command) -> Command:
    """Adds --config DIR to a command."""
    option = click.option(
        "--config",
        "config",
        type=click.Path(path_type=Path),
        envvar="MODERATOR_CONFIG",
        help="Folder of moderator.toml; the shipped example when left out.",
    )
    return option(command)


def council_in(config: Path | None) -> Council:
    """The council configured in a folder, or the end of the program with one clear error."""
    try:
        return load_council(config or shipped("config"))
    except ConfigError as error:
        fail(str(error))
