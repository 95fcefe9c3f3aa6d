"""What takes the edge off words of violence: a game, a compliment, a harmless thing in the hand, an empty building."""

import re

from moderator.scorers.company import is_fun
from moderator.scorers.lexicon import cue, raw, shape
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene

_FILE = ("threats", "threats.toml")
#: A man can be threatened with one of these in the hand, or with company.
_COMPANY = re.compile(r"lads|boys|mates|brothers?|family|mob|gang|dogs?|fists?|boot|lot of|few")
_WITH = re.compile(
    r"(?: [a-z]+){0,2}? with (?:an?|my|the|our|some|two|three|ten|twenty|thirty|forty|fifty|\d+|lots of) ?"
    r"((?:[a-z]+ ?){1,3})"
)

_THING = re.compile(
    r"(?:^|\b(?:and|but|because|so|before|think|reckon|when) )(?:that|this|these|those|the|our|your|it|its|thats)"
    r"(?: [a-z]+){0,6}? ?(?:is|are|s|will|ll|be)?\s*$"
)
_ANYBODY = re.compile(
    r"\b(?:some ?one|some ?body|people|us|one of us|an? (?:[a-z]+ )?(?:child|kid|pensioner|cyclist)|kids)\b"
)
_SOMEBODY = re.compile(
    r"\b(?:i|im|ill|we|were|well|he|hes|she|shes|they|theyre|you|youre|lads?|boys|mates?|man|men|bloke|woman|fella|"
    r"brothers?|dad|husband|neighbours?|lot|guy|people|dog)\b"
)


def is_softened(scene: Scene, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the words at ``start`` to ``end`` of ``sentence.canon`` are said in play or of a thing."""
    said, after = sentence.canon[start:end], sentence.canon[end:]
    if shape("threats", "deserted").search(f"{said} {after[:30]}") or _is_a_danger(sentence.canon[:start], said):
        return True
    if is_fun(scene) and shape("threats", "plainly-armed").search(scene.reading.canon) is None:
        return True
    held = _WITH.match(after)
    return held is not None and not _weapons().search(held.group(1)) and not _COMPANY.search(held.group(1))


def _is_a_danger(before: str, said: str) -> bool:
    """A thing, not a person, that will kill whoever passes: "that cycle lane is going to kill someone"."""
    subject = _THING.search(before)
    return subject is not None and _ANYBODY.search(said) is not None and not _SOMEBODY.search(subject.group())


def is_a_game(scene: Scene) -> bool:
    """The comment or what it answers is about a match or a contest, where "murder" means win."""
    around = f"{scene.reading.canon} {scene.parent.canon}"
    is_play = cue(*_FILE, "games").search(around) is not None or cue(*_FILE, "contests").search(scene.reading.canon)
    return bool(is_play) and shape("threats", "plainly-armed").search(scene.reading.canon) is None


def _weapons() -> re.Pattern[str]:
    return re.compile(rf"\b{raw('threats', 'patterns.toml')['pieces']['weapon']}\b")
