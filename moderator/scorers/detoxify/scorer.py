"""Lets a Detoxify model score passages: windows in batches, one finding per label; near a threshold, twice."""

import math
from collections.abc import Sequence

import numpy as np

from moderator.domain.evidence import MODEL_PREFIX, Finding, Passage
from moderator.scorers.detoxify.band import Band, Thresholds
from moderator.scorers.detoxify.batches import batches
from moderator.scorers.detoxify.engine import Engine
from moderator.scorers.detoxify.manifest import Canary, Manifest
from moderator.scorers.detoxify.reading import Reader, UnreadableText

#: Label -> probability; empty for a text without any token.
Values = dict[str, float]
#: Most tokens, padding included, in one batch: beyond this memory grows and nothing gets faster.
TOKENS = 512


class UnusableScore(ValueError):
    """The model answered with something that is not a probability: its scores may not be used."""


class DetoxifyScorer:
    """One finding per Detoxify label and passage; a blank passage gets none, which is not the same as zero.

    ``value`` is the model's probability, the largest over the passage's windows.
    """

    name = "detoxify"

    def __init__(
        self, reader: Reader, engine: Engine, manifest: Manifest, *, tokens: int = TOKENS, notes: Sequence[str] = ()
    ) -> None:
        """``notes`` are sentences for the administrator: what was asked for and could not be had."""
        self.manifest = manifest
        self.rule = f"detoxify.{manifest.name}@{manifest.sha8}"
        self.notes = tuple(notes)
        self._reader = reader
        self._engine = engine
        self._tokens = tokens

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        """Findings per passage, in order. Raises UnusableScore or UnreadableText rather than answering with zero."""
        del earlier  # a learned score does not depend on what others found
        return [self._findings(values) for values in self.values([passage.text for passage in passages])]

    def values(self, texts: Sequence[str]) -> list[Values]:
        """Label -> probability for each text; an empty dict for a text without any token.

        A text that occurs several times among ``texts`` is scored once.
        """
        each = list(dict.fromkeys(texts))
        scored = dict(zip(each, self._scored(self._reader.rows(each)), strict=True))
        return [dict(scored[text]) for text in texts]

    def can_read(self, text: str) -> bool:
        """Whether the text has a token, and among its words one that the model knows."""
        try:
            return self._reader.rows([text]) != [[]]
        except UnreadableText:
            return False

    def failing_canaries(self) -> list[tuple[Canary, float]]:
        """Canary sentences whose score lies outside their bounds, with that score."""
        return [(canary, value) for canary, value in self.canary_scores() if not canary.allows(value)]

    def canary_scores(self) -> list[tuple[Canary, float]]:
        """Each canary with the score the model gives it now; NaN for a sentence without any token."""
        canaries = self.manifest.canaries
        answers = self.values([canary.text for canary in canaries])
        return [(canary, values.get(canary.label, math.nan)) for canary, values in zip(canaries, answers, strict=True)]

    def _scored(self, windows: Sequence[Sequence[Sequence[int]]]) -> list[Values]:
        return self._run(self._engine, windows)

    def _run(self, engine: Engine, windows: Sequence[Sequence[Sequence[int]]]) -> list[Values]:
        """For each text the largest answer over its windows."""
        rows = [(text, row) for text, found in enumerate(windows) for row in found]
        answers: list[Values] = [{} for _ in windows]
        for batch in batches([len(row) for _, row in rows], self._tokens):
            found = engine.probabilities([rows[number][1] for number in batch])
            if not bool(np.all((found >= 0.0) & (found <= 1.0))):  # false for what is not a number as well
                raise UnusableScore(f"{self.rule} answered with something that is not a probability")
            for number, line in zip(batch, found.tolist(), strict=True):
                _keep_largest(answers[rows[number][0]], self.manifest.labels, line)
        return answers

    def _findings(self, values: Values) -> tuple[Finding, ...]:
        return tuple(
            Finding(
                label=MODEL_PREFIX + label,
                value=value,
                rule=self.rule,
                why=f"The Detoxify model gives this comment {value:.2f} out of 1 for {label.replace('_', ' ')}.",
                basis="learned",
            )
            for label, value in values.items()
        )


class FastScorer(DetoxifyScorer):
    """Asks a fast, rounded engine first, and the exact one again about every text near an acting threshold."""

    def __init__(
        self,
        reader: Reader,
        engines: tuple[Engine, Engine],
        manifest: Manifest,
        *,
        band: Band,
        thresholds: Thresholds,
        tokens: int = TOKENS,
        notes: Sequence[str] = (),
    ) -> None:
        """``engines``: the fast one, then the exact one."""
        super().__init__(reader, engines[0], manifest, tokens=tokens, notes=notes)
        self._exact = engines[1]
        self._band = band
        self._thresholds = thresholds

    def canary_scores(self) -> list[tuple[Canary, float]]:
        """Each canary as the exact graph scores it: the bounds are too narrow for rounded answers."""
        canaries = self.manifest.canaries
        answers = self._run(self._exact, self._reader.rows([canary.text for canary in canaries]))
        return [(canary, values.get(canary.label, math.nan)) for canary, values in zip(canaries, answers, strict=True)]

    def both(self, texts: Sequence[str]) -> tuple[list[Values], list[Values]]:
        """The fast graph's answers and the exact one's, before either is chosen."""
        windows = self._reader.rows(texts)
        return self._run(self._engine, windows), self._run(self._exact, windows)

    def _scored(self, windows: Sequence[Sequence[Sequence[int]]]) -> list[Values]:
        answers = self._run(self._engine, windows)
        near = self._near(windows, answers)
        again = self._run(self._exact, [windows[place] for place in near])
        for place, values in zip(near, again, strict=True):
            answers[place] = values
        return answers

    def _near(self, windows: Sequence[Sequence[Sequence[int]]], answers: Sequence[Values]) -> list[int]:
        """The texts that the exact engine is asked about."""
        return [place for place, values in enumerate(answers) if self._band.is_near(values, self._thresholds)]


def _keep_largest(kept: Values, labels: Sequence[str], line: Sequence[float]) -> None:
    # A network may have more outputs than labels; the rest of them is nobody's business.
    for label, value in zip(labels, line, strict=False):
        kept[label] = max(kept.get(label, 0.0), value)
