"""Which comments fast mode scores twice while it is measured: a share that somebody names or that is measured first.

Random weights have no margins, so the scores themselves cannot tell: nearly every one would lie near a threshold.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from moderator.models import thresholds_of
from moderator.policy_file import load_policy
from moderator.scorers.detoxify.band import BAND, graphs_of, unlimited, usable_band
from moderator.scorers.detoxify.banding import fitted_on
from moderator.scorers.detoxify.engine import Engine
from moderator.scorers.detoxify.manifest import Manifest, read_prepared
from moderator.scorers.detoxify.prepared import open_both, prepared_folder
from moderator.scorers.detoxify.reading import Reader
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import FastScorer, Values
from moderator.scorers.detoxify.settings import DetoxifySettings
from moderator.shipped import demo_comments, rehearsal_model, shipped


@dataclass(frozen=True, slots=True)
class Share:
    """How many comments of a hundred lie near a threshold, and where that is known from."""

    percent: float
    source: str

    def of(self, count: int) -> int:
        """How many of so many comments, rather one more."""
        return min(count, math.ceil(count * self.percent / 100))


def share_of(folder: Path, named: float | None) -> Share:
    """The one that is named; else from the band stored beside the model; else measured on the rehearsal model.

    The thresholds are those of the shipped policy. Raises ModelRefused where no model can be measured.
    """
    if named is not None:
        return Share(named, "as --share says")
    thresholds = thresholds_of(load_policy(shipped("config") / "policy.toml"))
    place = prepared_folder(folder)
    manifest = read_prepared(place).manifest
    try:
        band = usable_band(place / BAND, graphs_of(manifest), manifest.labels, thresholds)
    except ModelRefused:
        rehearsal = open_both(DetoxifySettings(rehearsal_model(), 1))
        measured = fitted_on(rehearsal, demo_comments()).rescored(thresholds)
        source = "the share of the rehearsal model on the demonstration's comments, since no band was measured here"
        return Share(100 * measured, source)
    return Share(
        100 * band.rescored(thresholds), f"as the band says that was measured on this model's {band.texts} texts"
    )


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
