"""Weighs a comment that no rule explains against what was learned from labelled ones, and names the telling words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from moderator.domain.evidence import LOOK_PREFIX, Finding, Passage, Span
from moderator.scorers.scene import Scene, Stage
from moderator.scorers.second_look.features import Features, features_of

_WEIGHTS = "weights.tsv"
BIAS = "(bias)"
#: The column for any harm at all; the others say which.
ANY = "any"
#: Weaker chances are not worth a reader's time.
_LEAST = 0.7
#: How many telling words a reader is shown.
_SHOWN = 4
_SAID = {
    "threat": "a threat or menace",
    "defamation": "an accusation against a person or firm",
    "abuse": "abuse of a person",
    "hate": "hatred of a group",
    "safeguarding": "somebody at risk",
    "self_harm": "somebody at risk of harming themselves",
    "whistleblowing": "a tip about wrongdoing",
    "spam": "a scam or an advert",
}
#: Harms that nothing was learned of here.
_OTHER_HARMS = frozenset({"personal_data", "protected_identity", "contempt"})


@dataclass(frozen=True, slots=True)
class Weights:
    """One column of weights per label; a comment's sum is the log of its odds."""

    labels: tuple[str, ...]
    by_feature: Mapping[str, tuple[float, ...]]

    def chances(self, features: Features) -> dict[str, float]:
        """Label -> probability between 0 and 1."""
        sums = [0.0] * len(self.labels)
        for name in features.places:
            for place, weight in enumerate(self.by_feature.get(name, ())):
                sums[place] += weight
        sums = [bias + features.share * total for bias, total in zip(self.by_feature[BIAS], sums, strict=True)]
        return {label: _chance(total) for label, total in zip(self.labels, sums, strict=True)}


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


class SecondLookScorer:
    """At most one finding: the likeliest harm, where no rule has found one. ``value`` is its learned probability.

    Its label is the harm's with :data:`LOOK_PREFIX`, so that no rule of policy for the harm itself applies to it, and
    decide() lets it do no more than queue.
    """

    name = "second_look"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [
            [] if _is_explained(found) else _findings(self._stage.scene(passage))
            for passage, found in zip(passages, earlier, strict=True)
        ]


def _is_explained(found: Sequence[Finding]) -> bool:
    """A rule has named a harm already: its words say more than these."""
    return any(finding.label in _SAID or finding.label in _OTHER_HARMS for finding in found)


def _findings(scene: Scene) -> list[Finding]:
    features, weights = features_of(scene), learned()
    chances = weights.chances(features)
    chance = chances.pop(ANY)
    if chance < _LEAST:
        return []
    label = max(chances, key=lambda one: chances[one])
    why = (
        f"No rule names it, but comments with words like these were marked as {_SAID[label]}: a person decides."
        " Learned from labelled examples; it hides nothing."
    )
    spans = _telling(features, weights)
    return [Finding(LOOK_PREFIX + label, chance, "second-look.learned", why, spans, basis="learned")]


def _telling(features: Features, weights: Weights) -> tuple[Span, ...]:
    """The words that weigh most, in the order of the comment."""
    column = weights.labels.index(ANY)
    carried: dict[Span, float] = {}
    for name in features.places:
        weight, spans = weights.by_feature.get(name, ()), features.spans(name)
        for span in spans:
            carried[span] = carried.get(span, 0.0) + (weight[column] / len(spans) if weight else 0.0)
    best = sorted(carried, key=lambda span: -carried[span])[:_SHOWN]
    return tuple(sorted(span for span in best if carried[span] > 0))


@lru_cache(maxsize=1)
def learned() -> Weights:
    """The weights that ship beside this file; tests/evaluation/learn_second_look.py wrote them."""
    lines = files(__package__).joinpath(_WEIGHTS).read_text(encoding="utf-8").splitlines()
    labels = tuple(lines[1].split("\t")[1:])
    rows = (line.split("\t") for line in lines[2:])
    return Weights(labels, {name: _row(row, len(labels)) for name, *row in rows})


def _row(written: Sequence[str], columns: int) -> tuple[float, ...]:
    """Weights of one feature; what is not written is nothing."""
    return tuple(float(weight or 0) for weight in written) + (0.0,) * (columns - len(written))
