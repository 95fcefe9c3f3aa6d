"""The line of scorers, in the order in which they speak; the list is the documentation."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from moderator.domain.evidence import Scorer
from moderator.domain.register import Register
from moderator.scorers.attachments import AttachmentScorer
from moderator.scorers.detoxify import DetoxifySettings, load
from moderator.scorers.judges import judges
from moderator.scorers.language.scorer import LanguageScorer
from moderator.scorers.offence.criticism import CriticismScorer
from moderator.scorers.personal_data.scorer import PersonalDataScorer
from moderator.scorers.requests.scorer import RequestsScorer
from moderator.scorers.safeguarding.scorer import SafeguardingScorer
from moderator.scorers.scene import Stage
from moderator.scorers.second_look.network import Network
from moderator.scorers.second_look.scorer import SecondLookScorer
from moderator.scorers.seen_through import SeenThrough
from moderator.shipped import rehearsal_model, second_look


def load_model(folder: Path | None = None, threads: int = 1) -> Scorer:
    """The Detoxify scorer from a verified folder; the shipped rehearsal model when none is named.

    Raises ModelRefused with the cure.
    """
    return load(DetoxifySettings(folder or rehearsal_model(), threads))


@lru_cache(maxsize=1)
def whole_reader() -> Network:
    """The network of the second look that ships with the program, loaded at the first asking.

    Raises ModelRefused when it is not the one that was shipped.
    """
    return Network.opened(second_look())


def scorers(register: Register, *, model: Scorer | None) -> Sequence[Scorer]:
    """Every scorer, ready to speak; later ones see what earlier ones found.

    ``model`` is the loaded Detoxify scorer, or None where the learned scores are left out on purpose.
    """
    stage = Stage(register)
    line: tuple[Scorer | None, ...] = (
        # Language speaks first: what may be done with a score depends on it.
        LanguageScorer(),
        AttachmentScorer(),
        # The learned scores, of the words with their disguises undone.
        model and SeenThrough(model, stage),
        # What the words ask for and whom they expose. A request reads what was seen of people at risk.
        PersonalDataScorer(register),
        SafeguardingScorer(),
        RequestsScorer(),
        # What harm they do.
        *judges(register, stage),
        # For what none of them explains.
        SecondLookScorer(stage, whole_reader),
        # What is protected: by the words, and by what the second look heard.
        CriticismScorer(stage),
    )
    return tuple(one for one in line if one is not None)
