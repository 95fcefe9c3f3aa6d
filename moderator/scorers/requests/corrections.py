"""Comments that put the post right in so many words: "that's wrong, it's ...", "the 3rd not the 2nd", "it shut years
ago"."""

import re
from collections.abc import Iterator

from moderator.scorers.anchored import anchored

_WRONG = re.compile(
    r"\b(?:that'?s|thats|this is|it'?s|you'?re|youre|you'?ve got (?:it|that|this|the \w+)|you have (?:it|that)|ur"
    r"|date'?s|day'?s|time'?s|figures? (?:is|are)|mae(?:'n| hynny'n| hyn yn)?)"
    r" (?:just |simply |actually |completely |all |all the )?(?:wrong|not right|not true|not correct|incorrect"
    r"|untrue|false"
    r"|mistaken|out of date|rubbish|nonsense|a lie|anghywir|ddim yn (?:wir|iawn|gywir))\b"
    r"|\bwrong (?:road|street|place|day|date|photo|picture|name|year|school|time|number|price|building|town"
    r"|ward|bus)\b"
)
_OPENS = anchored(
    r"^\W{0,4}(?:(?:err?|erm|um|sorry|well|actually|think you'?ll find|fyi|correction)\W{1,4}){0,2}"
    r"(?:no|nope|nah|na|nage|wrong|incorrect|actually|correction|fyi|sorry|err?|erm|not true|ddim yn wir)\b"
)
_GONE = anchored(
    r"\b(?:it|that|they|which|place|this|he|she|one|\w{3,15})(?:'s| has| have|'ve| was"
    r"| were)?(?: been)? (?:shut|closed|stopped"
    r"|ended|finished|gone|demolished|knocked down|pulled down|scrapped|axed|burnt down|sold|retired|died|left|moved)"
    r"(?: \w+){0,3} (?:years|months|ages|weeks|yrs|donkeys years) (?:ago|back)\b"
    r"|\b(?:shut|closed|stopped|ended|finished|demolished|knocked down|scrapped|axed|sold|retired|left|moved)"
    r"(?: \w+){0,3} (?:in (?:19|20)\d\d|last (?:year|month|summer|winter|spring|autumn))\b"
    r"|\bnot any ?more\b|\bno longer (?:there|open|exists?|runs?|running|available|free|do|take|works?)\b"
    r"|\b(?:don'?t|doesn'?t|dont|doesnt|can'?t|cant) (?:\w+ ){1,4}any ?more\b|\bwedi (?:cau|gorffen|mynd) ers\b"
)
_MOVED = anchored(
    r"\b(?:it'?s|its|that'?s|they'?ve|they have|has|have|was|were|they'?re|it has) (?:now |all "
    r"|just )?(?:been )?(?:moved"
    r"|changed|cancelled|put back|brought forward|postponed|rescheduled|called off|wedi (?:newid|symud)"
    r"|(?:moved|changed) it) (?:to|until|till|from|on|for|now|i)\b|\bdon'?t (?:go|turn up|bother going) (?:on"
    r"|at|until|till)\b"
)
_OFFERS = anchored(
    r"\b(?:open\w*|visit|take|takes|find|available|runs?|running|book|join|daily|you can|bring|put out|every"
    r"|free|call in"
    r"|pop in|head to|use|catch|our|ar agor|gallwch|dewch)\b"
)
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twelve": "12", "twenty": "20",
}  # fmt: skip
_DAYS = "mon|tues|wednes|thurs|fri|satur|sun"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_FIGURE = re.compile(
    rf"\d[\d,]{{0,8}}(?:\.\d{{1,2}})?|\b(?:{'|'.join(_NUMBERS)})\b|\b(?:{_DAYS})day\b|\b(?:{_MONTHS})\b"
)
_NOT_THE = re.compile(r"\b(?:not|instead of|rather than|nid|dim) (?:on |in |at |by |the |a |just |for |y |yr )*£?$")
_STATES = anchored(
    r"\b(?:it'?s|its|it (?:is|was|cost|costs|opens?|closes?|shuts?|starts?|says|will)|they'?re|they (?:are|were"
    r"|cost|open"
    r"|close|shut|start|charge|take|come)|that'?s|cost|was|is|there (?:are|were|is)|(?:built|opened|closed|born"
    r"|moved) in"
    r"|says|yw|oedd)\b"
)
_OPINION = re.compile(r"\?|\b(?:i think|i hope|should|shouldn'?t|ought|wish|priorities|morally|wrong to|about time)\b")


def corrections(said: str, fact: str) -> Iterator[str]:
    """Plain reasons; both texts in small letters without accents."""
    if not _OPINION.search(said):
        yield from _corrected(said, fact)


def _corrected(said: str, fact: str) -> Iterator[str]:
    in_said, in_fact = set(_figures(said)), set(_figures(fact))
    is_new = bool(in_fact) and bool(in_said - in_fact)
    if _replaces(said, in_fact):
        yield "one figure or day put in place of another"
    denies = _WRONG.search(said) is not None or _OPENS.search(said) is not None
    if denies and is_new and _STATES.search(said):
        yield "another figure or day"
    if _WRONG.search(said) and (_STATES.search(_WRONG.sub(" ", said)) or _GONE.search(said)):
        yield "the writer says that it is wrong"
    if _GONE.search(said) and _OFFERS.search(fact):
        yield "the writer says that it is gone"
    if _MOVED.search(said) and in_fact:
        yield "the writer says that it was moved"


def _figures(text: str) -> Iterator[str]:
    for found in _FIGURE.finditer(text):
        yield _NUMBERS.get(found.group(), found.group().replace(",", ""))


def _replaces(said: str, in_fact: set[str]) -> bool:
    """ "The 3rd not the 2nd": what is denied stands in the post, and something else is named."""
    denied: set[str] = set()
    named: set[str] = set()
    for found in _FIGURE.finditer(said):
        figure = _NUMBERS.get(found.group(), found.group().replace(",", ""))
        (denied if _NOT_THE.search(said[max(0, found.start() - 20) : found.start()]) else named).add(figure)
    return bool(denied & in_fact) and bool(named - in_fact)
