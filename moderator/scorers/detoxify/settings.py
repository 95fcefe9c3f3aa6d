"""What a model's loader is told: which model, and how much of the machine it may use."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from moderator.scorers.detoxify.band import Thresholds
from moderator.scorers.detoxify.scorer import TOKENS


@dataclass(frozen=True, slots=True)
class DetoxifySettings:
    """Which model, and how much of the machine it may use."""

    #: A prepared folder, or a release folder that holds one.
    folder: Path
    threads: int = 1
    #: Most tokens in one batch: bounds memory.
    tokens: int = TOKENS
    #: "fast" is the rounded engine first and the exact one near a threshold; see band.py for when it stays off.
    mode: Literal["exact", "fast"] = "exact"
    #: "cuda" runs the release itself on a graphics card, through torch; see graphics.py.
    device: Literal["cpu", "cuda"] = "cpu"
    #: What the active policy acts on; only the fast mode needs it.
    thresholds: Thresholds = field(default_factory=dict)
