"""Lets Detoxify score passages: its own ``predict`` on windows in batches, one finding per label."""

import math
from collections.abc import Sequence
from typing import Any

from moderator.domain.evidence import MODEL_PREFIX, Finding, Passage
from moderator.scorers.detoxify.batches import batches, windows
from moderator.scorers.detoxify.manifest import Canary, Manifest


class UnusableScore(ValueError):
    """The model answered with something that is not a probability: its scores may not be used."""


class UnreadableText(ValueError):
    """No word of the text is in the model's vocabulary: any score would be about nothing."""


class DetoxifyScorer:
    """One finding per Detoxify label and passage; a blank passage gets none, which is not the same as zero.

    ``value`` is the model's probability, the largest over the passage's windows.
    """

    name = "detoxify"

    def __init__(self, detoxify: Any, manifest: Manifest) -> None:
        self.manifest = manifest
        self.rule = f"detoxify.{manifest.name}@{manifest.sha8}"
        self._detoxify = detoxify
        self._tokenizer = detoxify.tokenizer
        self._room = manifest.max_length - self._tokenizer.num_special_tokens_to_add()

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        """Findings per passage, in order. Raises UnusableScore or UnreadableText rather than answering with zero."""
        del earlier  # a learned score does not depend on what others found
        return [self._findings(values) for values in self.values([passage.text for passage in passages])]

    def values(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Label -> probability for each text; an empty dict for a text without any token.

        A text that occurs several times among ``texts`` is scored once.
        """
        each = list(dict.fromkeys(texts))
        scored = dict(zip(each, self._scored(each), strict=True))
        return [dict(scored[text]) for text in texts]

    def _scored(self, texts: Sequence[str]) -> list[dict[str, float]]:
        rows: list[tuple[int, str, int]] = []
        for index, text in enumerate(texts):
            rows.extend((index, piece, size) for piece, size in self._windows(text))
        answers: list[dict[str, float]] = [{} for _ in texts]
        for batch in batches([size for _, _, size in rows]):
            scored = self._predict([rows[number][1] for number in batch])
            for number, values in zip(batch, scored, strict=True):
                _keep_largest(answers[rows[number][0]], values)
        return answers

    def failing_canaries(self) -> list[tuple[Canary, float]]:
        """Canary sentences whose score lies outside their bounds, with that score."""
        return [(canary, value) for canary, value in self.canary_scores() if not canary.allows(value)]

    def canary_scores(self) -> list[tuple[Canary, float]]:
        """Each canary with the score the model gives it now; NaN for a sentence without any token."""
        canaries = self.manifest.canaries
        answers = self.values([canary.text for canary in canaries])
        return [(canary, values.get(canary.label, math.nan)) for canary, values in zip(canaries, answers, strict=True)]

    def _windows(self, text: str) -> list[tuple[str, int]]:
        readable = _readable(text)
        pieces = windows(readable, self._offsets, self._room)
        if pieces and any(character.isalpha() for character in readable):
            self._demand_known_words(pieces)
        return pieces

    def _offsets(self, text: str) -> Sequence[tuple[int, int]]:
        encoded = self._tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        places: Sequence[tuple[int, int]] = encoded["offset_mapping"]
        return places

    def _demand_known_words(self, pieces: Sequence[tuple[str, int]]) -> None:
        unknown = self._tokenizer.unk_token_id
        for piece, _ in pieces:
            ids = self._tokenizer(piece, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
            if any(token != unknown for token in ids):
                return
        raise UnreadableText("no word of the text is in the model's vocabulary")

    def _predict(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Detoxify's own answer, one dict per text. ``predict`` unwraps a list of one into bare floats: wrap again."""
        columns: dict[str, Any] = self._detoxify.predict(list(texts))
        lists = {label: column if isinstance(column, list) else [column] for label, column in columns.items()}
        answers = [{label: float(lists[label][row]) for label in self.manifest.labels} for row in range(len(texts))]
        for values in answers:
            if not all(math.isfinite(value) and 0.0 <= value <= 1.0 for value in values.values()):
                raise UnusableScore(f"{self.rule} answered with something that is not a probability")
        return answers

    def _findings(self, values: dict[str, float]) -> tuple[Finding, ...]:
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


def _keep_largest(kept: dict[str, float], values: dict[str, float]) -> None:
    for label, value in values.items():
        kept[label] = max(kept.get(label, 0.0), value)


def _readable(text: str) -> str:
    """The text with lone surrogates replaced one for one: the tokenizer speaks UTF-8, which has none."""
    return "".join("�" if "\ud800" <= character <= "\udfff" else character for character in text)
