"""Comments that contradict a fact in the post they answer: another day, another figure, "it is open" under "it is
closed"."""

import re
from collections.abc import Iterator

from moderator.domain.evidence import Finding
from moderator.scorers.anchored import anchored
from moderator.scorers.plain_reading import Reading
from moderator.scorers.requests.corrections import corrections

_DAYS = {
    "monday": "mon", "tuesday": "tue", "wednesday": "wed", "thursday": "thu", "friday": "fri", "saturday": "sat",
    "sunday": "sun",
    "llun": "mon", "mawrth": "tue", "mercher": "wed", "fercher": "wed", "iau": "thu", "gwener": "fri",
    "wener": "fri", "sadwrn": "sat", "sul": "sun",
}  # fmt: skip
_DAY = re.compile(r"\b(?:dydd |ddydd )?(" + "|".join(_DAYS) + r")s?\b")
_MONEY = re.compile(r"£\s?(\d[\d,]{0,9}(?:\.\d{1,2})?)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s?%")
_SHUT = anchored(
    r"\b(?:closed|closure|shut|do not (?:drive|travel|enter|use|swim)|impassable|ar gau|wedi cau|flood(?:ed)?)\b"
)
_OPEN = anchored(
    r"\b(?:(?:road|bridge|it|path|way|that)(?:'s| is|s)? (?:perfectly |absolutely |all |still )?(?:fine|open"
    r"|ok|okay|passable|clear|safe|agored)"
    r"|just (?:drove|driven|walked|went|been)|drove (?:it|through)|got through|ignore the (?:signs?|cones"
    r"|warning|notice)|ar agor|not closed|isn'?t closed)\b"
)
_WARNING = anchored(
    r"\b(?:boil|do not (?:swim|enter|travel|drink|use)|do not drink|not safe|unsafe|contaminat\w*|evacuat\w*"
    r"|recall\w*|danger\w*|gas|flood\w*"
    r"|polling|vote|voting|by-election|electi\w+|alert)\b"
)
_SAFE = anchored(
    r"\b(?:(?:water|beach|sea|road|path|bridge|it)(?:'?s| is) (?:absolutely |perfectly )?(?:fine|ok|okay"
    r"|lovely|safe|alright)"
    r"|(?:perfectly|absolutely|totally|completely)? ?(?:safe|fine|ok|okay|alright) (?:to|as|if|once|now)"
    r"|you (?:can|could) (?:still )?(?:drink|swim|use|eat|go in|drive)"
    r"|(?:nothing|no need|don'?t bother) (?:wrong|to worry|to boil|boiling)|no need to|don'?t (?:need"
    r"|have) to (?:boil|register|bring|show|vote)|it'?s a con|scaremongering)\b"
)
_VOTING = anchored(
    r"\bvot(?:e|ing)\b[^.!?]{0,40}\b(?:by text|online|by email|by phone|on facebook|on the app|by whatsapp"
    r"|at any|twice|after 10|till midnight|without id)\b"
    r"|\b(?:polling (?:day|stations?)|vote|election)\b[^.!?]{0,40}\b(?:cancelled|moved|postponed|changed|put back)\b"
)
_NOT = re.compile(
    r"\b(?:no|not|never|none|n't|cannot|cant|can't|don't|dont|doesn't|doesnt|isn't|isnt|aren't|arent|won't"
    r"|wont|unaffected|only|nage|ddim|nid|dim)\b|n't\b"
)
_ALL_GONE = re.compile(
    r"\b(?:all|every|everything|whole|completely|pob|holl)\b.{0,60}(?:clos|shut|gone\b|cut)"
    r"|(?:clos|shut|cut)\w*\b.{0,20}\b(?:all|every|everything|the whole|lot)\b"
)
_PART = re.compile(r"\b(?:only|one|unaffected|remain|stay|other|except|some|part of)\b")
_ASKS = re.compile(r"\?|\b(?:is it|are they|does it|i think|i hope|should|wish|priorities)\b")
_TIME = re.compile(
    r"\b(?:at|till?|until|from|by|after|before) (\d{1,2})(?::?\d\d)?\s?(?:am|pm|o'clock|oclock)?\b"
    r"|\b(\d{1,2})(?::\d\d)?\s?(?:am|pm)\b"
)
_DATE = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)\b|\b(\d{1,2}) (?:january|february|march|april|may|june|july|august|september"
    r"|october|november"
    r"|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
)
_COUNT = re.compile(r"(?<![£\d.,:/])\b(\d{2,6})\b(?![%\d:/])")
_STATES_COUNT = re.compile(
    r"^\W{0,3}(?:no,? )?(?:it'?s|its|they'?re|that'?s|there (?:are|is)|nage|actually|more like|closer to|try)\b"
)
_DENIES = re.compile(
    r"^\W{0,4}(?:no\b|nope|wrong|rubbish|not true|untrue|lies?|false|nage|na\b|nonsense|that'?s (?:not|wrong)"
    r"|actually|incorrect|ignore)|\bignore (?:this|that|them)\b|\bnot true\b|\bmark my words\b"
    r"|\bthey'?ve changed\b|\bchanged it\b"
)
_NEEDED = anchored(r"\b(?:bring|must|need(?:s|ed)?|required?|remember|register|book|boil|wear|stay|avoid|do not)\b")
_NOT_NEEDED = anchored(
    r"\b(?:don'?t|dont|do not|no|doesn'?t) (?:even )?(?:need|have)(?: to)?\b|\bno need\b|\bnot? required\b"
    r"|\bsdim (?:ishe|angen)\b|\bdim angen\b"
)
_OPPOSITES = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"\b(?:stay(?:s|ing)? open|remain(?:s|ing)? open|not clos\w+|keep(?:ing)? (?:it )?open|is open"
        r"|are open|reopen\w*|ar agor)\b",
         r"\b(?:clos(?:e|es|ing|ed)|shut(?:s|ting)?|gone|ar gau|wedi cau)\b"),
        (r"\b(?:no decision|not (?:yet )?(?:been )?decided|no plans|nothing has been decided|not considering)\b",
         r"\b(?:already decided|decided|made up their minds?|going to|it'?s (?:all )?(?:done|agreed"
         r"|a done deal)|done deal|plan(?:ning)? to)\b"),
        (r"\b(?:stays?|remains?|staying|remaining|keep(?:ing)?|public ownership)\b", r"\b(?:sold|selling|sell"
        r"|flogg\w+|privatis\w+|gone)\b"),
        (r"\b(?:no change|no plans?|not (?:changing|planned)|unchanged)\b", r"\b(?:decided|from (?:now|next"
        r"|xmas|christmas|january|april)|once a|going to|scrapp\w+)\b"),
        (r"\bfree\b", r"\b(?:can'?t|cant|not|no longer|charging|charge|pay)\b[^.]{0,20}\b(?:free|for (?:it"
        r"|that|parking)|now)\b"),
        (r"\bnot (?:by )?the council\b|\bpolice\b", r"\b(?:by the council|council (?:does|do|enforces?|fines?"
        r"|runs?))\b"),
        (r"\b(?:no|not)\b[^.]{0,20}\b(?:scheme|plans?|change|charge|cuts?|fees?)\b", r"\b(?:get|gets|getting"
        r"|got|given|are being|will be)\b"),
    )
)  # fmt: skip
_WORD = re.compile(r"[a-z']{4,}")
_SMALL = frozenset((
    "this", "that", "with", "from", "have", "your", "will", "they", "them", "there", "their", "what", "when",
    "which", "been", "just", "more", "than", "then", "were", "would", "could", "should", "about", "into", "only",
    "some", "council", "porthgwyn", "swansea", "marlbridge",
))  # fmt: skip
#: Words in the post, words in the comment, and how they clash.
_CLASHES = (
    (_WARNING, _VOTING, "another way or day of voting"),
    (_WARNING, _SAFE, "it says something is safe that the post warns of"),
    (_SHUT, _OPEN, "it says something is open that the post says is closed"),
    (_NEEDED, _NOT_NEEDED, "it says something is not needed that the post asks for"),
    (_PART, _ALL_GONE, "all instead of some"),
)
#: How many telling words comment and post must share before a "no" on one side counts.
_SHARED = 3


