"""``moderator outbox``: what the daemon could not do by itself: look, try again, or let it be."""

from pathlib import Path

import click

from moderator.clock import utc_now
from moderator.commands.database import opened
from moderator.commands.failing import fail
from moderator.commands.options import config_option
from moderator.domain.effects import PersonTask, Report, SendMail, SendMessage
from moderator.store.audit import AuditEvent
from moderator.store.errand import Errand
from moderator.store.tables import ERRAND_STATES
from moderator.store.views import FOR_A_PERSON
from moderator.tasks.review import complete_task

_by = click.option("--by", required=True, help="E-mail address of the person who decides this.")
#: Larger numbers than a database can hold are a slip of the keyboard.
_number = click.argument("number", type=click.IntRange(1, 2**63 - 1))


@click.group("outbox", short_help="Look after errands.")
def command() -> None:
    """Look after errands: what waits, what was set aside, what only a person can do."""


@command.command("list")
@click.option("--state", "states", type=click.Choice(ERRAND_STATES), multiple=True, help="Only these; may be repeated.")
@config_option
def list_errands(states: tuple[str, ...], config: Path | None) -> None:
    """List errands that wait for a person, or those in the given states."""
    store = opened(config)
    with store.reading() as tx:
        errands = tx.outbox.in_states(states or FOR_A_PERSON)
    store.close()
    for errand in errands:
        click.echo(_line(errand))
    if not errands:
        click.echo("Nothing.")


@command.command("show")
@_number
@config_option
def show(number: int, config: Path | None) -> None:
    """Show one errand whole, with the words it would send."""
    store = opened(config)
    with store.reading() as tx:
        errand = tx.outbox.find(number)
    store.close()
    if errand is None:
        fail(f"there is no errand {number}: see `moderator outbox list`")
    click.echo(_line(errand))
    click.echo(f"key {errand.key}; attempts {errand.attempts}, of which crashed {errand.crashes}")
    match errand.effect:
        case SendMessage(text=text):
            click.echo(f"\n{text}")
        case SendMail(to=to, subject=subject, text=text):
            click.echo(f"to {to}: {subject}\n\n{text}")
        case Report(reason=reason):
            click.echo(f"reason {reason}")
        case PersonTask(what=what, link=link):
            click.echo(f"{what}\n{link}")
        case _:
            pass


@command.command("retry")
@_number
@_by
@config_option
def retry(number: int, by: str, config: Path | None) -> None:
    """Let the daemon try an errand again. For "unknown": only after you have seen that it did not happen."""
    store = opened(config)
    with store.transaction() as tx:
        errand = tx.outbox.find(number)
        is_done = tx.outbox.retry(number, utc_now())
        if errand and is_done:
            tx.audit.add(AuditEvent(utc_now(), "errand.retried", by, _subject(errand)))
    store.close()
    _tell(is_done, number, "will be tried again")


@command.command("discard")
@_number
@_by
@config_option
def discard(number: int, by: str, config: Path | None) -> None:
    """Let an errand be: nobody wants it any more."""
    store = opened(config)
    with store.transaction() as tx:
        errand = tx.outbox.find(number)
        is_done = tx.outbox.discard(number, utc_now(), f"discarded by {by}")
        if errand and is_done:
            tx.audit.add(AuditEvent(utc_now(), "errand.discarded", by, _subject(errand)))
    store.close()
    _tell(is_done, number, "is discarded")


@command.command("done")
@_number
@_by
@config_option
def done(number: int, by: str, config: Path | None) -> None:
    """Record that a person did by hand what an errand asks for, or saw that it was done."""
    store = opened(config)
    is_done = complete_task(store, number, by, utc_now)
    store.close()
    _tell(is_done, number, "is done")


def _line(errand: Errand) -> str:
    about = errand.ref or "-"
    return f"{errand.id:>6}  {errand.state:<9} {errand.effect.kind:<8} {about}  {errand.outcome}".rstrip()


def _subject(errand: Errand) -> str:
    return errand.key if errand.ref is None else str(errand.ref)


def _tell(is_done: bool, number: int, words: str) -> None:
    if not is_done:
        fail(f"errand {number} does not exist or does not wait for a person: see `moderator outbox list`")
    click.echo(f"Errand {number} {words}.")
