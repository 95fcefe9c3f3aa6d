"""The scorers that judge harm, sharing one reading of each comment."""

from moderator.domain.evidence import Scorer
from moderator.domain.register import Register
from moderator.scorers.defamation.scorer import DefamationScorer
from moderator.scorers.election.scorer import ElectionScorer
from moderator.scorers.offence.abuse import AbuseScorer
from moderator.scorers.offence.hate import HateScorer
from moderator.scorers.protected.scorer import ProtectedScorer
from moderator.scorers.scene import Stage
from moderator.scorers.spam.repeats import RepeatsScorer
from moderator.scorers.spam.scorer import SpamScorer
from moderator.scorers.threats.scorer import ThreatScorer


def judges(register: Register, stage: Stage | None = None) -> tuple[Scorer, ...]:
    """Every scorer that judges harm, in the order in which they speak. Personal data must have spoken before.

    ``stage`` is shared where another scorer reads the comments too, so that each is read once.
    """
    stage = stage or Stage(register)
    return (
        ThreatScorer(stage),
        HateScorer(stage),
        AbuseScorer(stage),
        DefamationScorer(stage),
        ProtectedScorer(stage, register),
        SpamScorer(stage, register),
        RepeatsScorer(),
        ElectionScorer(stage, register),
    )
