"""Notices criticism of the council, so that it is protected, counted and shown to have stayed up."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from moderator.domain.evidence import CRITICISM, CRITICISM_CHANCE, HARDLY_CRITICISM, Finding, Passage, Span
from moderator.scorers.lexicon import cue, shape
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene, Stage

_SCORN = re.compile("[🤡🙄🤦💩🗑😡🤬👎😤👏]")
_FILE = ("offence", "offence.toml")
#: A comment no longer than this, under a council post, is about the post even where it names nothing.
_SHORT = 120
PLAIN, WEAK = 0.5, 0.15
#: Read as a whole it is criticism, whatever its words; or is none, though its words are those of blame.
HEARD, UNHEARD = 0.5, 0.1


class CriticismScorer:
    """Value 0.5 where the council, its services or decisions are criticised. It leads to nothing but protection.

    Known by its words, or by how likely the second look, which speaks before, holds it to be. Value 0.15, which is not
    shown and protects as well, where the words blame and that hears hardly any criticism.
    """

    name = "criticism"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [
            self._findings(self._stage.scene(passage), _chance(found))
            for passage, found in zip(passages, earlier, strict=True)
        ]

    def _findings(self, scene: Scene, chance: float | None) -> list[Finding]:
        span = self._words(scene)
        if span is not None:
            return [_finding(span, is_weak=chance is not None and chance < UNHEARD)]
        return [_heard(chance)] if chance is not None and chance >= HEARD else []

    def _words(self, scene: Scene) -> Span | None:
        """The words of blame."""
        if scene.is_under_resident:
            return None
        # Asked once of the whole comment: asked again in every sentence, a comment of short lines would take minutes.
        is_of_public_things = cache(lambda: cue(*_FILE, "public_things").search(scene.reading.canon) is not None)
        found = (
            _blamed(scene, index, sentence, is_of_public_things)
            for index, sentence in enumerate(scene.reading.sentences)
        )
        span = next((one for one in found if one is not None), None)
        if span is not None:
            return span
        is_short = len(scene.reading.canon) < _SHORT and scene.parent.sentences and scene.focus is None
        if is_short and _SCORN.search(scene.reading.signs):
            return Span(0, len(scene.passage.text), "criticism")
        return None


def _blamed(scene: Scene, index: int, sentence: Sentence, is_of_public_things: Callable[[], bool]) -> Span | None:
    """The words of blame in one sentence, where the council or what it does is their object."""
    mentions = scene.in_sentence(index)
    names_council = (
        any(one.about == "council" for one in mentions)
        or shape("offence", "own-council").search(sentence.canon) is not None
    )
    if any(one.is_person and one.about != "unknown" for one in mentions) and not names_council:
        return None
    if cue(*_FILE, "groups").search(sentence.canon) and not names_council:
        return None
    strong = cue(*_FILE, "criticism").search(sentence.canon)
    scorn = cue(*_FILE, "sarcasm").search(sentence.canon)
    weak = cue(*_FILE, "criticism_weak").search(sentence.canon)
    about_post = bool(scene.parent.sentences) and scene.focus is None
    is_addressed = about_post and shape("offence", "lot").search(sentence.canon) is not None
    if shape("offence", "glad").search(sentence.canon) and not (names_council and strong) and scorn is None:
        return None
    is_public = about_post or (strong and shape("offence", "lot").search(sentence.canon) is not None)
    blame = strong if strong and (names_council or is_public or is_of_public_things()) else None
    blame = blame or (scorn if scorn and (names_council or about_post) else None)
    is_weak_enough = names_council or is_addressed or about_post
    blame = blame or (weak if weak and strong is None and is_weak_enough and _presses(sentence) else None)
    if blame is None:
        return None
    first, last = sentence.words_at(*blame.span())
    return Span(sentence.words[first].start, sentence.words[last - 1].end, "criticism")


def _presses(sentence: Sentence) -> bool:
    """Weak words of blame count where they are pressed home: not in a question, and not in passing."""
    return sentence.ending != "?"


def _finding(span: Span, *, is_weak: bool) -> Finding:
    if is_weak:
        why = "Words of blame, though read as a whole it hardly criticises the council: protected all the same."
        return Finding(CRITICISM, WEAK, HARDLY_CRITICISM, why, (span,), about="council")
    why = "Criticises the council, its services or decisions: protected, and never a reason to hide."
    return Finding(CRITICISM, PLAIN, "criticism.council", why, (span,), about="council")


def _chance(found: Sequence[Finding]) -> float | None:
    return next((one.value for one in found if one.label == CRITICISM_CHANCE), None)


def _heard(chance: float) -> Finding:
    why = (
        f"Read as a whole, it is like comments that criticise the council ({chance:.2f} out of 1):"
        " protected, and never a reason to hide."
    )
    return Finding(CRITICISM, PLAIN, "criticism.heard", why, about="council", basis="learned")
