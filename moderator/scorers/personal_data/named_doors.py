"""Doors known by the name before them, the block, or the word "number": the street may be called anything then."""

import re
from collections.abc import Iterator

from moderator.scorers.language.words import plain
from moderator.scorers.personal_data.address_words import address_words

_STREET = r"(?P<street>[A-Z][\w'’-]{2,20}(?: [A-Z][\w'’-]{2,20}){0,2})"
#: "Pauline Grice, 17 Ashgrove, works in the chemist's".
_NAME_AND_DOOR = re.compile(
    r"\b[A-Z][a-z'’]{1,20} [A-Z][a-z'’-]{1,25}(?:,| lives at| of) (?:number )?"
    r"(?P<door>[0-9]{1,3}[a-d]? (?P<street>[A-Z][a-z]{3,20}(?<!s)))(?=[,.;!]|$| (?:and|with|who|where)\b)"
)
#: "She's in Heron House, flat 4C".
_BLOCK_AND_FLAT = re.compile(
    r"\b(?P<door>(?P<street>[A-Z][\w'’-]{2,20}) (?:House|Court|Point|Towers?|Lodge|Heights),? "
    r"(?i:flat|apartment|apt) [0-9]{1,3}[A-Za-z]?)\b"
)
#: "The Hendys at number 40 Bro Dawel".
_NUMBER_AND_STREET = re.compile(
    rf"\b(?:at|from|in|of|to|is|it's|he's|she's) (?P<door>(?i:number|no\.?) [0-9]{{1,3}}[a-d]? {_STREET})"
)
#: "Plot 9, Sandy Nook", "room 14 at Bryn Heulog", "Apartment 12, Altamar, Kings Road".
_UNIT_AND_SITE = re.compile(
    r"\b(?P<door>(?i:room|plot|caravan|chalet|flat|apartment|apt|fflat) [0-9]{1,3}[A-Da-d]?(?:,| at| in|, at|, in) "
    rf"{_STREET})"
)
#: Dates and scores, however they are written.
_NO_STREET = frozenset((
    "January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
))  # fmt: skip
#: Of whom a room or a number is no home.
_OF_ALL = frozenset({"council", "civic", "county", "guildhall", "town", "city", "downing", "level", "floor", "please"})


def named_doors(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each."""
    for shape in (_NAME_AND_DOOR, _BLOCK_AND_FLAT, _NUMBER_AND_STREET, _UNIT_AND_SITE):
        for found in shape.finditer(text):
            words = {plain(word) for word in found["street"].split()}
            is_public = shape in (_NUMBER_AND_STREET, _UNIT_AND_SITE) and words & (address_words().public | _OF_ALL)
            if found["street"].split()[0] not in _NO_STREET and not is_public:
                yield found.span("door")
