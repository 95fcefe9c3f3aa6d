"""``moderator undo``: take a verdict back, the same as ``moderator decide REFERENCE undo``."""

from pathlib import Path

import click

from moderator.commands.decide import command as decide
from moderator.commands.options import config_option


@click.command(short_help="Take your verdict back.")
@click.argument("reference")
@click.option("--by", required=True, metavar="EMAIL", help="Your address as the register has it.")
@config_option
@click.pass_context
def command(ctx: click.Context, reference: str, by: str, config: Path | None) -> None:
    """Take the verdict on the comment REFERENCE back: the case is open again and its clocks run on.

    What a platform or a resident has already been told cannot be called back; the answer says so.
    """
    ctx.invoke(decide, reference=reference, verdict="undo", by=by, config=config)
