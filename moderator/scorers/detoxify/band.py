"""How far the fast graph's scores lie from the exact ones on a council's own files: measured, stored, and obeyed."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from moderator.scorers.detoxify.manifest import (
    EXACT_GRAPH,
    EXACT_WEIGHTS,
    FAST_GRAPH,
    FAST_WEIGHTS,
    TOKENIZER,
    Manifest,
)
from moderator.scorers.detoxify.refusal import ModelRefused

BAND = "band.json"
#: Label -> the values at which a rule of the active policy begins to act.
Thresholds = Mapping[str, tuple[float, ...]]
#: The band is wider than the largest error seen by this factor: the next text may be a little worse.
MARGIN = 1.25
#: Fewer texts say too little: with none out of n beyond the band, one in n/3 may still be (95 % sure).
FEWEST = 200
_MEASURED = (EXACT_GRAPH, EXACT_WEIGHTS, FAST_GRAPH, FAST_WEIGHTS, TOKENIZER)
_NEAREST = 1e-7


@dataclass(frozen=True, slots=True)
class Pair:
    """One label of one text: what the fast graph said and what the exact one said."""

    label: str
    fast: float
    exact: float

    @property
    def error(self) -> float:
        """On the logistic scale, where an error has about the same size wherever the score lies."""
        return abs(logit(self.fast) - logit(self.exact))


@dataclass(frozen=True, slots=True)
class Band:
    """Label -> how near a threshold, on the logistic scale, a fast score must not be trusted."""

    widths: Mapping[str, float]
    #: Hashes of the files it was measured on.
    files: Mapping[str, str]
    texts: int
    #: What was measured: enough to prove for any policy that decisions are the same.
    pairs: tuple[tuple[Pair, ...], ...] = ()

    def is_near(self, values: Mapping[str, float], thresholds: Thresholds) -> bool:
        """Whether any of a text's fast scores lies within the band of a threshold."""
        return any(
            abs(logit(value) - logit(threshold)) <= self.widths[label]
            for label, value in values.items()
            for threshold in thresholds.get(label, ())
        )

    def rescored(self, thresholds: Thresholds) -> float:
        """Share of the measured texts that would be scored twice."""
        near = sum(self.is_near({pair.label: pair.fast for pair in text}, thresholds) for text in self.pairs)
        return near / max(1, len(self.pairs))

    def differing(self, thresholds: Thresholds) -> int:
        """Measured texts on which a rule would act otherwise than it does on the exact scores."""
        return sum(any(_differs(pair, thresholds) for pair in text) for text in self._trusted(thresholds))

    def _trusted(self, thresholds: Thresholds) -> Iterator[tuple[Pair, ...]]:
        """The measured texts whose fast scores would be final."""
        for text in self.pairs:
            if not self.is_near({pair.label: pair.fast for pair in text}, thresholds):
                yield text


def _differs(pair: Pair, thresholds: Thresholds) -> bool:
    return any((pair.fast >= one) != (pair.exact >= one) for one in thresholds.get(pair.label, ()))


def logit(value: float) -> float:
    """The logistic scale, finite also at nought and one."""
    kept = min(max(value, _NEAREST), 1 - _NEAREST)
    return math.log(kept / (1 - kept))


def unlimited(labels: Sequence[str]) -> Band:
    """Near is everywhere: every text is scored twice, which is how a band is measured."""
    return Band(dict.fromkeys(labels, math.inf), {}, 0)


def fitted(pairs: Sequence[tuple[Pair, ...]], labels: Sequence[str], files: Mapping[str, str]) -> Band:
    """The band that holds every error seen, with a margin; ``files`` are the hashes of what was measured."""
    widths = {
        label: MARGIN * max((pair.error for text in pairs for pair in text if pair.label == label), default=0.0)
        for label in labels
    }
    return Band(widths, dict(files), len(pairs), tuple(pairs))


def save_band(path: Path, band: Band) -> None:
    """Write the band. It holds scores, no words."""
    told = asdict(band) | {"pairs": [[[one.fast, one.exact] for one in text] for text in band.pairs]}
    path.write_text(json.dumps(told) + "\n", encoding="utf-8")


def usable_band(path: Path, files: Mapping[str, str], labels: Sequence[str], thresholds: Thresholds) -> Band:
    """The measured band. Raises ModelRefused where fast mode must stay off: not measured, other files, a difference."""
    cure = f"run moderator model verify --band --folder {path.parent}"
    try:
        band = _read(path, labels)
    except FileNotFoundError:
        raise ModelRefused("its error was never measured on these files", cure) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ModelRefused(f"{path} is damaged", cure) from None
    if band.files != files:
        raise ModelRefused("its error was measured on other files than these", cure)
    if band.texts < FEWEST:
        raise ModelRefused(
            f"its error was measured on {band.texts} texts only", f"{cure} --texts with {FEWEST} or more"
        )
    differing = band.differing(thresholds)
    if differing:
        raise ModelRefused(
            f"{differing} of the {band.texts} measured decisions would differ", f"{cure}, or use mode exact"
        )
    return band


def _read(path: Path, labels: Sequence[str]) -> Band:
    told = json.loads(path.read_text(encoding="utf-8"))
    widths = {label: float(told["widths"][label]) for label in labels}
    pairs = tuple(
        tuple(Pair(label, float(fast), float(exact)) for label, (fast, exact) in zip(labels, text, strict=True))
        for text in told["pairs"]
    )
    if len(pairs) != told["texts"] or not all(math.isfinite(one) and one >= 0 for one in widths.values()):
        raise ValueError("the numbers do not fit together")
    return Band(widths, dict(told["files"]), len(pairs), pairs)


def graphs_of(manifest: Manifest) -> dict[str, str]:
    """What a band on the processor is measured on."""
    return {name: manifest.files[name] for name in _MEASURED}
