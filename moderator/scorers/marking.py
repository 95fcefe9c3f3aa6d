"""A sentence of a comment with its persons marked."""

from moderator.scorers.marked import PERSON, Marked
from moderator.scorers.scene import Scene

__all__ = ["PERSON", "Marked", "mark"]


def mark(scene: Scene, index: int) -> Marked:
    """Each sentence is marked once."""
    return scene.marked[index]
