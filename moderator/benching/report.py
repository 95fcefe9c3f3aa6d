"""Shows what was measured: tables for the screen, a plot, and the figures as JSON."""

import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from moderator.benching.bench import Bench, spread
from moderator.benching.ways import IN_BATCHES, ONE_BY_ONE


def tables(bench: Bench) -> Iterator[Table]:
    """Speed, then memory and start."""
    yield _speed(bench)
    if bench.alone:
        yield _alone(bench)


def _speed(bench: Bench) -> Table:
    table = Table(
        "", "CPU ms a comment", "wall ms", "times stock, one by one", "times stock, batches", "GFLOPS",
        "of the peak", "largest difference",
        title=f"{bench.comments} comments of {bench.tokens:.0f} tokens a round; medians over the rounds",
    )  # fmt: skip
    for name, measured in bench.ways.items():
        share = bench.share(name)
        difference = bench.differences.get(name)
        table.add_row(
            name,
            spread([one * 1000 for one in measured.cpu]),
            f"{statistics.median(measured.wall) * 1000:.1f}",
            *(spread(bench.times(name, other)) if other in bench.ways else "" for other in (ONE_BY_ONE, IN_BATCHES)),
            f"{statistics.median(measured.rates) / 1e9:.0f}" if measured.rates else "",
            f"{share:.0%} of {measured.precision}" if share else "",
            "" if difference is None else f"{difference:.1e}",
        )
    return table


def _alone(bench: Bench) -> Table:
    table = Table("in a process of its own", "CPU s to the first score", "wall s", "memory then, MiB", "at most, MiB")
    for name, alone in bench.alone.items():
        table.add_row(name, f"{alone.cpu_s:.1f}", f"{alone.wall_s:.1f}", f"{alone.loaded:.0f}", f"{alone.peak:.0f}")
    return table


def sentences(bench: Bench) -> Iterator[str]:
    """What the tables leave out."""
    dense, attention = bench.padding
    yield "Tokens computed for each real one, 64 comments waiting: " + (
        f"{dense:.2f} in the products, {attention:.2f} in attention."
    )
    for precision, peak in bench.peaks.items():
        yield f"This processor's best product in {precision}: {peak / 1e9:.0f} GFLOPS a CPU second."
    yield from bench.notes


def write_figures(bench: Bench, path: Path) -> None:
    """Everything as JSON, seconds and bytes as measured."""
    path.write_text(json.dumps(asdict(bench), indent=1) + "\n", encoding="utf-8")


def write_plot(bench: Bench, path: Path) -> None:
    """CPU time a comment by way, with the spread over the rounds. Raises ImportError without matplotlib."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 1.2 + 0.6 * len(bench.ways)), layout="constrained")
    axes = figure.subplots()
    names = list(bench.ways)[::-1]
    middle = [statistics.median(bench.ways[name].cpu) * 1000 for name in names]
    low = [value - min(bench.ways[name].cpu) * 1000 for name, value in zip(names, middle, strict=True)]
    high = [max(bench.ways[name].cpu) * 1000 - value for name, value in zip(names, middle, strict=True)]
    axes.barh(names, middle, xerr=[low, high], capsize=3)
    axes.set_xlabel("CPU milliseconds a comment; the lines show the spread over the rounds")
    figure.savefig(path, dpi=120)
