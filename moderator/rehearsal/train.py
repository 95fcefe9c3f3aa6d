"""Trains the rehearsal model: ``python -m moderator.rehearsal.train --data DATA --out config/models/rehearsal``."""

import random
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
import torch
from rich.console import Console

from moderator.rehearsal.baseline import BagOfWords
from moderator.rehearsal.card import write_card, write_manifest
from moderator.rehearsal.evaluation import Figure, figures
from moderator.rehearsal.learning import learn, warm_start
from moderator.rehearsal.network import build_network, save_network, save_tokenizer, train_vocabulary
from moderator.rehearsal.rows import is_held_out, read_rows
from moderator.scorers.detoxify.loading import DetoxifySettings, assemble
from moderator.scorers.detoxify.scorer import DetoxifyScorer, UnreadableText


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--epochs", default=2, show_default=True)
@click.option("--hidden", default=128, show_default=True)
@click.option("--layers", default=2, show_default=True)
@click.option("--vocabulary", default=8000, show_default=True)
@click.option("--threads", default=1, show_default=True)
@click.option("--seed", default=20261122, show_default=True)
def main(
    data: Path, out: Path, epochs: int, hidden: int, layers: int, vocabulary: int, threads: int, seed: int
) -> None:
    """Train, save in Detoxify's checkpoint format, measure beside a bag of words, and write manifest and model card."""
    console = Console(stderr=True)
    started = time.monotonic()
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    rows = read_rows(data, seed)
    training = [row for found in rows.values() for row in found if not is_held_out(row.text)]
    held_out = {source: [row for row in found if is_held_out(row.text)] for source, found in rows.items()}
    random.Random(seed).shuffle(training)
    console.print(f"{len(training)} rows to learn from, {sum(map(len, held_out.values()))} held out")
    pieces = train_vocabulary([row.text for row in training], vocabulary)
    tokenizer = save_tokenizer(pieces, out)
    network = build_network(len(tokenizer), hidden, layers)
    warm_start(network, tokenizer, training, epochs=4, seed=seed)
    learn(network, tokenizer, training, epochs=epochs, seed=seed)
    save_network(network, out)
    write_manifest(out)
    trained = time.monotonic() - started
    console.print(f"trained in {trained:.0f} s; measuring")
    bag = BagOfWords().fit(training)
    scorer = assemble(DetoxifySettings(out, threads=threads))

    found: list[Figure] = [
        *figures("rehearsal", partial(_toxicity, scorer), held_out, data.parent / "measure"),
        *figures("bag of words", bag.toxicity, held_out, data.parent / "measure"),
    ]
    for figure in found:
        console.print(f"{figure.scorer:13} {figure.on:24} {figure.measure:16} {figure.value:.4f} ({figure.rows})")
    scores = scorer.canary_scores()
    wrong = [f"{canary.text}: {canary.label} {value:.3f}" for canary, value in scores if not canary.allows(value)]
    if wrong:
        raise click.ClickException(f"not a usable model, canary sentences fail: {'; '.join(wrong)}")
    write_manifest(out, scores)
    write_card(out, data, rows, found, minutes=trained / 60, parameters=network.num_parameters())


def _toxicity(scorer: DetoxifyScorer, texts: Sequence[str]) -> list[float]:
    """The model's toxicity; zero, only here, for the rare text in which it can read nothing."""
    try:
        return [values.get("toxicity", 0.0) for values in scorer.values(texts)]
    except UnreadableText:
        middle = len(texts) // 2
        return _toxicity(scorer, texts[:middle]) + _toxicity(scorer, texts[middle:]) if middle else [0.0]


if __name__ == "__main__":
    main()
