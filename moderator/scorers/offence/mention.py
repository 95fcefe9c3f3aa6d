"""Tells use from mention: a word quoted, reported, objected to or said of oneself is not an attack."""

import re

from moderator.scorers.company import is_fun, is_praise
from moderator.scorers.lexicon import cue, shape
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene

#: "... is what they called me at school."
_CALLED = re.compile(
    r"(?:is|was|were|thats) (?:what|how|the (?:name|word)) (?:they|he|she|people|kids|teachers|everyone|i|we)"
    r"(?: [a-z]+)? (?:called|shouted|heard|got|was|were|knew)\b"
    r"|(?:is|was|were|thats) what (?:[a-z]+ ){1,8}?calls?"
    r" (?:each other|one another|ourselves|themselves|myself|us|me)\b"
    r"|(?:[a-z]+ ){0,2}as (?:everyone|everybody|people|folk|they|we|it|my [a-z]+)(?: all| always)?"
    r" (?:used to call|called|(?:was|were) (?:called|known))\b"
    r"|(?:used to|once|originally|actually) means?\b"
)
#: "I'm a fat old ...", "as the resident ...": the phrase whose noun comes next is the writer.
_OF_ONESELF = re.compile(
    r"\b(?:im|i am|i was|i(?:ve| ?have| ?had) (?:always |only )?been|as|being)"
    r"(?: (?:just|only|still|also|proudly|officially))?"
    r" (?:an?|the (?:local|resident|token|only)|your (?:local|resident|friendly))"
    r"(?: (?!(?:and|but|or|so|who|that|which|you|your|not|no|of|to|with|by|from|for|in|on|at|about|against"
    r"|these|those|them"
    r"|they|the|this|is|are|was|i|we|he|she|than|like|said|says|called|hate|racist|sexist)\b)[a-z]+){0,3}$"
)
_HATED = re.compile(r"(?:haters?|bashers?|hating|bashing|lovers?|free)\b")

#: An injury that somebody has, and none that is wished.
_A_BURN = re.compile(
    r"\b(?:an?|the|another|some|bad|nasty|little) (?:burns?|bruises?|cuts?) (?:on|to|across) (?:him|her|his)$"
)
_PRAYED_FOR = re.compile(
    r"\b(?:pray(?:ing|ers)? for|thinking of|thoughts with)\b(?! an? )"
    r"(?!.*\b(?:die|dies|death|suffer|pain|another|hope|worse)\b)"
)


def is_mention(sentence: Sentence, first: int, last: int) -> bool:
    """Words ``first`` to ``last`` are spoken about, not used against anybody."""
    if any(word.is_quoted for word in sentence.words[first:last]):
        return True
    before = " ".join(word.text for word in sentence.words[max(0, first - 7) : first])
    if cue("offence", "offence.toml", "mention").search(before):
        return True
    after = " ".join(word.text for word in sentence.words[last : last + 12])
    if _CALLED.match(after):
        return True
    return shape("offence", "objecting").search(sentence.canon) is not None


def is_self(sentence: Sentence, first: int) -> bool:
    """The writer says it of themselves or their own."""
    after = " ".join(word.text for word in sentence.words[first + 1 : first + 2])
    if _HATED.match(after):
        return False
    if is_of_oneself(sentence, first):
        return True
    before = " ".join(word.text for word in sentence.words[max(0, first - 5) : first])
    return any(match.end() >= len(before) - 1 for match in cue("offence", "offence.toml", "self").finditer(before))


def is_of_oneself(sentence: Sentence, first: int) -> bool:
    """ "I was a ...", "as the resident ...": the noun at ``first`` is what the writer says of themselves."""
    return _OF_ONESELF.search(" ".join(word.text for word in sentence.words[max(0, first - 8) : first])) is not None


def is_own_word(scene: Scene, sentence: Sentence, match: re.Match[str]) -> bool:
    """A word that some of those it names use of themselves, said with pleasure and at nobody."""
    if cue("offence", "offence.toml", "reclaimed").fullmatch(match.group()) is None:
        return False
    if shape("offence", "hostile").search(scene.reading.canon):
        return False
    after = sentence.canon[match.end() :].lstrip()
    if cue("offence", "offence.toml", "self_after").match(after):
        return True
    is_glad = is_praise(scene) or is_fun(scene)
    return is_glad and shape("offence", "speaks-for-itself").search(scene.reading.canon) is not None


def is_kindly_meant(canon: str, end: int) -> bool:
    """A prayer for somebody who is ill; or an injury, told of in the words that end at ``end``."""
    return _PRAYED_FOR.search(canon) is not None or _A_BURN.search(canon[:end]) is not None


def is_bitter(scene: Scene, index: int) -> bool:
    """ "So the old can just die then": what the writer takes somebody's plan to mean, and no wish."""
    is_inferred = shape("offence", "bitter").search(scene.reading.sentences[index].canon) is not None
    return is_inferred and not any(one.is_person for one in scene.in_sentence(index))
