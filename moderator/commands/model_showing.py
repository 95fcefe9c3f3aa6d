"""How the model commands show a model, and how they refuse one."""

from pathlib import Path
from typing import NoReturn

import click

from moderator.scorers.detoxify.manifest import Manifest
from moderator.scorers.detoxify.refusal import ModelRefused

FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder of the model; the rehearsal model when left out.",
)


def describe(folder: Path, manifest: Manifest) -> None:
    """What the manifest says, one fact a line."""
    use = "for service" if manifest.for_service else "not for service: rehearsal only"
    for key, value in (
        ("model", f"{manifest.name} ({use})"),
        ("folder", str(folder)),
        ("source", manifest.source),
        ("licence", manifest.licence),
        ("checkpoint", f"{manifest.checkpoint_sha256}  {manifest.checkpoint}"),
        ("labels", ", ".join(manifest.labels)),
        ("max length", f"{manifest.max_length} tokens; longer comments are scored in windows"),
    ):
        click.echo(f"{key:11} {value}")
    for name, digest in manifest.files.items():
        click.echo(f"file        {digest}  {name}")


def refuse(error: ModelRefused) -> NoReturn:
    """End with what is wrong and what cures it."""
    click.echo(f"model refused: {error.problem}\n  cure: {error.cure}", err=True)
    raise SystemExit(2)
