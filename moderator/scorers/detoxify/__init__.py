"""Detoxify as a scorer: :func:`load` proves a prepared model and returns the scorer, or refuses with the cure."""

from moderator.scorers.detoxify.prepared import load
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer
from moderator.scorers.detoxify.settings import DetoxifySettings

__all__ = ["DetoxifyScorer", "DetoxifySettings", "ModelRefused", "load"]
