"""Shows a scorer each comment with its disguises undone, so that a hidden word is scored like the plain one."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from moderator.domain.evidence import Finding, Passage, Scorer
from moderator.scorers.scene import Stage


class SeenThrough:
    """Scores what a comment says, not how it is disguised. For scorers whose findings carry no spans."""

    def __init__(self, scorer: Scorer, stage: Stage) -> None:
        self.name = scorer.name
        self._scorer = scorer
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return self._scorer.score([self._plain(passage) for passage in passages], earlier)

    def _plain(self, passage: Passage) -> Passage:
        text = _named(self._stage.scene(passage).reading.folded.text)
        return passage if text == passage.text else replace(passage, text=text)


def _named(text: str) -> str:
    """A comment of signs alone in the words of their Unicode names: few models know the signs themselves."""
    if any(sign.isalnum() for sign in text):
        return text
    names = dict.fromkeys(unicodedata.name(sign, "").lower() for sign in text if unicodedata.category(sign) == "So")
    return " ".join(name for name in names if name) or text
