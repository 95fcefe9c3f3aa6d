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
from moderator.tasks.clocks import acknowledge_alike
from moderator.tasks.review import acknowledge


@click.command(short_help="Stop the acknowledgement clock of a comment.")
@click.argument("reference")
@click.option("--by", required=True, metavar="EMAIL", help="Your address as the register has it.")
@click.option("--and-alike", is_flag=True, help="Also those beneath the same post that say nearly the same.")
@config_option
def command(reference: str, by: str, and_alike: bool, config: Path | None) -> None:
    """Say that you have acknowledged the comment REFERENCE to its author, elsewhere than on the platform.

    With --and-alike one answer of yours counts for everybody who wrote nearly the same beneath the same post.
    """
    council = council_in(config)
    try:
        ref = comment_ref(reference)
        require_officer(council, ref, by)
        store = open_store(council.store_url)
        alike = acknowledge_alike(store, ref, by, utc_now) if and_alike else ()
        answer = acknowledge(store, ref, by, utc_now)
    except (BadRequest, *MISTAKES) as error:
        fail(str(error))
    store.close()
    for one in alike:
        click.echo(f"acknowledged: {one}")
    tell(answer)
