"""``moderator model prepare``: converts a release, once, into a folder that scores without torch."""

from pathlib import Path

import click

from moderator.commands.failing import fail
from moderator.commands.model_showing import refuse
from moderator.scorers.detoxify.prepared import BESIDE
from moderator.scorers.detoxify.reference import reference_texts
from moderator.scorers.detoxify.refusal import ModelRefused


@click.command(short_help="Convert a release for the daemon, once.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--to", "to", type=click.Path(file_okay=False, path_type=Path), help="FOLDER/prepared when left out.")
def prepare(folder: Path, to: Path | None) -> None:
    """Convert the Detoxify release in FOLDER into graphs, weights and a tokenizer that need no torch to score.

    Every weight is compared with the checkpoint and every score with stock Detoxify's before the folder appears. torch,
    detoxify and onnx are needed only here: do it on any machine, and copy the folder.
    """
    try:
        from moderator.scorers.detoxify.converting.preparing import prepare as convert
    except ImportError as error:
        fail(f"{error.name} is not installed. Install council-moderator[prepare] on any machine, and copy the folder.")
    try:
        done = convert(folder, to or folder / BESIDE, reference_texts())
    except ModelRefused as error:
        refuse(error)
    click.echo(f"{done.folder}: prepared")
    click.echo(f"tensors     {done.tensors}, each as it is in the checkpoint")
    click.echo(f"scores      within {done.largest_difference:.1e} of stock Detoxify's on {done.texts} texts")
    click.echo(f"next        moderator model verify --folder {done.folder}")
