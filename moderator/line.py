"""The line of scorers, in the order in which they speak; the list is the documentation."""

from collections.abc import Sequence
from pathlib import Path

from moderator.domain.evidence import Scorer
from moderator.domain.register import Register
from moderator.scorers.detoxify import DetoxifySettings, load
from moderator.shipped import shipped


def load_model(folder: Path | None = None, threads: int = 1) -> Scorer:
    """The Detoxify scorer from a verified folder; the shipped rehearsal model when none is named.

    Raises ModelRefused with the cure.
    """
    return load(DetoxifySettings(folder or shipped("config") / "models" / "rehearsal", threads))


def scorers(register: Register, *, model: Scorer | None) -> Sequence[Scorer]:
    """Every scorer, ready to speak; later ones see what earlier ones found.

    ``model`` is the loaded Detoxify scorer, or None where the learned scores are left out on purpose.
    """
    del register  # until the first scorer that needs it lands in the list below
    line: tuple[Scorer | None, ...] = (
        # Language speaks first: what may be done with a score depends on it.
        # The learned scores.
        model,
        # What the words ask for and whom they expose.
        # What harm they do.
    )
    return tuple(one for one in line if one is not None)
