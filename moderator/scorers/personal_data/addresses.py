"""Postal addresses of homes: number and street, flats, houses with a name, and a bare number where the street is
known."""

import re
from collections.abc import Iterator, Sequence

from moderator.scorers.language.words import plain
from moderator.scorers.personal_data.address_words import HOUSE_NUMBER, Token, address_words, tokens_of
from moderator.scorers.personal_data.bare_numbers import bare_numbers
from moderator.scorers.personal_data.named_doors import named_doors
from moderator.scorers.personal_data.not_a_home import (
    FLATS,
    LIVING,
    ONES,
    is_a_clause,
    is_hour,
    is_house_range,
    is_something_else,
    may_be_small,
)
from moderator.scorers.plain_reading import Reading

_TEENS = frozenset((
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
))  # fmt: skip
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_NAME_LENGTH = 4
#: "Heol-y-Graig" in one word, "Rhodfa'r Gwynt".
_HYPHEN_OR_TICK = re.compile("[-']")
#: Behind a figure these are likelier hours, grams or metres than a second front door: "48h, DM", "3d Street".
_MEASURES = frozenset("dghkm")


#: Never part of the name of a street in small letters: a unit or a small word.
_NO_NAME = frozenset((
    "hr", "sided", "bed", "bedroom", "storey", "parking", "noon", "seater",
    "minutes", "mins", "min", "hours", "hrs", "hour", "mph", "days", "day", "weeks", "week", "months", "years",
    "metres", "miles", "am", "pm", "listed", "of", "on", "in", "at", "to", "and", "for", "from", "by", "is", "are",
    "was", "were", "people", "houses", "cars", "more", "other", "new", "different", "million", "per", "times",
    "an", "this", "that", "whole", "only", "all", "got", "has", "have", "had", "they've", "we've", "i've",
    "with", "lovely", "nice", "good", "great", "his", "her", "my", "our", "pothole", "potholes",
    "pounds", "quid", "bags", "bins", "lights", "o", "ar", "yn", "i",
))  # fmt: skip


#: Nor has one in small letters, behind its first word: "one cost us a car park", "60 kids off the street".
_PASSING = frozenset((
    "a", "the", "us", "off", "out", "up", "down", "into", "over", "under", "your", "their", "my", "some", "any",
))  # fmt: skip
_BLOCKS = frozenset({"House", "Tower", "Towers", "Point"})
#: Houses in which nobody has a front door of their own.
_OTHER_HOUSES = frozenset(
    {"white", "opera", "full", "open", "public", "council", "royal", "custom", "civic", "the", "eiffel"}
)


