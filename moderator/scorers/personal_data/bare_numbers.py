"""A bare house number: an address only where the street or the door is known from the words around it."""

import re
from collections.abc import Iterator, Sequence

from moderator.scorers.anchored import anchored
from moderator.scorers.personal_data.address_words import HOUSE_NUMBER, Token, address_words

#: Words around a bare house number that make it somebody's door.
_DOOR = anchored(
    r"\b(?:door|doorbell|bell|lives?|living|house|flat|moved|knock|carers? at|family at|people at|them at"
    r"|him at|her at|drws|byw)\b",
    re.IGNORECASE,
)
_WHERE = anchored(
    r"\b(?:which house|what number|where (?:does|do|is)|which number|what house|number of (?:the|your|his"
    r"|her)|pa rif|pa dy|ble mae|beth yw'r rhif)\b",
    re.IGNORECASE,
)
_STREET = anchored(
    r"\b(?:heol|hewl|stryd|ffordd|lôn|lon|clos|cilgant|rhodfa|cwrt|teras|maes)\b|\b[A-Z][\w'’]+ (?:road|rd"
    r"|street|st|avenue|ave|lane|close"
    r"|crescent|drive|terrace|place|rise|way|court|gardens|grove|hill|row)\b",
    re.IGNORECASE,
)


#: Where "the number 9" is a bus.
_BUS = anchored(r"\b(?:bus(?:es)?|driv(?:er|ers|ing)|route|timetable|overtook|pulled out|bws)\b", re.IGNORECASE)


def bare_numbers(text: str, tokens: Sequence[Token], parent_text: str, has_postcode: bool) -> Iterator[tuple[int, int]]:
    """ "Number 14": an address only where the street or the door is known from the words around it."""
    words = address_words()
    # Looked for once: a comment may hold thousands of numbers.
    names_street = _STREET.search(text) is not None
    asked = _WHERE.search(parent_text) is not None or ("?" in parent_text and _STREET.search(parent_text) is not None)
    if asked and tokens and len(tokens) <= 10 and (only := _only_number(tokens)) is not None:
        yield only.start, only.end
        return
    for at in range(1, len(tokens)):
        prefix = at - 2 if tokens[at - 1].text == "." and at > 1 else at - 1
        is_number_word = tokens[prefix].plain in words.number
        is_house = tokens[prefix].plain in ("house", "ty") and has_postcode
        if not HOUSE_NUMBER.fullmatch(tokens[at].text) or not (is_number_word or is_house):
            continue
        if at + 1 < len(tokens) and tokens[at + 1].plain in words.counted | words.street_before:
            continue
        if prefix and tokens[prefix - 1].plain == "the" and _BUS.search(text):
            continue
        around = text[max(0, tokens[at].start - 40) : tokens[at].end + 25]
        known = names_street or _DOOR.search(around) is not None
        if asked or has_postcode or (known and tokens[at].text != "10"):
            yield tokens[at if is_house else prefix].start, tokens[at].end


def _only_number(tokens: Sequence[Token]) -> Token | None:
    """The bare number with which a short answer begins: "14, the blue door", "It's 9"."""
    first = next(
        (
            at
            for at, token in enumerate(tokens)
            if token.plain not in ("it's", "its", "just", "at", "is", "it", "s", "'")
        ),
        0,
    )
    at_number = HOUSE_NUMBER.fullmatch(tokens[first].text) is not None
    follows = tokens[first + 1].text if first + 1 < len(tokens) else "."
    return tokens[first] if at_number and not follows[:1].isalnum() and follows not in "%£:/" else None
