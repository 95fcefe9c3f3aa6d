"""``moderator duties``: the guidance's other duties, their drafts, and ticking one off."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.council import Council
from moderator.domain.duties import Duty
from moderator.domain.messages import LANGUAGE_NAMES, LANGUAGES, draft
from moderator.store.store import Store, open_store
from moderator.tasks.duties import due_duties, tick_off


@click.group("duties", invoke_without_command=True, short_help="See the guidance's other duties.")
@config_option
@click.pass_context
def command(ctx: click.Context, config: Path | None) -> None:
    """List what the council's guidance asks for beside moderation and what is due: the longest overdue first."""
    ctx.obj = config
    if ctx.invoked_subcommand is not None:
        return
    council = council_in(config)
    with _store(council) as store:
        found = _due(council, store)
    for duty in found:
        click.echo(f"{duty.name}, due {duty.due:%d %b %Y}\n  {duty.what}")
    if not found:
        click.echo("Nothing is due.")


@command.command("show", short_help="Show one with its draft.")
@click.argument("name")
@config_option
@click.pass_context
def show(ctx: click.Context, name: str, config: Path | None) -> None:
    """Show one duty and the draft that goes with it, in both languages, for a person to post."""
    council = council_in(config or ctx.obj)
    with _store(council) as store:
        duty = _named(name, _due(council, store))
    click.echo(duty.what)
    for language in LANGUAGES if duty.draft else ():
        said = draft(council.templates, duty.draft, language, {})
        click.echo(f"\n{LANGUAGE_NAMES[language]}:\n{said.text}")
        if not council.templates.wordings[duty.draft][language].is_reviewed:
            click.echo(f"(No fluent speaker has reviewed the {LANGUAGE_NAMES[language]} text yet.)")


@command.command("done", short_help="Tick one off.")
@click.argument("name")
@click.option("--by", required=True, metavar="EMAIL", help="Who saw to it.")
@config_option
@click.pass_context
def done(ctx: click.Context, name: str, by: str, config: Path | None) -> None:
    """Record that somebody has seen to a duty; the audit trail keeps who and when."""
    council = council_in(config or ctx.obj)
    officers = {one.email.casefold() for profile in council.register.profiles for one in profile.officers}
    if by.strip().casefold() not in officers:
        fail("--by: the register names nobody with this address: write the address of whoever saw to it.")
    with _store(council) as store:
        duty = _named(name, _due(council, store))
        tick_off(store, duty, by.strip(), utc_now)
    click.echo(f"Done: {duty.name}.")


@contextmanager
def _store(council: Council) -> Iterator[Store]:
    try:
        store = open_store(council.store_url)
    except MISTAKES as error:
        fail(str(error))
    try:
        yield store
    finally:
        store.close()


def _due(council: Council, store: Store) -> tuple[Duty, ...]:
    with store.reading() as looking:
        return due_duties(looking, council.runnable, utc_now(), council.local_day)


def _named(name: str, found: tuple[Duty, ...]) -> Duty:
    duty = next((one for one in found if one.name == name), None)
    if duty is None:
        known = ", ".join(one.name for one in found) or "nothing is due"
        fail(f"no duty is due that is called {name[:80]!r}. Due: {known}.")
    return duty
