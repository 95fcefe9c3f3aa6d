"""Which comments fast mode scores twice while it is measured: those that the service would, where a band was measured.

Elsewhere a share that somebody names or that is measured first: random weights have no margins, so their scores
cannot tell; nearly every one would lie near a threshold.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from moderator.scorers.detoxify.band import BAND, Band, Thresholds, graphs_of, unlimited, usable_band
from moderator.scorers.detoxify.banding import fitted_on
from moderator.scorers.detoxify.engine import Engine
from moderator.scorers.detoxify.manifest import Manifest, read_prepared
from moderator.scorers.detoxify.prepared import open_both, prepared_folder
from moderator.scorers.detoxify.processor import multiplies_small_numbers
from moderator.scorers.detoxify.reading import Reader
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import FastScorer, Values
from moderator.scorers.detoxify.settings import DetoxifySettings
from moderator.shipped import demo_comments, rehearsal_model


@dataclass(frozen=True, slots=True)
class Share:
    """How many comments of a hundred lie near a threshold, and where that is known from."""

    percent: float
    source: str
    #: Where the service's own fast mode can be measured, the thresholds of the policy; then nothing is assumed.
    thresholds: Thresholds = field(default_factory=dict)

    def of(self, count: int) -> int:
        """How many of so many comments, rather one more."""
        return min(count, math.ceil(count * self.percent / 100))


def share_of(folder: Path, named: float | None, thresholds: Thresholds) -> Share:
    """The one that is named; else as the band stored beside the model has it; else measured on the rehearsal model.

    ``thresholds`` are those of the policy in force. Raises ModelRefused where no model can be measured.
    """
    if named is not None:
        return Share(named, "as --share says")
    try:
        band = band_of(folder, thresholds)
    except ModelRefused:
        rehearsal = open_both(DetoxifySettings(rehearsal_model(), 1))
        measured = fitted_on(rehearsal, demo_comments()).rescored(thresholds)
        source = "the share of the rehearsal model on the demonstration's comments, since no band was measured here"
        return Share(100 * measured, source)
    source = f"as the band says that was measured on this model's {band.texts} texts"
    return Share(100 * band.rescored(thresholds), source, thresholds if multiplies_small_numbers() else {})


def band_of(folder: Path, thresholds: Thresholds) -> Band:
    """The band stored beside the model. Raises ModelRefused where fast mode would stay off."""
    place = prepared_folder(folder)
    manifest = read_prepared(place).manifest
    return usable_band(place / BAND, graphs_of(manifest), manifest.labels, thresholds)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the service's own fast mode did with the comments that were measured."""

    texts: int = 0
    #: Those it scored again.
    twice: int = 0
    #: Those on which a rule would act otherwise than on the exact graph's scores: in fast mode, and by int8 alone.
    differing: int = 0
    differing_alone: int = 0

    def plus(self, other: "Judged") -> "Judged":
        """Both together."""
        return Judged(
            self.texts + other.texts,
            self.twice + other.twice,
            self.differing + other.differing,
            self.differing_alone + other.differing_alone,
        )


def judged(
    exact: Sequence[Values], rounded: Sequence[Values], both: Sequence[Values], band: Band, thresholds: Thresholds
) -> Judged:
    """Compare the three ways' answers to the same texts at the thresholds."""
    return Judged(
        len(exact),
        sum(band.is_near(values, thresholds) for values in rounded),
        _differing(both, exact, thresholds),
        _differing(rounded, exact, thresholds),
    )


def _differing(some: Sequence[Values], others: Sequence[Values], thresholds: Thresholds) -> int:
    return sum(_acting(one, thresholds) != _acting(other, thresholds) for one, other in zip(some, others, strict=True))


def _acting(values: Values, thresholds: Thresholds) -> list[bool]:
    return [values[label] >= one for label, found in thresholds.items() if label in values for one in found]


class Marking(FastScorer):
    """Fast mode in which marked comments are scored again, so many as the share says, whatever their scores."""

    def __init__(self, reader: Reader, engines: tuple[Engine, Engine], manifest: Manifest, share: Share) -> None:
        """``engines``: the fast one, then the exact one."""
        super().__init__(reader, engines, manifest, band=unlimited(manifest.labels), thresholds={})
        self._share = share

    def _near(self, windows: Sequence[Sequence[Sequence[int]]], answers: Sequence[Values]) -> list[int]:
        return marked([sum(map(len, rows)) for rows in windows], self._share.of(len(windows)))


def marked(lengths: Sequence[int], count: int) -> list[int]:
    """So many places, the same for the same lengths, whose lengths are together about as long as any so many are."""
    if not count:
        return []
    by_length = sorted(range(len(lengths)), key=lambda place: (lengths[place], place))
    edges = [len(by_length) * part // count for part in range(count + 1)]
    parts = [by_length[begin:end] for begin, end in pairwise(edges)]
    means = [fmean(lengths[place] for place in part) for part in parts]
    return sorted(
        min(part, key=lambda place: abs(lengths[place] - mean)) for part, mean in zip(parts, means, strict=True)
    )
