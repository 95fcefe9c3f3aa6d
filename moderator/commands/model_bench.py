"""``moderator model bench``: how fast a model scores here, against stock Detoxify and the processor's best."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from moderator.assessing.reading import BadFile, read
from moderator.benching.bench import Bench, Told, run
from moderator.benching.comments import Rounds, comments, in_turn, made_up
from moderator.benching.report import sentences, tables, write_figures, write_plot
from moderator.benching.twice import share_of
from moderator.benching.ways import reader_of
from moderator.commands.failing import fail
from moderator.commands.model_showing import refuse
from moderator.config_file import ConfigError
from moderator.models import thresholds_of
from moderator.policy_file import load_policy
from moderator.scorers.detoxify.prepared import is_prepared
from moderator.scorers.detoxify.reading import UnreadableText
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.shipped import shipped


@click.command(short_help="Measure how fast a model scores here.")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="A model; random weights when left out."
)
@click.option("--architecture", type=click.Choice(["bert", "albert", "roberta", "xlm-roberta"]), default="bert",
              show_default=True, help="Of the random weights; speed does not depend on what they are.")  # fmt: skip
@click.option("--comments", "count", type=click.IntRange(1, 10_000), default=64, show_default=True, help="A round.")
@click.option("--rounds", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--share", type=click.FloatRange(0, 100), metavar="PERCENT",
              help="Comments that fast mode scores twice, as moderator model verify --band says; "
              "when left out, as the model's stored band or else the rehearsal model has it.")  # fmt: skip
@click.option("--texts", "texts_file", metavar="FILE",
              help="Comments to score, best others than the band was measured on; made up when left out.")  # fmt: skip
@click.option("--policy", "policy_file", type=Path, help="The policy in force; the shipped one when left out.")
@click.option("--threads", type=click.IntRange(1, 256), default=1, show_default=True)
@click.option("--json", "figures", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Write a plot here (.png, .svg).")
def bench(
    folder: Path | None,
    architecture: str,
    count: int,
    rounds: int,
    share: float | None,
    texts_file: str | None,
    policy_file: Path | None,
    threads: int,
    figures: Path | None,
    plot: Path | None,
) -> None:
    """Score the same comments with ours and with stock Detoxify, taking turns in one process, and compare.

    CPU seconds count, so that a busy machine does not spoil the comparison. Where torch and detoxify are not installed,
    only ours is measured, and it says so. Where the model's band was measured, fast mode is the one that the service
    would use, and every decision that differs from the exact graph's is counted. FILE is anything that moderator
    assess reads.
    """
    for path in (figures, plot):
        if path is not None and not path.absolute().parent.is_dir():
            fail(f"{path}: there is no folder {path.absolute().parent}. Make it first.")
    try:
        thresholds = thresholds_of(load_policy(policy_file or shipped("config") / "policy.toml"))
        texts = None if texts_file is None else [row.text for row in read(texts_file).rows]
        with _model(folder, architecture) as chosen, _progress() as told:
            twice = share_of(chosen, share, thresholds)
            scored = _rounds(chosen, texts, count)
            found = run(chosen, scored, rounds=rounds, threads=threads, share=twice, told=told)
    except ModelRefused as error:
        refuse(error)
    except (BadFile, ConfigError) as error:
        fail(str(error))
    _show(found, figures, plot)


def _rounds(folder: Path, texts: Sequence[str] | None, count: int) -> Rounds:
    """Which comments each round scores: of the file's, or of made-up ones, those that the model can read."""
    reader = reader_of(folder)

    def is_readable(text: str) -> bool:
        try:
            return reader.rows([text]) != [[]]
        except UnreadableText:
            return False

    def readable(found: Sequence[str]) -> list[str]:
        kept = [text for text in dict.fromkeys(found) if is_readable(text)]
        if not kept:
            raise ModelRefused("there is no text that the model can read", "name a file of comments with --texts")
        return kept

    if texts is not None:
        return in_turn(readable(texts), count)
    made = made_up(count)
    # A small vocabulary may know nothing of a comment of emoji alone: others of the same round stand in for those.
    return lambda number: in_turn(readable(made(number)), count)(0)


@contextmanager
def _model(folder: Path | None, architecture: str) -> Iterator[Path]:
    """The folder that was named, prepared beforehand; else a fresh one with random weights, for as long as it takes."""
    if folder is not None:
        if not is_prepared(folder):
            raise ModelRefused(f"{folder} has not been prepared", f"run moderator model prepare {folder} first")
        yield folder
        return
    try:
        from moderator.rehearsal.random_weights import write_release
        from moderator.scorers.detoxify.converting.preparing import prepare
    except ImportError as error:
        fail(
            f"random weights are made by torch, and {error.name} is not installed. Name a prepared model with --folder,"
            " or install council-moderator[prepare]."
        )
    with tempfile.TemporaryDirectory(prefix="moderator-bench-") as place:
        click.echo(
            f"making {architecture} with random weights (its scores mean nothing) and preparing it ...", err=True
        )
        texts = tuple(comments(400, seed=1000))
        release = write_release(Path(place) / "release", architecture, texts=texts)
        prepare(release, release / "prepared", texts[:16])
        yield release


@contextmanager
def _progress() -> Iterator[Told]:
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("loading")

        def told(number: int, name: str) -> None:
            bar.update(task, description=f"{'warming up' if number == 0 else f'round {number}'}: {name}")

        yield told


def _show(found: Bench, figures: Path | None, plot: Path | None) -> None:
    console = Console(width=None if Console().is_terminal else 170)
    for table in tables(found):
        console.print(table)
    for sentence in sentences(found):
        click.echo(sentence)
    if figures is not None:
        write_figures(found, figures)
    if plot is not None:
        try:
            write_plot(found, plot)
        except ImportError:
            fail("matplotlib is not installed, so there is no plot. Install council-moderator[plots].", code=1)
        except ValueError as error:
            fail(f"{plot}: {error}.")
