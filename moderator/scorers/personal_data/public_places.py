"""Tells the postcode of a building where people are sent from the postcode of a home, by the words around it."""

import re

_PLACE = (
    r"(?i:civic (?:centre|hall|offices?)|council (?:offices?|house|building)|town hall|county hall|city hall"
    r"|guildhall|registry office|crematorium|cemetery|swimming pool|pool|tip|stadium|arena|market|bus station"
    r"|train station|family centre|day centre|sports centre|arts centre|youth club|visitor centre|pavilion|library"
    r"|leisure centre|depot|community (?:centre|hub)|memorial hall|village hall|surgery|school|car park"
    r"|recycling centre|museum|theatre|hospital|church|offices|neuadd|llyfrgell|canolfan|ysgol)"
)
#: The building stands directly before the postcode.
_BEFORE = re.compile(
    rf"\b{_PLACE}(?:['’]s)?(?:,? (?:at )?[A-Z0-9][\w'’]{{0,30}}){{0,5}},?"
    r"(?: (?:post ?code|cod post|sat ?nav(?: code)?))?(?: (?:is|yw|=))?:? $"
)
#: Somebody is told the way: a building and a device for finding it, in either order.
_FINDS = re.compile(r"\b(?:sat ?nav|google maps|what ?3 ?words|post ?code|cod post|directions?)\b", re.IGNORECASE)
_BUILDING = re.compile(rf"\b{_PLACE}\b")
_SOMEBODY = re.compile(
    r"\b(?:my|his|her|their|our|he|she|him|lives?|living|home|house|flat|neighbou?r|fy|ei)\b", re.IGNORECASE
)
_AROUND = 60


def is_public(text: str, start: int, end: int) -> bool:
    """Whether the postcode at these places belongs to a building that serves the public."""
    before = text[max(0, start - _AROUND) : start]
    if _BEFORE.search(before):
        return True
    around = re.split(r"[!?\n]", before)[-1] + " " + re.split(r"[.!?\n]", text[end : end + _AROUND])[0]
    return bool(_FINDS.search(around) and _BUILDING.search(around)) and not _SOMEBODY.search(around)
