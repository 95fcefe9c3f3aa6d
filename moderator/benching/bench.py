"""Scores the same comments in every way, one after the other in each round, and says what each cost."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from moderator.benching.alone import Alone
from moderator.benching.comments import Rounds
from moderator.benching.twice import Judged, Share, band_of, judged
from moderator.benching.ways import EXACT, FAST, ONE_BY_ONE, TWICE, Way, reader_of, ways
from moderator.benching.work import Network, Peak, network_in, peaks
from moderator.scorers.detoxify.batches import batches
from moderator.scorers.detoxify.processor import small_products
from moderator.scorers.detoxify.scorer import TOKENS, Values

#: (round, way) as each measurement begins.
Told = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One way's seconds in each round, for one comment."""

    precision: str
    cpu: tuple[float, ...]
    wall: tuple[float, ...]
    #: Operations a CPU second, in each round; empty where the network's dimensions are not known.
    rates: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that was measured."""

    comments: int
    #: Tokens in a comment on average.
    tokens: float
    ways: Mapping[str, Measured]
    #: Largest difference of a probability to stock's, one by one; by way, where stock is there.
    differences: Mapping[str, float]
    peaks: Mapping[str, float]
    #: Tokens computed for each real one: in the dense products, and in attention.
    padding: tuple[float, float]
    alone: Mapping[str, Alone]
    #: Sentences for the reader: what could not be measured and why.
    notes: tuple[str, ...] = ()
    #: What fast mode did, where it was the service's own.
    judged: Judged | None = None

    def times(self, name: str, other: str) -> tuple[float, ...]:
        """How many times as much CPU time the other way takes, round by round."""
        return tuple(theirs / ours for ours, theirs in zip(self.ways[name].cpu, self.ways[other].cpu, strict=True))

    def share(self, name: str) -> float | None:
        """Useful operations as a share of the processor's best for that precision; None where one is not known."""
        measured = self.ways[name]
        peak = self.peaks.get(measured.precision)
        return statistics.median(measured.rates) / peak if measured.rates and peak else None


@dataclass(slots=True)
class _Seconds:
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


def run(folder: Path, texts_of: Rounds, *, rounds: int, threads: int, share: Share, told: Told) -> Bench:
    """Measure every way that can be had on the model in ``folder``. Raises ModelRefused.

    ``share`` is how many comments fast mode scores twice.
    """
    band = band_of(folder, share.thresholds) if share.thresholds else None
    found, why_not = ways(folder, threads, share)
    network = network_in(folder)
    reader = reader_of(folder)
    seconds = {way.name: _Seconds() for way in found}
    differences: dict[str, float] = {}
    lengths: list[int] = []
    acted = Judged()
    count = len(texts_of(0))
    for number in range(rounds + 1):  # the first warms up and is not counted
        texts = texts_of(number)
        windows = reader.rows(texts)
        now = [len(row) for rows in windows for row in rows]
        answers = {way.name: _timed(way, texts, seconds, _work(network, now), told, number) for way in found}
        differences = _differences(answers, differences, [len(rows) == 1 for rows in windows])
        lengths += now
        if band is not None:
            acted = acted.plus(judged(answers[EXACT], answers[FAST], answers[TWICE], band, share.thresholds))
    told(0, "memory and start")
    alone = {way.name: _alone(folder, way.name, count, share) for way in found}
    best = peaks(network) if network else {}
    notes = [
        _twice(share, count, acted if band else None),
        _reached(best),
        why_not,
        "" if network else f"{folder} has no config.json: no share of the peak.",
        *(f"{name} failed in a process of its own." for name, one in alone.items() if one is None),
    ]
    return Bench(
        comments=count,
        tokens=sum(lengths) / (count * (rounds + 1)),
        ways={
            way.name: Measured(way.precision, *(tuple(one[1:]) for one in _columns(seconds[way.name]))) for way in found
        },
        differences=differences,
        peaks={precision: one.rate for precision, one in best.items()},
        padding=padding(lengths),
        alone={name: one for name, one in alone.items() if one is not None},
        notes=tuple(note for note in notes if note),
        judged=acted if band else None,
    )


def _twice(share: Share, count: int, acted: Judged | None) -> str:
    if acted is None:
        return (
            f"Fast mode scores {share.of(count)} of {count} comments again in fp32. Assumed: {share.percent:.1f} % of"
            f" them lie near a threshold, {share.source}."
        )
    return (
        f"Fast mode is the service's own, with this model's band: it scored {acted.twice} of {acted.texts} comments"
        f" again in fp32. Decisions other than the exact graph's: {acted.differing} in fast mode,"
        f" {acted.differing_alone} if int8 alone had decided."
    )


def _reached(best: Mapping[str, Peak]) -> str:
    """Which library and which instructions a peak is of."""
    by = ", ".join(f"in {precision} by {one.library}" for precision, one in best.items())
    has = ", ".join(small_products()) or "none that the system names"
    return f"The best products are {by}; this processor's instructions for 8-bit products: {has}." if best else ""


def _columns(seconds: _Seconds) -> tuple[list[float], list[float], list[float]]:
    return seconds.cpu, seconds.wall, seconds.rates


def _work(network: Network | None, lengths: Sequence[int]) -> float:
    return network.operations(lengths) if network else 0.0


def _timed(
    way: Way, texts: Sequence[str], seconds: Mapping[str, _Seconds], work: float, told: Told, number: int
) -> list[Values]:
    told(number, way.name)
    cpu, wall = time.process_time(), time.perf_counter()
    answers = way.score(texts)
    spent = time.process_time() - cpu
    mine = seconds[way.name]
    mine.cpu.append(spent / len(texts))
    mine.wall.append((time.perf_counter() - wall) / len(texts))
    if work:
        mine.rates.append(work / spent)
    return answers


def _differences(
    answers: Mapping[str, list[Values]], before: Mapping[str, float], is_whole: Sequence[bool]
) -> dict[str, float]:
    """To stock one by one, where it is there, over texts that fit: stock cuts the others off, ours reads on."""
    stock = answers.get(ONE_BY_ONE)
    if stock is None:
        return {}
    return {
        name: max(
            before.get(name, 0.0),
            0.0,
            *(
                abs(value - theirs[label])
                for mine, theirs, whole in zip(found, stock, is_whole, strict=True)
                if whole
                for label, value in mine.items()
            ),
        )
        for name, found in answers.items()
        if name != ONE_BY_ONE
    }


def padding(lengths: Sequence[int], waiting: int = 64) -> tuple[float, float]:
    """Tokens computed for each real one with so many texts waiting: in the dense products, and in attention."""
    computed = real = 0
    for start in range(0, len(lengths), waiting):
        part = lengths[start : start + waiting]
        for batch in batches(part, TOKENS):
            computed += len(batch) * max(part[place] for place in batch)
        real += sum(part)
    return 1.0, computed / real if real else 1.0


def _alone(folder: Path, name: str, count: int, share: Share) -> Alone | None:
    """None where the process failed."""
    command = [sys.executable, "-m", "moderator.benching.alone", name, str(folder.resolve()), str(count)]
    command.append(json.dumps(asdict(share)))
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **_ONE_CORE})
    return None if done.returncode else Alone(**json.loads(done.stdout.splitlines()[-1]))


#: Libraries that start a thread for each core would make memory and CPU seconds those of the machine.
_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def spread(values: Sequence[float]) -> str:
    """The median, and the least and most."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"
