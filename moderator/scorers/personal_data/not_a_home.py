"""Figures and words that only look like the number of a house and the name of a street."""

import re
from collections.abc import Sequence

from moderator.scorers.personal_data.address_words import HOUSE_NUMBER, Token, address_words

ONES = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
#: Words before the home of somebody.
LIVING = re.compile(
    r"\b(?:live|lives|living|lived|liv|reside[sd]?|staying|moved (?:in)?to|byw|home address|(?:home|house) is"
    r"|address is|cyfeiriad)\b",
    re.IGNORECASE,
)
#: What stands before the figures of a price, a date, a time or a decimal.
_CLINGS = re.compile(r"[£$€/:]$|[0-9]\.$")
FLATS = frozenset({"flat", "apartment", "apt", "fflat"})
#: Words for a street that are everyday words first.
_EVERYDAY = frozenset((
    "green", "park", "view", "way", "place", "walk", "drive", "side", "end", "row", "bank", "gate", "court", "rise",
    "hill", "close", "field", "fields", "yard", "mount", "loop", "circle", "bend", "passage", "alley", "mills",
))  # fmt: skip
#: No street has one of these in its name.
_SPOKEN_OF = frozenset((
    "i", "you", "he", "she", "we", "they", "it", "as", "who", "which", "when", "while", "if", "because",
))  # fmt: skip


def is_something_else(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the number is an hour, a price, a date, a route or the end of a range."""
    token = tokens[at]
    if is_house_range(tokens, at):
        return at > 2 and is_something_else(text, tokens, at - 2)
    if _CLINGS.search(text[max(0, token.start - 2) : token.start]):
        return True
    if at + 1 < len(tokens) and tokens[at + 1].text in ("%", ":") and tokens[at + 1].start == token.end:
        return True
    before = tokens[at - 1] if at else None
    if before is None:
        return False
    if before.text in ("-", "–") and at > 1 and tokens[at - 2].text[-1:].isdigit():
        return True
    if before.plain == "of" and at > 1 and tokens[at - 2].plain in ("out", "one", "all"):
        return True
    if before.plain in ("nil", "v", "vs", "x", "beat", "lost", "won", "drew"):
        return True
    if HOUSE_NUMBER.fullmatch(before.text):
        # Two numbers are a count, but "flat 2b 18 Beach Road" and, in Scotland, "0/1 22 Byres Road" are one door.
        is_door = at > 1 and tokens[at - 2].plain in FLATS | {"/"}
        return not is_door
    if before.plain == "to":
        return at > 1 and tokens[at - 2].text[:1].isdigit()
    return before.plain in address_words().not_a_house


def is_house_range(tokens: Sequence[Token], at: int) -> bool:
    """ "12/14" or "21-25": one side of a street, and no opening hours."""
    if at < 2 or tokens[at - 1].text not in ("/", "-", "–") or tokens[at - 1].end != tokens[at].start:
        return False
    first, last = tokens[at - 2].text, tokens[at].text
    if not (first.isdigit() and last.isdigit() and len(last) < 4 and tokens[at - 2].end == tokens[at - 1].start):
        return False
    grows = 0 < int(last) - int(first) < 20 and (int(last) - int(first)) % 2 == 0
    return grows and int(last) > 12 and not (at > 2 and tokens[at - 3].text in ("/", "-", "–", ":", "."))


def is_hour(tokens: Sequence[Token], at: int, street_from: int, last: int) -> bool:
    """ "At 10 Mumbles Road closed": the hour at which something happened to the street."""
    if at == 0 or tokens[at - 1].plain not in ("at", "by", "am") or not tokens[at].text.isdigit():
        return False
    after = tokens[last + 1].plain if last + 1 < len(tokens) else ""
    return int(tokens[at].text) <= 12 and street_from == at + 1 and after in address_words().happens


def is_a_clause(street: Sequence[Token]) -> bool:
    """ "One as you face the bank": what stands behind the word of a number speaks of somebody, and names no street."""
    return any(token.plain in _SPOKEN_OF or token.plain.endswith(("n't", "n’t")) for token in street)


def may_be_small(text: str, tokens: Sequence[Token], at: int, street_from: int, last: int) -> bool:
    """In small letters "one car park" counts something, and "22, dark green" says what somebody wears."""
    is_english = tokens[last].plain in address_words().street_after
    if not is_english or (at and tokens[at - 1].plain in address_words().number | FLATS):
        return True
    if not tokens[at].text[:1].isdigit() and tokens[at].plain in ONES:
        return LIVING.search(text[max(0, tokens[at].start - 25) : tokens[at].start]) is not None
    return tokens[street_from - 1].text != "," or tokens[last].plain not in _EVERYDAY
