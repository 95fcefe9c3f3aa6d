"""Doors known by the name before them, or by the block: the street may be called anything then."""

import re
from collections.abc import Iterator

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
#: Dates and scores, however they are written.
_NO_STREET = frozenset((
    "January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
))  # fmt: skip


def named_doors(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each."""
    for shape in (_NAME_AND_DOOR, _BLOCK_AND_FLAT):
        for found in shape.finditer(text):
            if found["street"] not in _NO_STREET:
                yield found.span("door")
