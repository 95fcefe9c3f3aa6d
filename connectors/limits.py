"""What a moderator must know of a platform when choosing what to do with a comment there."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limit:
    """One sentence or two beside one choice, in both languages."""

    #: The choice it stands beside.
    choice: Literal["hide", "report", "answer", "contact"]
    en: str
    cy: str
