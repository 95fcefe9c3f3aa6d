"""Cuts a reply where its sender's own words end: at a quotation, a signature or a forwarded mail."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from moderator.domain.orders import is_marker, looks_like_an_order

#: An answer is short; whatever stands further down is not read.
MOST_LINES = 200
_LONGEST_LINE = 1000
_MOST_LINES_LOOKED_AT = 5000
_MOST_UNREAD = 20

_QUOTED = re.compile(r"\s*[>|]")
_RULE = re.compile(r"\s*[-_=*–—]{5,}")
_DASHED = re.compile(r"\s*-{2,}.*-{2,}\s*$")
#: "From:", "Oddi wrth:" and whatever else stands first in the head of a quoted mail; bold in some programs.
_HEAD = re.compile(
    r"(?i)\s*\*{0,2}(?:from|sent|to|cc|date|subject|reply-to"
    r"|oddi wrth|o|anfonwyd|anfonwyd ar|at|i|copi|dyddiad|pwnc)\s*\*{0,2}\s*:"
)
#: "On Tuesday ... wrote:", "Ar Llun ... ysgrifennodd:"; it may run over several lines.
_WROTE = re.compile(r"(?i)(?:wrote|writes|ysgrifennodd|ysgrifenodd)\b[^\n]{0,200}:\s*$")
_WROTE_BEGINS = re.compile(r"(?i)\s*(?:on|ar|am|dydd|mon|tue|wed|thu|fri|sat|sun|llun|maw|mer|iau|gwe|sad|sul|\d)")
_SIGNATURE = re.compile(
    r"(?i)\s*(?:--\s*$|—\s*$"
    r"|sent from\b|sent using\b|sent via\b|get outlook\b|anfonwyd o\b|wedi'i anfon o\b|anfonwyd gan ddefnyddio\b"
    r"|(?:(?:kind |best |warm |many )?(?:regards|wishes|thanks)|cheers|thank you|yours (?:sincerely|faithfully)"
    r"|cofion|diolch|cyfarchion|yn gywir|dymuniadau|pob hwyl|hwyl)\b[,.!]*(?:\s+\S+){0,3}\s*$)"
)
#: How many lines a "... wrote:" may run over.
_RUN_OVER = 4


def own_words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines above the first sign of a quotation or signature; and those below that look like decisions.

    Cutting too early costs a question; cutting too late could act on a quoted word. So every doubt cuts.
    """
    lines = [line[:_LONGEST_LINE] for line in re.split(r"\r\n|\r|\n", text)[:_MOST_LINES_LOOKED_AT]]
    end = next(_ends(lines[:MOST_LINES]), min(len(lines), MOST_LINES))
    return tuple(lines[:end]), tuple(_unread(lines[end:]))


def _ends(lines: Sequence[str]) -> Iterator[int]:
    for index, line in enumerate(lines):
        if is_marker(line) or _is_sign(line) or _begins_wrote(lines[index : index + _RUN_OVER]):
            yield index
    # A marker that a mail program broke in two.
    yield from (index for index, (one, other) in enumerate(pairwise(lines)) if is_marker(f"{one} {other}"))


def _is_sign(line: str) -> bool:
    return any(sign.match(line) for sign in (_QUOTED, _RULE, _DASHED, _HEAD, _SIGNATURE))


def _begins_wrote(lines: Sequence[str]) -> bool:
    if not lines or not _WROTE_BEGINS.match(lines[0]) or looks_like_an_order(lines[0]):
        return False
    return any(_WROTE.search(" ".join(lines[: length + 1])) for length in range(len(lines)))


def _unread(lines: Sequence[str]) -> Iterator[str]:
    """Decisions that somebody may have put among quoted lines or under them."""
    left = _MOST_UNREAD
    for line in lines:
        if left and not _QUOTED.match(line) and looks_like_an_order(line):
            left -= 1
            yield line
