"""Violence that is told of, feared, suffered or meant otherwise, and menace without a deed: none of it is a threat."""

import re

from moderator.scorers.lexicon import cue
from moderator.scorers.marking import PERSON, mark
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene

_FILE = ("threats", "told.toml")
_SHOOTS = re.compile(r"\bshoot(?:ing|s)?\b")
_WOUNDS = re.compile(r"\b(?:dead|guns?|bullets?|rifle|shotgun|head|down|kill\w*)\b")
_SLAP = re.compile(
    r"\b(?:slap|smack|thump|slapping)\b(?: (?:of|like|for|from|across|round|and|on|off)\b.*)?(?: [a-z]+)*$"
)
_WORSE = re.compile(r"\b(?:kicking|beating|hiding|stab\w*|shot|shoot\w*|hang\w*|punch\w*|raped?|teeth)\b")


def is_told(scene: Scene, sentence: Sentence) -> bool:
    """Somebody else's threat or blow, reported by a writer who does not join in."""
    if cue(*_FILE, "told").search(sentence.canon) is None:
        return False
    return cue(*_FILE, "endorsed").search(scene.reading.canon) is None


def is_innocent(scene: Scene, sentence: Sentence, start: int, end: int) -> bool:
    """The words at ``start`` to ``end`` of ``sentence.canon``: a warning, a death, a picture taken, another sense."""
    before, said = sentence.canon[:start], sentence.canon[start:end]
    if any(one.start() < end and start < one.end() for one in cue(*_FILE, "otherwise").finditer(sentence.canon)):
        return True
    if re.search(r"\bdead\b", said) and cue(*_FILE, "mourned").search(scene.reading.canon):
        return True
    if _SHOOTS.search(said) and cue(*_FILE, "camera").search(scene.reading.canon):
        return _WOUNDS.search(sentence.canon) is None
    return _is_warning(scene, sentence, f"{before}{said}")


def _is_warning(scene: Scene, sentence: Sentence, until: str) -> bool:
    """ "Somebody is going to be killed there": the speaker fears it, and nobody is meant."""
    accident = next(cue(*_FILE, "accident").finditer(until), None)
    if accident is None or cue(*_FILE, "announced").search(scene.reading.canon):
        return False
    anybody = list(cue(*_FILE, "anybody").finditer(until[: accident.start()]))
    return bool(anybody) and until[anybody[-1].end() : accident.start()].strip() in ("", "going to", "gonna", "will")


def is_only_menace(scene: Scene, sentence: Sentence, index: int, start: int, end: int) -> bool:
    """A slap, a figure of speech upon everybody at once, or dark words that name no deed: a person looks."""
    said = sentence.canon[start:end]
    if any(one.start() < end and start < one.end() for one in cue(*_FILE, "deedless").finditer(sentence.canon)):
        return True
    if _SLAP.search(said) and _WORSE.search(said) is None:
        return cue(*_FILE, "own_hand").search(scene.reading.canon) is None
    if not any(one.start() < end and start < one.end() for one in cue(*_FILE, "many").finditer(sentence.canon)):
        return False
    around = f"{scene.reading.canon} {scene.parent.canon}"
    is_aimed = PERSON in mark(scene, index).text.split() or cue("offence", "offence.toml", "groups").search(around)
    return not is_aimed and cue(*_FILE, "meant").search(scene.reading.canon) is None
