"""Measures a trained rehearsal model beside a bag of words, pins its canaries and writes its card.

``python -m moderator.rehearsal.measure --data DATA --invented tests/data/invented --model config/models/rehearsal``;
training ends with the same.
"""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import torch
from rich.console import Console

from moderator.rehearsal.baseline import BagOfWords
from moderator.rehearsal.card import write_card, write_manifest
from moderator.rehearsal.evaluation import figures
from moderator.rehearsal.invented import SOURCE as INVENTED
from moderator.rehearsal.network import NAME, Written
from moderator.rehearsal.rows import is_held_out, read_rows
from moderator.rehearsal.targets import Row
from moderator.rehearsal.templates import last_rows
from moderator.scorers.detoxify import DetoxifySettings
from moderator.scorers.detoxify.loading import assemble

SEED = 20261122


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--invented", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--model", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--seed", default=SEED, show_default=True)
def main(data: Path, invented: Path, model: Path, seed: int) -> None:
    """Measure the model in a folder that moderator.rehearsal.train wrote, and renew its manifest and card."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    describe(model, data, invented, rows_or_cure(data, invented, seed), seed)


def rows_or_cure(data: Path, invented: Path, seed: int) -> Mapping[str, list[Row]]:
    """As :func:`read_rows`; a missing or wrong file is an error of one line that names it."""
    try:
        return read_rows(data, invented, seed)
    except (FileNotFoundError, ValueError) as trouble:
        raise click.ClickException(str(trouble)) from None


def split(rows: Mapping[str, Sequence[Row]], seed: int) -> tuple[list[Row], dict[str, list[Row]]]:
    """What is learned from, in a mixed order, and what is held out of each source."""
    learned = [row for found in rows.values() for row in found if not is_held_out(row)]
    random.Random(seed).shuffle(learned)  # noqa: S311 - repeatable, not secret
    return learned, {source: [row for row in found if is_held_out(row)] for source, found in rows.items()}


def last_templates(seed: int) -> list[Row]:
    """What only the last round shows."""
    return [row for row in last_rows(seed) if not is_held_out(row)]


def describe(folder: Path, data: Path, invented: Path, rows: Mapping[str, Sequence[Row]], seed: int) -> None:
    """Print every figure and write manifest and card; refuses a model that fails its canary sentences."""
    console = Console(stderr=True, width=120)
    learned, held_out = split(rows, seed)
    written = Written(folder)
    # As often as the network saw them: its last round shows the project's own comments again.
    own = [row for row in learned if row.source == INVENTED]
    bag = BagOfWords().fit([*learned, *last_templates(seed), *own])
    found = [
        *figures(NAME, written.scores, held_out, data),
        *figures("bag of words", bag.scores, held_out, data),
    ]
    for figure in found:
        console.print(f"{figure.scorer:13} {figure.on:24} {figure.measure:28} {figure.value:.4f} ({figure.rows})")
    write_manifest(folder)
    scores = assemble(DetoxifySettings(folder)).canary_scores()
    wrong = [f"{canary.text}: {canary.label} {value:.3f}" for canary, value in scores if not canary.allows(value)]
    if wrong:
        raise click.ClickException(f"not a usable model, canary sentences fail: {'; '.join(wrong)}")
    write_manifest(folder, scores)
    write_card(folder, data, invented, rows, found, parameters=written.parameters)


if __name__ == "__main__":
    main()
