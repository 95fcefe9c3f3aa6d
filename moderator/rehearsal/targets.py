"""The labels of the rehearsal model and a training row: a text, what should be said of it, and how much it counts."""

import math
from dataclasses import dataclass

#: Detoxify's labels in the order of its "unbiased" release.
LABELS = ("toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit")

#: A text in which nothing is wrong.
CIVIL = (0.0,) * len(LABELS)
_UNKNOWN = (math.nan,) * len(LABELS)


@dataclass(frozen=True, slots=True)
class Row:
    """One training text."""

    source: str
    text: str
    #: One wanted probability per label; NaN where the source says nothing about that label.
    targets: tuple[float, ...]
    #: How much the row counts, 1 for an ordinary one.
    weight: float
    #: The words of the text that make it toxic; empty where none does, None where nobody marked them.
    marked: tuple[str, ...] | None = None
    #: What rows cut from one post, or written as a pair, have in common: all of them are learned from, or none is.
    kin: str = ""


def targets(start: tuple[float, ...] = _UNKNOWN, /, **known: float) -> tuple[float, ...]:
    """Targets in the order of LABELS: ``start`` with the named ones replaced."""
    return tuple(float(known.get(label, value)) for label, value in zip(LABELS, start, strict=True))
