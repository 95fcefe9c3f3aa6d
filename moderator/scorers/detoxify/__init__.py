"""Detoxify as a scorer: :func:`load` proves a model's files and returns the scorer, or refuses with the cure."""

from moderator.scorers.detoxify.loading import DetoxifySettings, load
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer

__all__ = ["DetoxifyScorer", "DetoxifySettings", "ModelRefused", "load"]
