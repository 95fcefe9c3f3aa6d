"""``moderator acknowledge``: stop the acknowledgement clock of one comment."""

from pathlib import Path

import click

from moderator.clock import utc_now
from moderator.commands.decide import require_officer, tell
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.deciding import BadRequest, comment_ref
from moderator.store.store import open_store
from moderator.tasks.review import acknowledge


@click.command(short_help="Stop the acknowledgement clock of a comment.")
@click.argument("reference")
@click.option("--by", required=True, metavar="EMAIL", help="Your address as the register has it.")
@config_option
def command(reference: str, by: str, config: Path | None) -> None:
    """Say that you have acknowledged the comment REFERENCE to its author, elsewhere than on the platform."""
    council = council_in(config)
    try:
        ref = comment_ref(reference)
        require_officer(council, ref, by)
        store = open_store(council.store_url)
        answer = acknowledge(store, ref, by, utc_now)
    except (BadRequest, *MISTAKES) as error:
        fail(str(error))
    store.close()
    tell(answer)
