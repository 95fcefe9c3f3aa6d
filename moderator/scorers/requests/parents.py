"""Tells whose words a comment answers: the council's post, the council's reply, or another resident."""

import re

_COUNCIL = re.compile(
    r"\b(?:we(?:'re|'ve|'ll| are| have| will| can| use)?|our|cabinet|councillors?|cllr|consultation"
    r"|applications?|collections?|residents"
    r"|council|cyngor|byddwn|rydym|rydyn|ein|gallwch|dewch|bydd|will be|is now|are now|reopen|opens? (?:on"
    r"|this)|online|book (?:now|online)"
    r"|find out|have your say|join us|don'?t forget|thank you to|meet (?:our|the)|download|advance|officers?"
    r"|team|planning committee"
    r"|notice|statement|update|correction|police|work (?:is|has|on)|closed|road|trial|appeal(?:ing)?|photo)\b"
)
_REPLY = re.compile(
    r"^\W{0,3}(?:hi|hello|helo|dear|sorry (?:you|to|about)|thanks for|thank you for|apologies|annwyl|diolch am)\b"
    r"|\b(?:swansea council|cyngor abertawe|your (?:case|message|report|comment|reference)|we've (?:logged"
    r"|passed|added|asked)|call us)\b"
)
_RESIDENT = re.compile(
    r"\b(?:i'?m|i've|ive|i (?:am|was|got|had|know|don|didn|can|could|think|love|saw|bumped|went|put|want|need"
    r"|have|live|lost|remember|told|asked|just)|my|mine|me|mam|mum|dad|nan|lol|tbh|mate|butt|hun|anyone know"
    r"|does anyone|same"
    r"|dwi|fi'n|ti'n|wyt|yours|they|they've|them|that lot|ours)\b"
)
_FINISHED = re.compile(r"[.!]\W{0,4}$")
_SENTENCE_WITHIN = re.compile(r"[.!] \w")


def parent_kind(parent: str) -> str:
    """ "none", "post", "reply" (the council's) or "resident"; ``parent`` in small letters without accents."""
    if not parent.strip():
        return "none"
    finished = _FINISHED.search(parent) is not None
    personal = len(_RESIDENT.findall(parent))
    if _REPLY.search(parent) and not personal:
        return "reply"
    council = (
        min(2, len(_COUNCIL.findall(parent)))
        + 3 * finished
        + (len(parent) > 90)
        + 2 * bool(_SENTENCE_WITHIN.search(parent))
    )
    resident = 2 * min(2, personal) + 2 + (len(parent) < 45)
    return "post" if council > resident or (council == resident and not personal) else "resident"
