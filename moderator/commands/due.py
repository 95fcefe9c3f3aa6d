"""``moderator due``: when a promise falls due, and line by line why."""

from datetime import UTC, datetime
from pathlib import Path

import click

from moderator.calendar_file import load_promises
from moderator.commands.failing import fail
from moderator.commands.options import config_option
from moderator.config_file import ConfigError
from moderator.domain.obligation import OBLIGATION_KINDS
from moderator.domain.working_time import CalendarEnds
from moderator.moments import moment
from moderator.shipped import shipped

#: The words residents and officers use, beside the names in the code.
WORDS = {"acknowledgement": "acknowledge"}
KINDS = (*WORDS, *(kind for kind in OBLIGATION_KINDS if kind not in WORDS.values()))


@click.command("due", short_help="Say when a promise falls due, and why.")
@click.argument("when")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="Which promise.")
@config_option
def command(when: str, kind: str, config: Path | None) -> None:
    """Print when a promise about a comment received at WHEN falls due, and why.

    WHEN is a date and time with its zone, such as 2026-11-27T16:59:00Z. The first line is the moment in UTC, the
    second the same moment on the council's clock.
    """
    try:
        promises = load_promises(config if config is not None else shipped("config"))
        received_at = moment(when)
        reckoning = promises.reckon(WORDS.get(kind, kind), received_at)
    except (ConfigError, CalendarEnds) as error:
        fail(str(error))
    except ValueError as error:
        fail(f"WHEN {error}")
    click.echo(_iso(reckoning.due))
    click.echo(promises.say(reckoning.due))
    for line in reckoning.lines:
        click.echo(line)
    click.echo(f"In UTC: target {_iso(reckoning.target)}, warning {_iso(reckoning.warn)}.")


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
