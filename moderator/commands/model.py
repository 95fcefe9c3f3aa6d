"""``moderator model``: proves that the scoring model is the one it claims to be, and shows what it is."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.table import Table

from moderator.commands.model_fetch import fetch
from moderator.scorers.detoxify.loading import DetoxifySettings, assemble
from moderator.scorers.detoxify.manifest import Manifest, read_manifest, verify_files
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer
from moderator.shipped import shipped

_FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Model folder with a manifest.toml; the rehearsal model when left out.",
)


@click.group(short_help="Check the scoring model.")
def command() -> None:
    """Check the scoring model: its files, its licence and what it says."""


@command.command()
@_FOLDER
def verify(folder: Path | None) -> None:
    """Hash every file, load the model, compare every tensor, ask the canary sentences. Exit code 2 when refused."""
    chosen = folder or _rehearsal()
    try:
        scorer = assemble(DetoxifySettings(chosen))
        _show(chosen, scorer.manifest)
        refused = _show_canaries(scorer)
    except ModelRefused as error:
        _refuse(error)
    except (RuntimeError, ValueError, IndexError) as error:
        _refuse(ModelRefused(f"the model cannot score ({error})", "copy the model folder again"))
    if refused:
        _refuse(ModelRefused(f"{refused} canary sentences failed", "copy the model folder again"))
    click.echo(f"{scorer.rule}: verified")


@command.command()
@_FOLDER
def info(folder: Path | None) -> None:
    """Show what the manifest says, after comparing every file with it. Loads nothing. Exit code 2 when refused."""
    chosen = folder or _rehearsal()
    try:
        manifest = read_manifest(chosen)
        verify_files(chosen, manifest)
    except ModelRefused as error:
        _refuse(error)
    _show(chosen, manifest)
    for canary in manifest.canaries:
        click.echo(f"canary      {canary.label} {canary.at_least:g}..{canary.at_most:g}: {canary.text}")


command.add_command(fetch)


def _rehearsal() -> Path:
    return shipped("config") / "models" / "rehearsal"


def _show(folder: Path, manifest: Manifest) -> None:
    use = "for service" if manifest.for_service else "not for service: rehearsal only"
    for key, value in (
        ("model", f"{manifest.name} ({use})"),
        ("folder", str(folder)),
        ("source", manifest.source),
        ("licence", manifest.licence),
        ("labels", ", ".join(manifest.labels)),
        ("max length", f"{manifest.max_length} tokens; longer comments are scored in windows"),
    ):
        click.echo(f"{key:11} {value}")
    for name, digest in manifest.files.items():
        click.echo(f"file        {digest}  {name}")


def _show_canaries(scorer: DetoxifyScorer) -> int:
    """Print each canary with its score; returns how many lie outside their bounds."""
    table = Table("canary", "label", "score", "allowed", "")
    refused = 0
    for canary, value in scorer.canary_scores():
        passed = canary.allows(value)
        refused += not passed
        bounds = f"{canary.at_least:.2f} to {canary.at_most:.2f}"
        table.add_row(canary.text, canary.label, f"{value:.3f}", bounds, "ok" if passed else "FAILS")
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    return refused


def _refuse(error: ModelRefused) -> NoReturn:
    click.echo(f"model refused: {error.problem}\n  cure: {error.cure}", err=True)
    raise SystemExit(2)
