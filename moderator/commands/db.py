"""``moderator db``: brings the database to this version, checks it, copies it."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from moderator.clock import utc_now
from moderator.commands.database import opened, store_url, unreachable
from moderator.commands.failing import fail
from moderator.commands.options import config_option
from moderator.store.engine import BadAddress
from moderator.store.migrations import SchemaMismatch, backup, state, upgrade

#: Before this version two connections that write and tidy up at once can damage a file.
SAFE_SQLITE = (3, 51, 3)


@click.group("db")
def command() -> None:
    """Look after the database."""


@command.command("upgrade")
@config_option
def upgrade_database(config: Path | None) -> None:
    """Bring the database to this program's version; a SQLite file is copied first."""
    try:
        done = upgrade(store_url(config), now=utc_now())
    except (BadAddress, SchemaMismatch) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail(f"{unreachable(error)}; nothing was changed", code=1)
    if done.before == done.after:
        click.echo(f"The database is at revision {done.after} already.")
        return
    if done.copy:
        click.echo(f"Copied to {done.copy} first.")
    click.echo(f"The database is now at revision {done.after}.")


@command.command("check")
@config_option
def check(config: Path | None) -> None:
    """Say where the database stands and whether its audit trail is whole; exit code 1 when something is wrong."""
    url = store_url(config)
    try:
        found = state(url)
    except BadAddress as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail(unreachable(error), code=1)
    if found.standing != "current":
        fail(found.sentence(), code=1)
    click.echo(f"{found.sentence().capitalize()}.")
    store = opened(config)
    with store.reading() as tx:
        broken = tx.audit.first_broken()
        waiting = tx.views.waiting()
    store.close()
    if broken is not None:
        fail(f"the audit trail was changed by hand: event {broken} does not fit the one before", code=1)
    click.echo(f"The audit trail is whole. {waiting} comments wait to be assessed.")
    if url.startswith("sqlite") and sqlite3.sqlite_version_info < SAFE_SQLITE:
        click.echo(
            f"SQLite {sqlite3.sqlite_version} has a known flaw, mended in 3.51.3, that can damage a file two programs "
            "write to at once: run one daemon, and copy the database every night."
        )


@command.command("backup")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@config_option
def backup_database(target: Path | None, config: Path | None) -> None:
    """Copy a SQLite database while the daemon runs; the copy is checked before this says that it is there."""
    target = target or Path(f"moderator-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3")
    url = store_url(config)
    try:
        if url.startswith("sqlite") and state(url).standing == "empty":
            fail("there is no database to copy: check store.url, or run `moderator db upgrade` first")
        click.echo(f"Copied to {backup(url, target)}.")
    except (BadAddress, ValueError) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail(unreachable(error), code=1)
