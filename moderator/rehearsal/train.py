"""Trains the rehearsal model.

``python -m moderator.rehearsal.train --data DATA --invented tests/data/invented --out config/models/rehearsal``
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import torch
from rich.console import Console

from moderator.rehearsal.invented import SOURCE as INVENTED
from moderator.rehearsal.learning import learn, learn_last
from moderator.rehearsal.measure import SEED, describe, last_templates, rows_or_cure, split
from moderator.rehearsal.network import build_network, read_network, save_network, save_tokenizer, train_vocabulary
from moderator.rehearsal.targets import Row
from moderator.rehearsal.teaching import taught

_OWN_AGAIN = 4


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--invented", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--epochs", default=4, show_default=True)
@click.option("--hidden", default=128, show_default=True)
@click.option("--layers", default=2, show_default=True)
@click.option("--vocabulary", default=8000, show_default=True)
@click.option("--threads", default=1, show_default=True)
@click.option("--seed", default=SEED, show_default=True)
def main(
    data: Path,
    invented: Path,
    out: Path,
    epochs: int,
    hidden: int,
    layers: int,
    vocabulary: int,
    threads: int,
    seed: int,
) -> None:
    """Train, save in Detoxify's checkpoint format, measure beside a bag of words, and write manifest and model card.

    DATA holds the public sets, INVENTED the tables of comments that were written for this project.
    """
    console = Console(stderr=True)
    started = time.process_time()
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    rows = rows_or_cure(data, invented, seed)
    learned, held_out = split(rows, seed)
    console.print(f"{len(learned)} rows to learn from, {sum(map(len, held_out.values()))} held out")
    pieces = train_vocabulary([row.text for row in learned], vocabulary)
    tokenizer = save_tokenizer(pieces, out)
    lessons = taught(learned, tokenizer, hidden=hidden, layers=layers, epochs=epochs, seed=seed)
    torch.manual_seed(seed)
    network = build_network(len(tokenizer), hidden, layers)
    learn(network, tokenizer, lessons, epochs=epochs, seed=seed)
    save_network(network, out)
    finish(out, tokenizer, lessons, seed)
    console.print(f"trained in {time.process_time() - started:.0f} seconds of processor time; measuring")
    describe(out, data, invented, rows, seed)


def finish(out: Path, tokenizer: Any, learned: Sequence[Row], seed: int) -> None:
    """The last round, from the weights as they were saved.

    Fresh templates and this project's own comments several times, among a sixth of what was learned before: these are
    the nearest to what the service reads, and too few to be heard among the others.
    """
    torch.manual_seed(seed + 1)
    network = read_network(out)
    own = [row for row in learned if row.source == INVENTED]
    learn_last(network, tokenizer, [*last_templates(seed), *learned[::6], *own * _OWN_AGAIN], seed=seed)
    save_network(network, out)


if __name__ == "__main__":
    main()
