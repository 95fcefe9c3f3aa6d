"""Measures how far the fast engine's scores lie from the exact one's, and whether any decision would differ."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from moderator.scorers.detoxify.band import (
    BAND,
    FEWEST,
    Band,
    Pair,
    Thresholds,
    fitted,
    graphs_of,
    save_band,
)
from moderator.scorers.detoxify.prepared import open_both, prepared_folder
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import FastScorer, Values
from moderator.scorers.detoxify.settings import DetoxifySettings

_QUANTILES = {"median": 0.5, "90 %": 0.9, "99 %": 0.99, "largest": 1.0}
#: As many texts as the daemon judges at once: rounding depends a little on what a text is scored beside.
_TOGETHER = 64
_SEED = 20261122


@dataclass(frozen=True, slots=True)
class LabelError:
    """One label's errors on the logistic scale."""

    label: str
    thresholds: tuple[float, ...]
    quantiles: tuple[float, ...]
    band: float

    @property
    def low(self) -> float:
        """What the band means around one half: from here ..."""
        return 1 / (1 + math.exp(self.band))

    @property
    def high(self) -> float:
        """... to here."""
        return 1 - self.low


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found, for the person who asked."""

    path: Path
    rows: tuple[LabelError, ...]
    texts: int
    unread: int
    rescored: float
    differing: int

    quantile_names = tuple(_QUANTILES)

    @property
    def sure(self) -> str:
        """How sure the number of texts makes one: none of n beyond the band."""
        return f"{1 - 0.99**self.texts:.0%} sure"


def measure(settings: DetoxifySettings, texts: Sequence[str], thresholds: Thresholds) -> Measured:
    """Measure and store the band. Raises ModelRefused where decisions differ, or the texts are too few.

    The band is fitted in one order of the texts and tried in another: a text's neighbours change what rounding does.
    """
    scorer = open_both(settings)
    each = list(dict.fromkeys(text for text in texts if text.strip()))
    random.Random(_SEED).shuffle(each)  # noqa: S311 - a fixed order, not a secret
    first = _pairs(scorer, each)
    if len(first) < FEWEST:
        raise ModelRefused(f"only {len(first)} different texts can be read", f"name a file with {FEWEST} or more")
    path, files = _place(settings, scorer)
    band = fitted([*first.values()], scorer.manifest.labels, files)
    second = _pairs(scorer, sorted(first, key=lambda text: (len(text), text)))
    differing = Band(band.widths, files, len(second), tuple(second.values())).differing(thresholds)
    if differing:
        raise ModelRefused(f"{differing} decisions differ outside the band", "stay in mode exact with this model")
    save_band(path, band)
    rows = tuple(_label_error(label, band, thresholds) for label in scorer.manifest.labels)
    return Measured(path, rows, len(first), len(each) - len(first), band.rescored(thresholds), differing)


def fitted_on(scorer: FastScorer, texts: Sequence[str]) -> Band:
    """The band that holds these texts' errors; it is stored nowhere and holds for no files."""
    return fitted([*_pairs(scorer, texts).values()], scorer.manifest.labels, {})


def _place(settings: DetoxifySettings, scorer: FastScorer) -> tuple[Path, dict[str, str]]:
    """Where the band is stored, and the hashes of what it holds for."""
    if settings.device == "cuda":
        from moderator.scorers.detoxify import graphics

        return graphics.release_folder(settings.folder) / graphics.CARD_BAND, graphics.weights_of(scorer.manifest)
    return prepared_folder(settings.folder) / BAND, graphs_of(scorer.manifest)


def _pairs(scorer: FastScorer, texts: Sequence[str]) -> dict[str, tuple[Pair, ...]]:
    """Text -> what both engines say of it; texts without a known word are left out."""
    found: dict[str, tuple[Pair, ...]] = {}
    for start in range(0, len(texts), _TOGETHER):
        batch = [text for text in texts[start : start + _TOGETHER] if scorer.can_read(text)]
        for text, fast, exact in zip(batch, *scorer.both(batch), strict=True):
            if exact:
                found[text] = _paired(fast, exact)
    return found


def _paired(fast: Values, exact: Values) -> tuple[Pair, ...]:
    return tuple(Pair(label, fast[label], value) for label, value in exact.items())


def _label_error(label: str, band: Band, thresholds: Thresholds) -> LabelError:
    errors = sorted(pair.error for text in band.pairs for pair in text if pair.label == label)
    quantiles = tuple(errors[min(len(errors) - 1, int(share * len(errors)))] for share in _QUANTILES.values())
    return LabelError(label, thresholds.get(label, ()), quantiles, band.widths[label])
