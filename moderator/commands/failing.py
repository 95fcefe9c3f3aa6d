"""How every command ends when what it was given cannot be used."""

from typing import NoReturn

import click


def fail(message: str, code: int = 2) -> NoReturn:
    """Print one clear error and leave; 2 = what was given is wrong, 1 = it was right and went wrong."""
    click.echo(f"error: {message}", err=True)
    raise SystemExit(code)
