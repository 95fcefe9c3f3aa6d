"""``moderator check``: prove configuration, database, model, mail server and every platform access; change nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from connectors.contract import ConnectorError
from moderator.building import connect
from moderator.clock import utc_now
from moderator.commands.expecting import access_lines, outlook_lines
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.config_file import ConfigError
from moderator.council import Council
from moderator.inbox import mailbox_of
from moderator.links import SECRET, links_of
from moderator.mailbox.contract import MailboxClosed
from moderator.models import load_models
from moderator.pictures.tesseract import NoEngine, find_engine
from moderator.scorers.detoxify import ModelRefused
from moderator.sealing import seal_of
from moderator.store.migrations import require_current


@click.command(short_help="Check everything the daemon needs; change nothing.")
@config_option
def command(config: Path | None) -> None:
    """Check everything the daemon needs, and change nothing. Ends with 0 when it may run, with 1 when not."""
    council = council_in(config)
    click.echo(f"ok      configuration in {council.settings.folder}")
    for remark in council.remarks():
        click.echo(f"note    {remark}")
    if council.promises.calendar.ends_soon(utc_now()):
        click.echo("note    the calendar ends within 90 days: sign off the next year in calendar.toml")
    failed = [name for name, problem in _problems(council) if _told(name, problem)]
    if failed:
        fail(f"{len(failed)} of the checks failed: {', '.join(failed)}", code=1)


def _told(name: str, problem: str) -> bool:
    click.echo(f"failed  {name}: {problem}" if problem else f"ok      {name}")
    return bool(problem)


def _problems(council: Council) -> Iterator[tuple[str, str]]:
    yield "database", _tried(lambda: require_current(council.store_url))
    yield "model", _tried(lambda: _show_models(council))
    yield _pictures(council), ""
    if council.credentials.find(SECRET) is None:
        yield "review page", f"no credential {SECRET}: mails will carry no links (make one: openssl rand -hex 32)"
    else:
        yield "review page", _tried(lambda: links_of(council, utc_now))
    if council.settings.mailbox.read_from == "nowhere":
        yield "mailbox (it is read from nowhere: nobody can answer a digest by mail)", ""
    else:
        yield "mailbox", _tried(lambda: _opened(council))
    try:
        connectors = connect(council, utc_now)
    except ConfigError as error:
        yield "profiles", str(error)
        return
    for profile in council.runnable:
        connector = connectors[profile.account]
        if connector.capabilities.can_fetch:
            yield f"profile {profile.id}", _tried(connector.check)
            for line in access_lines(council, profile, connector):
                click.echo(line)
        else:
            yield f"profile {profile.id} (no program may read it; use moderator intake)", ""
    for line in outlook_lines(council, connectors):
        click.echo(line)
    if not council.runnable:
        yield "profiles", "none of them may run"


def _pictures(council: Council) -> str:
    """Who reads pictures; an engine that is missing is no failure, people look at every picture anyway."""
    chosen = council.settings.pictures
    if not chosen.program:
        return "pictures (their words are read by people only)"
    try:
        engine = find_engine(chosen.program, tuple(chosen.languages), chosen.timeout_s)
    except NoEngine as problem:
        return f"pictures (their words are read by people only: {problem})"
    return f"pictures (their words are read in {', '.join(engine.languages)})"


def _opened(council: Council) -> None:
    seal_of(council)
    with mailbox_of(council).visit():
        pass


def _show_models(council: Council) -> None:
    for note in load_models(council.settings, council.policy).notes:
        click.echo(f"note    {note}")


def _tried(check: Callable[[], object]) -> str:
    try:
        check()
    except (*MISTAKES, ModelRefused, ConnectorError, MailboxClosed) as error:
        return str(error) or type(error).__name__
    return ""
