"""Accusations that no list of charges foresees, told by their circumstances: a person should look, nobody hides."""

from collections.abc import Iterator

from moderator.domain.evidence import Span
from moderator.scorers.company import is_fun
from moderator.scorers.defamation.assertion import Assertion
from moderator.scorers.defamation.charge import Charge
from moderator.scorers.lexicon import cue
from moderator.scorers.marking import mark
from moderator.scorers.naming import ROLE
from moderator.scorers.scene import Scene, Target, target_of

_FILE = ("defamation", "circumstance.toml")


def circumstantial(scene: Scene) -> Iterator[Charge]:
    """One charge for the first deed that is told beside somebody."""
    canon = scene.reading.canon
    if cue(*_FILE, "calm").search(canon) or is_fun(scene):
        return
    marked = [mark(scene, index) for index in range(len(scene.reading.sentences))]
    if cue(*_FILE, "somebody").search(" . ".join(one.text for one in marked)) is None and scene.focus is None:
        return
    for index, one in enumerate(marked):
        match = cue(*_FILE, "deeds").search(one.text)
        if match is not None:
            first, last = one.span(*match.span())
            words = scene.reading.sentences[index].words
            span = Span(words[first].start, words[last - 1].end, "imputation")
            target = _whom(scene)
            yield Charge(target, 2, Assertion(3, 0, ()), (*target.spans, span), is_welsh=False, rule="circumstances")
            return


def _whom(scene: Scene) -> Target:
    named = [one for one in scene.mentions if one.is_person or one.about == "company"]
    return target_of(named[0]) if named else scene.focus or Target("unknown", ROLE)
