"""Comments that contradict a fact in the post they answer: another day, another figure, "it is open" under "it is closed"."""

import re
from collections.abc import Iterator

from moderator.domain.evidence import Finding
from moderator.scorers.plain_reading import Reading

_DAYS = {
    "monday": "mon", "tuesday": "tue", "wednesday": "wed", "thursday": "thu", "friday": "fri", "saturday": "sat", "sunday": "sun",
    "llun": "mon", "mawrth": "tue", "mercher": "wed", "fercher": "wed", "iau": "thu", "gwener": "fri", "wener": "fri", "sadwrn": "sat", "sul": "sun",
}  # fmt: skip
_DAY = re.compile(r"\b(?:dydd |ddydd )?(" + "|".join(_DAYS) + r")s?\b")
_MONEY = re.compile(r"£\s?(\d[\d,]{0,9}(?:\.\d{1,2})?)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s?%")
_SHUT = re.compile(
    r"\b(?:closed|closure|shut|do not (?:drive|travel|enter|use|swim)|impassable|ar gau|wedi cau|flood(?:ed)?)\b"
)
_OPEN = re.compile(
    r"\b(?:(?:road|bridge|it|path|way|that)(?:'s| is|s)? (?:perfectly |absolutely |all |still )?(?:fine|open|ok|okay|passable|clear|safe|agored)"
    r"|just (?:drove|driven|walked|went|been)|drove (?:it|through)|got through|ignore the (?:signs?|cones|warning|notice)|ar agor|not closed|isn'?t closed)\b"
)
_WARNING = re.compile(
    r"\b(?:boil|do not drink|not safe|unsafe|contaminat\w*|evacuat\w*|recall\w*|danger\w*|gas|flood\w*|polling|vote|voting|by-election|electi\w+|alert)\b"
)
_SAFE = re.compile(
    r"\b(?:(?:perfectly|absolutely|totally|completely)? ?(?:safe|fine|ok|okay|alright) (?:to|as|if|once|now)|you (?:can|could) (?:still )?(?:drink|swim|use|eat|go in|drive)"
    r"|(?:nothing|no need|don'?t bother) (?:wrong|to worry|to boil|boiling)|no need to|don'?t (?:need|have) to (?:boil|register|bring|show|vote)|it'?s a con|scaremongering)\b"
)
_VOTING = re.compile(
    r"\bvot(?:e|ing)\b[^.!?]{0,40}\b(?:by text|online|by email|by phone|on facebook|on the app|by whatsapp|at any|twice|after 10|till midnight|without id)\b"
    r"|\b(?:polling (?:day|stations?)|vote|election)\b[^.!?]{0,40}\b(?:cancelled|moved|postponed|changed|put back)\b"
)
_NOT = re.compile(
    r"\b(?:no|not|never|none|n't|cannot|cant|can't|don't|dont|doesn't|doesnt|isn't|isnt|aren't|arent|won't|wont|unaffected|only|nage|ddim|nid|dim)\b|n't\b"
)
_ALL = re.compile(r"\b(?:all|every|everything|whole|ever(?:y)? one|completely|pob|holl)\b")
_PART = re.compile(r"\b(?:only|one|unaffected|remain|stay|other|except|some|part of)\b")
_ASKS = re.compile(r"\?|\b(?:is it|are they|does it|i think|i hope|should|wish)\b")
_WORD = re.compile(r"[a-z']{4,}")
_SMALL = frozenset(
    [
        "this",
        "that",
        "with",
        "from",
        "have",
        "your",
        "will",
        "they",
        "them",
        "there",
        "their",
        "what",
        "when",
        "which",
        "been",
        "just",
        "more",
    ]
    + [
        "than",
        "then",
        "were",
        "would",
        "could",
        "should",
        "about",
        "into",
        "only",
        "some",
        "council",
        "porthgwyn",
        "swansea",
        "marlbridge",
    ]
)
#: How many telling words comment and post must share before a "no" on one side counts.
_SHARED = 3


def factual_errors(reading: Reading, parent: Reading, parent_kind: str) -> list[Finding]:
    """One "factual_error" when the comment contradicts its parent; trait "safety" where believing it could do harm."""
    said, fact = reading.lowered[:2000], parent.lowered[:2000]
    if not fact or not said or said.rstrip().endswith("?"):
        return []
    reasons = list(_contradictions(said, fact))
    if not reasons:
        return []
    is_grave = _WARNING.search(fact) is not None or (_SHUT.search(fact) is not None and _OPEN.search(said) is not None)
    traits = {"safety"} if is_grave else set()
    why = "The comment contradicts what it answers: " + reasons[0] + "."
    return [Finding("factual_error", 0.7, "requests.factual_error", why, traits=frozenset(traits))]


def _contradictions(said: str, fact: str) -> Iterator[str]:
    shared = _telling(said) & _telling(fact)
    if _VOTING.search(said) and _WARNING.search(fact):
        yield "another way or day of voting"
    if _WARNING.search(fact) and _SAFE.search(said):
        yield "it says something is safe that the post warns of"
    if _SHUT.search(fact) and _OPEN.search(said):
        yield "it says something is open that the post says is closed"
    days_said, days_fact = ({_DAYS[day] for day in _DAY.findall(text)} for text in (said, fact))
    if (
        days_fact
        and days_said - days_fact
        and (shared or _NOT.search(said))
        and not _ASKS.search(said)
        and _states_day(said)
    ):
        yield "another day"
    for figure, name in ((_PERCENT, "percentage"), (_MONEY, "price")):
        figures_said, figures_fact = set(figure.findall(said)), set(figure.findall(fact))
        if figures_fact and figures_said and not figures_said & figures_fact and shared and not _ASKS.search(said):
            yield "another " + name
    if (
        _ALL.search(said)
        and _PART.search(fact)
        and len(shared) >= 1
        and re.search(r"\bclos|\bshut|\bgone\b|\bcut", said)
    ):
        yield "all instead of some"
    if len(shared) >= _SHARED and bool(_NOT.search(said)) != bool(_NOT.search(fact)) and not _ASKS.search(said):
        yield "one says no where the other says yes"


def _states_day(said: str) -> bool:
    return re.search(r"\b(?:is|it'?s|its|are|on|yw|moved|changed|now|this time|not)\b", said) is not None


def _telling(text: str) -> set[str]:
    return {word.rstrip("s").removesuffix("'") for word in _WORD.findall(text)} - _SMALL
