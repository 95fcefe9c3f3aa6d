"""Health of a person who can be told apart: a special category of personal data."""

import re
from collections.abc import Iterator

_CONDITION = (
    r"(?:hiv|aids|cancer|leukaemia|dementia|alzheimer'?s|parkinson'?s|epilepsy|schizophreni[ac]|bipolar"
    r"|hepatitis|hep [bc]|chlamydia"
    r"|gonorrhoea|herpes|syphilis|an? sti|an? std|tb|tuberculosis|ms|anorexi[ac]|psychosis|a miscarriage"
    r"|an abortion|a breakdown"
    r"|sectioned|in rehab|on methadone|depression|autism|adhd|down'?s syndrome|pregnant|canser"
    r"|epilepsi|epileptic|diabet(?:es|ic)|schizophrenic|sickle cell|crohn'?s|motor neurone|chemo|dialysis"
    r"|(?:breast|lung|bowel|prostate|skin|terminal|liver|brain) cancer|a stroke|a heart attack"
    r"|anti-?depressants|off (?:his|her|their) meds)"
)
#: Where somebody lies, between the name and what they have.
_LIES = r"(?:,? (?i:is |'s )?(?i:in|on) (?i:the )?(?i:ward|room|bed|hospital|intensive care)(?: \w{1,4})?)?"
_NAMED = r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Cllr)\.? )?[A-Z][\w'’-]{1,30}(?: [A-Z][\w'’-]{1,30}){0,2}"
_FAMILY = (
    r"(?:['’]s? (?:\w+ )?(?:wife|husband|son|daughter|mum|mam|mother|dad|father|sister|brother|partner|missus"
    r"|kids?|child"
    r"|boy|girl|lad|nan|gran|baby|girlfriend|boyfriend))?"
)
_SAYS = re.compile(
    rf"(?P<who>\b{_NAMED}){_FAMILY}{_LIES}(?:'s|’s|s)?,? (?i:has|is|was|got|has got|had|suffers from|diagnosed with"
    rf"|got diagnosed with"
    rf"|is being treated for)? ?(?i:got|been diagnosed with|been|on|has|with|had|is) (?i:(?P<what>{_CONDITION}))\b"
)
_BED = re.compile(rf"\b(?i:ward|bed|room) \w{{1,4}}\b[^.!?]{{0,30}}?(?P<who>\b{_NAMED}), (?i:(?P<what>{_CONDITION}))\b")
#: What somebody has, and not what somebody is: "that lot is cancer" is no illness.
_HAD = re.compile(r"\bis (?:hiv|aids|cancer|dementia|depression|tb|ms|psychosis|autism|herpes)$", re.IGNORECASE)
#: Capitalised words that begin a sentence and name nobody.
_NOBODY = frozenset((
    "i", "my", "he", "she", "they", "we", "our", "his", "her", "the", "a", "who", "it", "this", "that", "as",
    "people", "someone", "mum", "dad", "nan", "everyone", "anyone", "living", "with", "having", "he's", "she's",
    "i've", "if", "when", "also", "mam", "gran", "grandad", "grandma", "nain", "taid", "nanna", "hubby",
    "anybody", "nobody", "i'm", "i’m", "you're", "we're",
))  # fmt: skip
_OF_HIS = re.compile("['’]s$")


def health_of_named(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each statement that a named person has a condition."""
    for shape in (_BED, _SAYS):
        for found in shape.finditer(text):
            who = _OF_HIS.sub("", found["who"].lower())
            if who not in _NOBODY and _OF_HIS.sub("", who.split()[0]) not in _NOBODY and not _HAD.search(found.group()):
                yield found.span()
