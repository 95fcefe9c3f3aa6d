"""``moderator model``: brings a scoring model in, prepares it, proves that it is what it claims to be."""

from pathlib import Path

import click

from moderator.commands.model_bench import bench
from moderator.commands.model_fetch import fetch
from moderator.commands.model_prepare import prepare
from moderator.commands.model_showing import FOLDER, describe, refuse
from moderator.commands.model_verify import verify
from moderator.scorers.detoxify.manifest import MANIFEST, Manifest, read_manifest, read_prepared, verify_files
from moderator.scorers.detoxify.prepared import is_prepared, prepared_folder
from moderator.scorers.detoxify.processor import multiplies_small_numbers
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.shipped import rehearsal_model


@click.group(short_help="Bring in, prepare and check the scoring model.")
def command() -> None:
    """Bring in, prepare and check the scoring model: its files, its licence and what it says."""


@command.command()
@FOLDER
def info(folder: Path | None) -> None:
    """Show what the manifests say, after comparing every file with them. Loads nothing. Exit code 2 when refused."""
    chosen = folder or rehearsal_model()
    release = chosen / MANIFEST
    try:
        manifest = _shown(chosen, read_manifest(chosen)) if release.is_file() else None
        if manifest is None or is_prepared(chosen):
            place = prepared_folder(chosen)
            manifest = _shown(place, read_prepared(place).manifest)
        else:
            click.echo(f"prepared    not yet: moderator model prepare {chosen}")
    except ModelRefused as error:
        refuse(error)
    for canary in manifest.canaries:
        click.echo(f"canary      {canary.label} {canary.at_least:g}..{canary.at_most:g}: {canary.text}")
    click.echo(
        f"processor   {'has' if multiplies_small_numbers() else 'lacks'} the 8-bit products that fast mode needs"
    )


def _shown(folder: Path, manifest: Manifest) -> Manifest:
    verify_files(folder, manifest)
    describe(folder, manifest)
    return manifest


command.add_command(bench)
command.add_command(fetch)
command.add_command(prepare)
command.add_command(verify)
