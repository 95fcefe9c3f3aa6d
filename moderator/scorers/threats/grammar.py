"""The grammar of threats: who will do what to whom, over sentences in which persons are marked; and what softens it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moderator.scorers.anchored import Expression, Several, anchored
from moderator.scorers.lexicon import cue, raw, shape
from moderator.scorers.marking import PERSON, Marked, mark
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene
from moderator.scorers.threats.softening import is_a_game, is_softened

_FILE = ("threats", "threats.toml")
_PIECE = re.compile(r"<([a-z_-]+)>")
_LAUGHS = re.compile("[😂🤣😆😹😅😜😁😉]|🏉|⚽|🏏|🏆")
_JOKING = re.compile(r"\b(?:lol|lmao|haha+|joking|jk|only joking|kidding|ha)\b")
#: Those who come along, not those who are threatened.
_OWN_GANG = re.compile(
    r"\b(?:me|us|i) and (?:(?:a few|some|two|three) of )?(?:the|my|our) "
    r"(?:boys|lads|mates|brothers?|girls|sons?|dad|cousins?)\b"
)
#: What is also said of games and debates.
_PLAYFUL = frozenset({"active", "active-split", "passive", "wants", "given", "dead", "mild", "could", "milder"})


@dataclass(frozen=True, slots=True)
class Threat:
    """One sentence of the grammar found in a sentence of the comment."""

    rule: str
    first: int
    last: int
    is_hard: bool


def threats_in(scene: Scene, index: int) -> Iterator[Threat]:
    """Every threat in one sentence, weighed against what makes it a figure of speech."""
    sentence = scene.reading.sentences[index]
    marked = mark(scene, index)
    for strength in ("hide", "queue"):
        for rule, pattern in _grammar(strength).that_may_match(marked.text):
            for match in pattern.finditer(marked.text):
                first, last = marked.span(*match.span())
                if rule in _PLAYFUL and (_is_game(scene, match.group()) or _is_beating(scene, match.group())):
                    continue
                weight = _weighed(scene, sentence, marked, match, strength)
                if weight is not None:
                    start, end = sentence.places[first], sentence.places[last - 1] + len(sentence.words[last - 1].text)
                    is_hard = weight == "hide" and not is_softened(scene, sentence, start, end)
                    yield Threat(rule, first, last, is_hard)


@lru_cache(maxsize=2)
def _grammar(strength: str) -> Several[tuple[str, Expression]]:
    templates: Mapping[str, Any] = raw("threats", "patterns.toml")["grammar"][strength]
    rules = ((name, anchored(rf"(?<!\w)(?:{_filled(text)})(?!\w)")) for name, text in templates.items())
    return Several((rule, rule[1]) for rule in rules)


def _filled(template: str) -> str:
    return _PIECE.sub(lambda found: _piece(found.group(1)), template)


@lru_cache(maxsize=64)
def _piece(name: str) -> str:
    pieces: Mapping[str, str] = raw("threats", "patterns.toml")["pieces"]
    if name in pieces:
        return f"(?:{_filled(pieces[name])})"
    words = sorted(raw(*_FILE)[name]["words"], key=len, reverse=True)
    return f"(?:{'|'.join(words)})"


def _weighed(scene: Scene, sentence: Sentence, marked: Marked, match: re.Match[str], strength: str) -> str | None:
    """ "hide", "queue", or None where the words are no threat."""
    first, last = marked.span(*match.span())
    if any(word.is_quoted for word in sentence.words[first:last]) or _is_unmeant(marked, match):
        return None
    figures = cue(*_FILE, "figures").finditer(sentence.canon)
    if any(one.start() < sentence.places[last - 1] + 20 and sentence.places[first] < one.end() for one in figures):
        return None
    said = match.group()
    around = f"{scene.reading.canon} {scene.parent.canon}"
    is_named = PERSON in said.split() or PERSON in marked.text.split()
    if _is_about_things(around, said, is_named=is_named) or _is_feared(marked, match):
        return None
    if PERSON not in said.split() and _is_about_livestock(around, said):
        return "queue"
    if cue(*_FILE, "kin").search(_OWN_GANG.sub(" ", around)) and not is_named:
        return None
    if _jokes(scene, sentence):
        return "queue" if is_named else None
    if re.search(r"\bwhoever\b", said) and not is_named:
        return "queue" if strength == "hide" and _check("armed").search(said) else None
    if shape("threats", "is-nobodys").search(said) and re.search(r"\bwhoever\b", marked.text):
        return "queue"
    return strength


def is_violent_about_somebody(scene: Scene, index: int) -> tuple[int, int] | None:
    """Where one sentence speaks of violence, of a person, and of what is to come, in no order the grammar knows."""
    sentence, marked = scene.reading.sentences[index], mark(scene, index)
    somebody = re.search(
        r"\b(?:P|him|her|he|she|hell|shell|his|hes|shes|that (?:[a-z]+ )?(?:landlord|jobsworth))\b", marked.text
    )
    match = _check("vocabulary").search(marked.text)
    if match is None or somebody is None or _check("intent").search(marked.text) is None:
        return None
    if _is_game(scene, "") or _weighed(scene, sentence, marked, match, "queue") is None:
        return None
    before_after = f"{scene.reading.canon} {scene.parent.canon}"
    if cue(*_FILE, "hazard").search(before_after) and PERSON not in marked.text.split():
        return None
    return marked.span(*match.span())


def _is_unmeant(marked: Marked, match: re.Match[str]) -> bool:
    before = " ".join(marked.text[: match.start()].split()[-5:])
    inside = " ".join(match.group().split()[:8])
    said = re.sub(r"\bwont (?:be|walk|wake|see|get)\b", "", f"{before} {inside}")
    said = re.sub(r"(?:^|\b(?:and|so|but|then|right|ok|lads|boys)) ?were (?:going to|gonna)\b", "", said.lstrip())
    said = re.sub(r"\b(?:dont|doesnt|isnt|arent|aint) (?:they|he|she|it|u|you)$", "", said)  # a question put behind it
    return cue(*_FILE, "unmeant").search(said) is not None and "cant wait" not in match.group()


def _is_game(scene: Scene, said: str) -> bool:
    around = f"{scene.reading.canon} {scene.parent.canon}"
    is_play = cue(*_FILE, "games").search(around) is not None or cue(*_FILE, "contests").search(scene.reading.canon)
    return bool(is_play) and _check("armed").search(said) is None


def _is_beating(scene: Scene, said: str) -> bool:
    """ "We'll murder them today", under a post about a match."""
    return re.search(r"\b(?:them|em|you lot|this lot)$", said) is not None and is_a_game(scene)


def _is_about_things(around: str, said: str, *, is_named: bool) -> bool:
    """ "Them" are gulls or weeds; or a road, not a person, will kill somebody."""
    if is_named:
        return False
    is_beast = cue(*_FILE, "beasts").search(around) is not None and re.search(r"\b(?:them|em|it|they|one)\b", said)
    is_hazard = cue(*_FILE, "hazard").search(around) is not None and re.search(
        r"\b(?:killed|hurt|run over|hit|knocked|die|burnt|mown)\b", said
    )
    return bool(is_beast or is_hazard)


def _is_about_livestock(around: str, said: str) -> bool:
    """ "I'll put them down myself", of horses on the road, whoever else is named beside them."""
    is_them = re.search(r"\b(?:them|em|it)\b", said) is not None
    return is_them and cue("threats", "told.toml", "livestock").search(around) is not None


def _is_feared(marked: Marked, match: re.Match[str]) -> bool:
    """Somebody nobody knows may come to harm ("a child will be killed on that bend"): a warning, and a fair one."""
    anybody = re.match(
        r"(?:[a-z]+ ){0,5}?(?:an?|another|some|our|the) (?:[a-z]+ )?(?:child|kid|lad|girl|boy|pensioner|person|cyclist|"
        r"pedestrian|lady|toddler|driver|mother|mum|nan)\b"
        r"|(?:[a-z]+ ){0,8}?(?:people|kids|children|someone|somebody|lads)\b",
        match.group(),
    )
    return anybody is not None and re.search(r"\b(?:P|you|him|her)\b", match.group()) is None


def _jokes(scene: Scene, sentence: Sentence) -> bool:
    return _LAUGHS.search(scene.reading.signs) is not None or _JOKING.search(sentence.canon) is not None


@lru_cache(maxsize=8)
def _check(name: str) -> Expression:
    return anchored(_filled(raw("threats", "patterns.toml")["grammar-checks"][name]))
