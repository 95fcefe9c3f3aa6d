"""Notices criticism of the council, so that it can be counted and shown to have stayed up."""

import re
from collections.abc import Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.lexicon import cue, shape
from moderator.scorers.scene import Scene, Stage

_SCORN = re.compile("[🤡🙄🤦💩🗑😡🤬👎😤]")


class CriticismScorer:
    """Value 0.5 where the council, its services or decisions are criticised. It never leads to anything but a count."""

    name = "criticism"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(self._stage.scene(passage)) for passage in passages]

    def _findings(self, scene: Scene) -> list[Finding]:
        if scene.is_under_resident:
            return []
        for index, sentence in enumerate(scene.reading.sentences):
            blame = cue("offence", "offence.toml", "criticism").search(sentence.canon)
            if blame is None or (
                shape("offence", "thanks").search(sentence.canon) and not re.search("council", sentence.canon)
            ):
                continue
            mentions = scene.in_sentence(index)
            if any(one.is_person for one in mentions):
                continue
            is_body = any(one.about == "council" for one in mentions) or shape("offence", "you").search(sentence.canon)
            if (
                is_body
                or shape("offence", "services").search(scene.reading.canon)
                or (scene.parent.sentences and scene.focus is None)
            ):
                first, last = sentence.words_at(*blame.span())
                return [_finding(Span(sentence.words[first].start, sentence.words[last - 1].end, "criticism"))]
        if (
            _SCORN.search(scene.reading.signs)
            and scene.parent.sentences
            and scene.focus is None
            and len(scene.reading.canon) < 60
        ):
            return [_finding(Span(0, len(scene.passage.text), "criticism"))]
        return []


def _finding(span: Span) -> Finding:
    why = "Criticises the council, its services or decisions: protected, and never a reason to hide."
    return Finding("criticism_of_council", 0.5, "criticism.council", why, (span,), about="council")
