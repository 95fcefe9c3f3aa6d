"""Lets each comment be scored by the model for its language; the default one takes those that have none."""

from collections.abc import Mapping, Sequence

from moderator.domain.evidence import LANGUAGE, Finding, Passage, Scorer


class ByLanguage:
    """Several models side by side, each asked once about all comments that are its own."""

    name = "detoxify"

    def __init__(self, default: Scorer, also: Mapping[str, Scorer]) -> None:
        """``also``: language, as the language finding has it, -> the model for it."""
        self._default = default
        self._also = dict(also)

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        """Findings per passage, in order. Raises what a model raises: the caller then asks passage by passage."""
        places: dict[int, list[int]] = {}
        chosen = [self._also.get(_language(found), self._default) for found in earlier]
        for place, scorer in enumerate(chosen):
            places.setdefault(id(scorer), []).append(place)
        answers: list[Sequence[Finding]] = [()] * len(passages)
        for own in places.values():
            said = chosen[own[0]].score([passages[place] for place in own], [earlier[place] for place in own])
            for place, findings in zip(own, said, strict=True):
                answers[place] = findings
        return answers


def _language(found: Sequence[Finding]) -> str:
    return next((finding.about for finding in found if finding.label == LANGUAGE), "unknown")
