"""The options that several commands share; nothing but click is loaded for them."""

from pathlib import Path

import click

#: Adds --config DIR, or the variable MODERATOR_CONFIG, to a command.
config_option = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    envvar="MODERATOR_CONFIG",
    help="Folder of moderator.toml; the shipped example when left out.",
)
