"""``moderator model verify``: proves a model, and measures how far its fast mode may be trusted."""

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from moderator.assessing.reading import BadFile, read
from moderator.commands.failing import fail
from moderator.commands.model_showing import FOLDER, describe, refuse
from moderator.config_file import ConfigError
from moderator.models import thresholds_of
from moderator.policy_file import load_policy
from moderator.scorers.detoxify.banding import Measured, measure
from moderator.scorers.detoxify.manifest import MANIFEST, REFERENCE
from moderator.scorers.detoxify.prepared import open_scorer, prepared_folder
from moderator.scorers.detoxify.proving import demand_same_scores, demand_stock_scores
from moderator.scorers.detoxify.reading import UnreadableText
from moderator.scorers.detoxify.reference import read_reference
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer
from moderator.scorers.detoxify.settings import DetoxifySettings
from moderator.shipped import demo_comments, rehearsal_model, shipped


@click.command(short_help="Prove a model; --band measures its fast mode.")
@FOLDER
@click.option("--band", is_flag=True, help="Measure the fast mode's error and store it beside the model.")
@click.option(
    "--texts", "texts_file", metavar="FILE", help="Comments to measure on; the demonstration's when left out."
)
@click.option("--policy", "policy_file", type=Path, help="The policy in force; the shipped one when left out.")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True)
def verify(folder: Path | None, band: bool, texts_file: str | None, policy_file: Path | None, device: str) -> None:
    """Hash every file, load the model, compare it with stock Detoxify, ask the canary sentences.

    Where torch is installed and the release lies beside the prepared folder, every tensor is compared as well. Exit
    code 2 when refused. FILE is anything that moderator assess reads; nothing of it is stored but scores.
    """
    settings = DetoxifySettings(folder or rehearsal_model(), device="cuda" if device == "cuda" else "cpu")
    try:
        _prove(settings)
        if band:
            _show_band(settings, _texts(texts_file), policy_file or shipped("config") / "policy.toml")
    except ModelRefused as error:
        refuse(error)
    except (BadFile, ConfigError) as error:
        fail(str(error))
    except (RuntimeError, ValueError, IndexError) as error:
        refuse(ModelRefused(f"the model cannot score ({type(error).__name__})", "copy the model folder again"))


def _prove(settings: DetoxifySettings) -> None:
    scorer = open_scorer(settings)
    place = prepared_folder(settings.folder)
    describe(place, scorer.manifest)
    for note in scorer.notes:
        click.echo(f"note        {note}")
    reference = read_reference(place / REFERENCE)
    largest = demand_same_scores(scorer, reference)
    click.echo(f"reference   within {largest:.1e} of stock Detoxify's stored scores on {len(reference.texts)} texts")
    click.echo(f"tensors     {_tensors(place, scorer)}")
    if refused := _show_canaries(scorer):
        raise ModelRefused(f"{refused} canary sentences failed", "copy the model folder again")
    click.echo(f"{scorer.rule}: verified")


def _tensors(place: Path, scorer: DetoxifyScorer) -> str:
    """Compares with the release itself, where that can be done here."""
    release = next((folder for folder in (place, place.parent) if (folder / MANIFEST).is_file()), None)
    if release is None:
        return "not compared: the release is not beside the prepared folder"
    if any(importlib.util.find_spec(name) is None for name in ("torch", "detoxify", "onnx")):
        return "not compared: torch, detoxify and onnx are not installed here"
    count, largest = demand_stock_scores(release, place, scorer)
    return f"{count}, each as it is in the checkpoint; stock Detoxify, asked now, differs by {largest:.1e} at most"


def _texts(file: str | None) -> Sequence[str]:
    if file is None:
        return demo_comments()
    return [row.text for row in read(file).rows if row.text.strip()]


def _show_band(settings: DetoxifySettings, texts: Sequence[str], policy_file: Path) -> None:
    thresholds = thresholds_of(load_policy(policy_file))
    try:
        measured = measure(settings, texts, thresholds)
    except UnreadableText:
        raise ModelRefused("there is no text that the model can read", "name a file of comments with --texts") from None
    _print_band(measured)
    click.echo(f"texts       {measured.texts} measured, {measured.unread} left out: blank, or no known word")
    click.echo(f"band        at least 99 of 100 new texts stay within it, if they are like these ({measured.sure})")
    click.echo(f"rescored    {measured.rescored:.1%} of these texts lie near a threshold of {policy_file}")
    click.echo(f"decisions   {measured.differing} differ from the exact model's on these texts, in another order")
    click.echo(f"stored      {measured.path}")


def _print_band(measured: Measured) -> None:
    table = Table(
        "label", "thresholds", *(f"error, {name}" for name in measured.quantile_names), "band", "at 0.5 that is"
    )
    for row in measured.rows:
        acting = ", ".join(f"{one:g}" for one in row.thresholds) or "none"
        errors = (f"{one:.3f}" for one in row.quantiles)
        table.add_row(row.label, acting, *errors, f"{row.band:.3f}", f"{row.low:.3f} to {row.high:.3f}")
    Console(width=None if sys.stdout.isatty() else 140).print(table)


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
