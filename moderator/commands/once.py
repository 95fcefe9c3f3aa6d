"""``moderator once``: one full pass, then the end."""

from pathlib import Path

import click

from moderator.app import go_on
from moderator.building import build
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.inbox import inbox_of
from moderator.locking import AlreadyRuns, only_one
from moderator.logs import start_logging


@click.command(short_help="Do one full pass, then stop.")
@config_option
def command(config: Path | None) -> None:
    """Do one full pass: read mail and comments, judge, act, watch the clocks, write the mails; then stop."""
    start_logging(for_people=True)
    council = council_in(config)
    for remark in council.remarks():
        click.echo(f"note: {remark}", err=True)
    try:
        with only_one(council.store_url):
            app = build(council)
            inbox = inbox_of(app)
            letters = inbox.round(go_on) if inbox else 0
            result = app.once()
            app.store.close()
    except MISTAKES as error:
        fail(str(error))
    except AlreadyRuns as error:
        fail(str(error), code=1)
    click.echo(
        f"{result.arrived} comments and edits arrived, {result.assessed} were judged, "
        f"{result.delivered} errands were handled, {result.mails} mails were written"
        f"{f', {letters} mails were read' if inbox else ''}"
    )