def addresses(reading: Reading, parent_text: str, postcode_starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Start and end of each address; ``postcode_starts`` are where the comment's postcodes begin."""
    tokens = tokens_of(reading.text)
    at = 0
    while at < len(tokens):
        found = _address_at(reading.text, tokens, at) or _named_house(reading.text, tokens, at, postcode_starts)
        if found is None:
            at += 1
            continue
        first, last = found
        yield tokens[first].start, tokens[last].end
        at = last + 1
    yield from named_doors(reading.text)
    yield from bare_numbers(reading.text, tokens, parent_text, bool(postcode_starts))


def _address_at(text: str, tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """First and last token of the address whose house number begins at this token."""
    last_of_number = _house_number(tokens, at)
    if last_of_number is None or is_something_else(text, tokens, at):
        return None
    street_from = _skip(tokens, last_of_number + 1, (",", "\n"))
    # A number in words needs a real street behind it: "the one Dai lives on" is no address.
    in_figures = tokens[at].text[:1].isdigit()
    has_letter = in_figures and tokens[at].text[-1:].isalpha() and tokens[at].plain[-1] not in _MEASURES
    before = text[max(0, tokens[at].start - 25) : tokens[at].start]
    lives_there = in_figures and (LIVING.search(before) is not None or _is_flat(tokens, at, street_from))
    last = _street_end(tokens, street_from, lives_there, has_letter=has_letter)
    last = _block_end(tokens, at, street_from) if last is None else last
    if last is not None and is_a_clause(tokens[street_from : last + 1]):
        return None
    if last is not None and not tokens[last].is_capital and not may_be_small(text, tokens, at, street_from, last):
        return None
    if last is None or _counts_things(tokens, last) or is_hour(tokens, at, street_from, last):
        return None
    if plain(text[tokens[street_from].start : tokens[last].end]) == "downing street":
        return None
    first = _with_flat(tokens, at - 2 if is_house_range(tokens, at) else at)
    return None if _is_public(tokens, first) else (first, _with_second_street(tokens, last))


def _is_flat(tokens: Sequence[Token], at: int, street_from: int) -> bool:
    """ "Flat 9 Ravenscar House": what stands behind the number of a flat is what the block is called."""
    if at == 0 or tokens[at - 1].plain not in FLATS or street_from >= len(tokens):
        return False
    return street_from == at + 1 or tokens[street_from].plain == "the"


def _block_end(tokens: Sequence[Token], at: int, street_from: int) -> int | None:
    """ "58 Attlee House": a block of flats by its name; "2 Opera House tickets" are for something else."""
    last = street_from + 1
    if not tokens[at].text.isdigit() or last >= len(tokens) or tokens[last].text not in _BLOCKS:
        return None
    name = tokens[street_from]
    return last if name.is_word and name.is_capital and name.plain not in _OTHER_HOUSES else None


def _house_number(tokens: Sequence[Token], at: int) -> int | None:
    """Last token of a house number in figures or words."""
    token = tokens[at]
    if token.text[0].isdigit() and HOUSE_NUMBER.fullmatch(token.text):
        return at
    if token.plain in _TENS and at + 1 < len(tokens):
        after = _skip(tokens, at + 1, ("-",))
        return after if after < len(tokens) and tokens[after].plain in ONES else at
    return at if token.plain in _TEENS or token.plain in ONES else None


def _street_end(tokens: Sequence[Token], at: int, lives_there: bool, *, has_letter: bool) -> int | None:
    """Last token of a street name that begins here."""
    if at >= len(tokens) or not tokens[at].is_word:
        return None
    words = address_words()
    if tokens[at].plain in _NO_NAME:
        return None
    if _HYPHEN_OR_TICK.split(tokens[at].plain)[0] in words.street_before:
        return at if "-" in tokens[at].text else _welsh_street_end(tokens, at)
    is_lower = not tokens[at].is_capital and not (
        tokens[at].plain == "the" and at + 1 < len(tokens) and tokens[at + 1].is_capital
    )
    for last in range(at + 1, min(at + 1 + _NAME_LENGTH, len(tokens))):
        token = tokens[last]
        name = tokens[last - 1]
        if not name.is_word or (is_lower and (name.is_capital or name.plain in _NO_NAME)):
            break
        if is_lower and last - 1 > at and name.plain in _PASSING:
            break
        if token.plain in words.street_after and not (is_lower and token.is_capital):
            return _last_type(tokens, last)
        if not token.is_capital and not is_lower and token.plain not in words.articles:
            break
    is_name = tokens[at].is_capital and len(tokens[at].text) > 1 and tokens[at].plain not in words.stops
    if (lives_there or has_letter) and is_name:
        return _capitals_end(tokens, at)
    return None


def _last_type(tokens: Sequence[Token], last: int) -> int:
    """ "Bank Avenue": the second of two words for a street."""
    after = last + 1
    is_second = after < len(tokens) and tokens[after].plain in address_words().street_after
    return after if is_second and tokens[after].is_capital == tokens[last].is_capital else last


def _welsh_street_end(tokens: Sequence[Token], at: int) -> int | None:
    words = address_words()
    last = at
    has_capital = tokens[at].is_capital
    for index in range(at + 1, min(at + 3 + _NAME_LENGTH, len(tokens))):
        token = tokens[index]
        if not token.is_word:
            break
        if token.plain in words.articles and last == index - 1:
            continue
        is_name = token.is_capital if has_capital else _continues_small_name(tokens, at, index)
        if not is_name or (token.plain in words.stops and not token.text.isupper()):
            break
        last = index
    return last if last > at else None


def _continues_small_name(tokens: Sequence[Token], at: int, index: int) -> bool:
    """In small letters a name is one word after the article, or two where the second is no everyday word."""
    named = [token for token in tokens[at + 1 : index] if token.plain not in address_words().articles]
    return tokens[index].plain not in address_words().stops and len(named) < (1 if len(named) == index - at - 2 else 2)


def _capitals_end(tokens: Sequence[Token], at: int) -> int:
    last = at
    while last + 1 < len(tokens) and tokens[last + 1].is_word and tokens[last + 1].is_capital and last - at < 3:
        last += 1
    return last


def _with_flat(tokens: Sequence[Token], at: int) -> int:
    """First token once "number", "Flat 6," and the like are taken in."""
    words = address_words()
    first = at
    if first and tokens[first - 1].text == "." and first > 1 and tokens[first - 2].plain in words.number:
        first -= 2
    elif first and tokens[first - 1].plain in words.number | words.flat:
        first -= 1
    before = first - 1 if first and tokens[first - 1].text in (",", "\n") else first
    if before > 1 and HOUSE_NUMBER.fullmatch(tokens[before - 1].text) and tokens[before - 2].plain in words.flat:
        first = before - 2
    return first


def _with_second_street(tokens: Sequence[Token], last: int) -> int:
    """Takes in the street after the name of a block: "51, Tywod Aur Court, Gasworks Rise"."""
    if last + 2 >= len(tokens) or tokens[last + 1].text != "," or not tokens[last + 2].is_capital:
        return last
    block = (
        tokens[last].plain in ("court", "house", "ct", "mansions", "buildings", "cwrt", "llys")
        or tokens[last].is_capital
    )
    end = _street_end(tokens, last + 2, False, has_letter=False)
    return end if block and end is not None else last


def _counts_things(tokens: Sequence[Token], last: int) -> bool:
    return last + 1 < len(tokens) and tokens[last + 1].plain in address_words().counted


def _is_public(tokens: Sequence[Token], first: int) -> bool:
    before = [token.plain for token in tokens[max(0, first - 3) : first] if token.is_word]
    joins = [word for word in before if word in ("at", "is", "are", "on", "the", "yn", "in")]
    return any(word in address_words().public for word in before[-2:]) and bool(joins or first)


def _named_house(text: str, tokens: Sequence[Token], at: int, postcode_starts: Sequence[int]) -> tuple[int, int] | None:
    """A house with a name instead of a number, known by the street and the postcode behind it."""
    if not tokens[at].is_capital or not tokens[at].is_word or "'" in tokens[at].text or "’" in tokens[at].text:
        return None
    comma = _capitals_end(tokens, at) + 1
    lives_there = bool(LIVING.search(text[max(0, tokens[at].start - 25) : tokens[at].start]))
    joins = (",", "on", "in") if lives_there else (",",)
    if comma + 1 >= len(tokens) or tokens[comma].text not in joins or comma == at + 1:
        return None
    last = _street_end(tokens, comma + 1, False, has_letter=False)
    if last is None or any(token.plain in address_words().public for token in tokens[at:comma]):
        return None
    near = any(0 <= start - tokens[last].end <= 3 for start in postcode_starts)
    is_house = any(token.plain in address_words().house_names for token in tokens[at:comma])
    return (at, last) if near or lives_there or is_house else None


def _skip(tokens: Sequence[Token], at: int, signs: tuple[str, ...]) -> int:
    while at < len(tokens) and tokens[at].text in signs:
        at += 1
    return at
