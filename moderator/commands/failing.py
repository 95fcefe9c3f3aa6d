"""How every command ends when what it was given cannot be used."""

import sys
from typing import NoReturn

import click

#: What to say of a database that does not answer; the error's own text may show its address or what was stored.
DATABASE_TROUBLE = (
    "the database does not answer ({kind}): check store.url, that the server runs, that this user may write to it and "
    "that its disk is not full"
)


def fail(message: str, code: int = 2) -> NoReturn:
    """Print one clear error and leave; 2 = what was given is wrong, 1 = it was right and went wrong."""
    click.echo(f"error: {message}", err=True)
    raise SystemExit(code)


def trouble(error: Exception) -> str:
    """The sentence for a disk or a database that failed under a command; "" for an error of ours."""
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or type(error).__name__}. Check that it is there, its rights and its disk."
    # SQLAlchemy is asked about only where a command has loaded it: most commands need not wait for it.
    database = sys.modules.get("sqlalchemy.exc")
    if database is not None and isinstance(error, database.SQLAlchemyError):
        return DATABASE_TROUBLE.format(kind=type(error).__name__)
    if type(error).__module__ == "sqlite3":
        return DATABASE_TROUBLE.format(kind=type(error).__name__)
    return ""
