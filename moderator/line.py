"""The line of scorers, in the order in which they speak; the list is the documentation."""

from collections.abc import Sequence

from moderator.domain.evidence import Scorer
from moderator.domain.register import Register


def scorers(register: Register, *, model: Scorer | None) -> Sequence[Scorer]:
    """Every scorer, ready to speak; later ones see what earlier ones found.

    ``model`` is the loaded Detoxify scorer, or None where the learned scores are left out on purpose (tests).
    """
    line: list[Scorer] = []
    # Language speaks first: what may be done with a score depends on it.
    if model is not None:
        line.append(model)
    # What the words ask for and whom they expose, then what harm they do.
    del register
    return tuple(line)