def factual_errors(reading: Reading, parent: Reading, parent_kind: str) -> list[Finding]:
    """One "factual_error" when the comment contradicts its parent; trait "safety" where believing it could do harm."""
    said, fact = reading.lowered[:2000], parent.lowered[:2000]
    if not fact or not said or said.rstrip().endswith("?"):
        return []
    reasons = [*_contradictions(said, fact), *corrections(said, fact)]
    if not reasons:
        return []
    is_grave = _WARNING.search(fact) is not None or (_SHUT.search(fact) is not None and _OPEN.search(said) is not None)
    traits = {"safety"} if is_grave else set()
    why = "The comment contradicts what it answers: " + reasons[0] + "."
    return [Finding("factual_error", 0.7, "requests.factual_error", why, traits=frozenset(traits))]


def _contradictions(said: str, fact: str) -> Iterator[str]:
    """Plain reasons, gravest first."""
    shared = len(_telling(said) & _telling(fact))
    for in_fact, in_said, reason in _CLASHES:
        if in_fact.search(fact) and in_said.search(said):
            yield reason
    if not _ASKS.search(said):
        yield from _denials(said, fact, shared)


def _denials(said: str, fact: str, shared: int) -> Iterator[str]:
    """What only a statement can contradict."""
    denies = _DENIES.search(said) is not None
    days_said, days_fact = ({_DAYS[day] for day in _DAY.findall(text)} for text in (said, fact))
    if days_fact and days_said - days_fact and (shared or denies or _NOT.search(said)) and _states_day(said):
        yield "another day"
    if shared or denies or _WARNING.search(fact) or _STATES_COUNT.search(said):
        yield from _other_figures(said, fact, denies)
    for one, other in _OPPOSITES:
        if shared and ((one.search(fact) and other.search(said)) or (other.search(fact) and one.search(said))):
            yield "the opposite"
    if shared >= (1 if denies else _SHARED) and bool(_NOT.search(said)) != bool(_NOT.search(fact)):
        yield "one says no where the other says yes"


def _other_figures(said: str, fact: str, denies: bool) -> Iterator[str]:
    for figure, name in (
        (_PERCENT, "percentage"),
        (_MONEY, "price"),
        (_TIME, "time"),
        (_DATE, "date"),
        (_COUNT, "number"),
    ):
        figures_said, figures_fact = _figures(figure, said), _figures(figure, fact)
        is_stated = denies or figure is not _COUNT or _STATES_COUNT.search(said) is not None
        if figures_fact and figures_said and not figures_said & figures_fact and is_stated:
            yield "another " + name


def _figures(figure: re.Pattern[str], text: str) -> set[str]:
    return {next(group for group in found.groups() if group) for found in figure.finditer(text)}


def _states_day(said: str) -> bool:
    return re.search(r"\b(?:is|it'?s|its|are|on|yw|moved|changed|now|this time|not)\b", said) is not None


def _telling(text: str) -> set[str]:
    return {word.rstrip("s").removesuffix("'") for word in _WORD.findall(text)} - _SMALL
