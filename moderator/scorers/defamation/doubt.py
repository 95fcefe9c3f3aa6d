"""Tells charges that can be meant no other way from words that have an innocent sense too, and asks those for more."""

import re
from enum import IntEnum

from moderator.scorers.company import LAUGHS, is_fun, is_praise
from moderator.scorers.lexicon import cue
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene, Target

_FILE = ("defamation", "doubt.toml")
_OFFICE = frozenset({"politician", "candidate", "company"})
_JOINED = frozenset(
    ["and", "or", "who", "that", "nothing", "simple", "full", "end", "plain", "through", "all", "always"]
)
_KIN = re.compile(
    r"^(?:brother|sister|son|daughter|husband|wife|partner|cousin|nephew|niece|mother|father|mum|mam|dad|mate)"
)
#: What is played with a racket, too.
_RACKET = re.compile(r"back ?handers?")
_CONDUCT = re.compile(r"\bwav(?:ed|es|ing)\b|\bsold (?:us|the)\b")
_GAIN = re.compile(
    r"£|\b(?:cash|money|envelopes?|backhanders?|bribes?|bungs?|paid|pocket|payroll|mates?|brother|cousin|nephew|wife|"
    r"husband|son|daughter|in law|shares|gifts?|holidays?|villa|personal gain|his own|her own|cut of)\b"
)


#: Somebody who was robbed stands behind the deed ("from his own mother", "from a widow").
_ROBBED = re.compile(r"^(?: [a-z]+){0,3}? (?:from|off) (?:(?:his|her|my|an?)(?: own)?|their own|our) [a-z]+")


class Doubt(IntEnum):
    """How sure it is that the words charge anybody."""

    NONE = 0
    #: They may be meant otherwise: a person decides, nothing is hidden.
    SOME = 1
    #: Their company says what they mean: no charge.
    INNOCENT = 2


def doubt_of(scene: Scene, index: int, match: re.Match[str], target: Target) -> Doubt:
    """The doubt about one charge in sentence ``index``."""
    sentence = scene.reading.sentences[index]
    said = match.group()
    if cue(*_FILE, "core").search(said):
        return Doubt.SOME if _RACKET.search(said) and is_fun(scene) else Doubt.NONE
    if cue(*_FILE, "opinion").fullmatch(said) or cue(*_FILE, "conduct").fullmatch(said):
        return Doubt.SOME
    if cue(*_FILE, "slack").fullmatch(said) and not _is_wrong(_without(scene, match), said):
        return Doubt.INNOCENT if is_fun(scene) or is_praise(scene) or _KIN.search(said) else Doubt.SOME
    if not cue(*_FILE, "ambiguous").fullmatch(said):
        return Doubt.SOME if is_fun(scene) or is_praise(scene) else Doubt.NONE
    after = sentence.canon[match.end() :].lstrip()
    if cue(*_FILE, "immaterial").match(after) or cue(*_FILE, "immaterial").fullmatch(said.split(" ", 1)[-1]):
        return Doubt.INNOCENT
    if _CONDUCT.search(said):
        return Doubt.NONE if _GAIN.search(scene.reading.canon) else Doubt.INNOCENT
    if _is_literal(scene, sentence, match, target):
        return Doubt.SOME if is_fun(scene) else Doubt.NONE
    if is_fun(scene):
        return Doubt.INNOCENT
    if target.about in _OFFICE and cue(*_FILE, "policy").search(scene.reading.canon):
        return Doubt.INNOCENT
    return Doubt.SOME


def is_told_as_seen(scene: Scene) -> bool:
    """The comment tells what was seen, heard, counted or kept: it reports a deed and does not colour an opinion."""
    return cue(*_FILE, "seen").search(scene.reading.canon) is not None


def _is_literal(scene: Scene, sentence: Sentence, match: re.Match[str], target: Target) -> bool:
    """Something was taken, somebody was robbed, there is talk of proof, or it is flatly what the person is."""
    around = f"{sentence.canon[: match.start()]} {sentence.canon[match.end() :]}"
    if cue(*_FILE, "goods").search(around) or cue(*_FILE, "proof").search(_without(scene, match)):
        return True
    if target.about not in _OFFICE and cue(*_FILE, "victims").search(sentence.canon):
        return True
    if _ROBBED.search(sentence.canon[match.end() :]) and not cue(*_FILE, "policy").search(sentence.canon):
        return True
    return _is_flat(scene, sentence, match)


def _is_wrong(around: str, said: str) -> bool:
    """A word of wrong in the pattern itself or beside it, or talk of proof beside it."""
    wrong = cue(*_FILE, "wrong")
    return bool(wrong.search(around) or wrong.search(said) or cue(*_FILE, "proof").search(around))


def _without(scene: Scene, match: re.Match[str]) -> str:
    return scene.reading.canon.replace(match.group(), " ", 1)


def _is_flat(scene: Scene, sentence: Sentence, match: re.Match[str]) -> bool:
    """ "X is a thief", and nothing that could turn it."""
    _, last = sentence.words_at(*match.span())
    before = sentence.canon[: match.start()].rstrip()
    is_said = re.search(
        r"(?:^|\b(?:is|are|was|hes|shes|youre|theyre|ur|s|you|u|nothing but|just|such))(?: (?:an?|the|just|right|total|"
        r"absolute|proper|complete|utter|common|dirty|lying|pure|bloody|fucking|nothing|but|little|big|old|biggest|"
        r"known|convicted|pair|bunch|of))*$",
        before,
    )
    if is_said is None or (match.group() == "criminal" and not before.endswith(" a")):
        return False
    if last >= len(sentence.words):
        return not LAUGHS.search(scene.reading.signs)
    follower = sentence.words[last]
    return follower.after_gap or follower.text in _JOINED
