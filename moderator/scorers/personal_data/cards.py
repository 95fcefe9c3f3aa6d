"""Numbers of bank cards: four groups or one run of figures that pass the check every card number passes."""

import re
from collections.abc import Iterator

from stdnum import luhn

from moderator.scorers.plain_reading import Reading

_CARD = re.compile(r"(?<![\w/.+-])(?:[0-9]{4}(?P<gap>[ -]?)[0-9]{4}(?P=gap)[0-9]{4}(?P=gap)[0-9]{1,7})(?![\w/-])")
_WORDS = re.compile(
    r"\b(?:cards?|visa|mastercard|amex|debit|credit|exp(?:iry|ires)?|cvv|cvc|cerdyn|gerdyn)\b", re.IGNORECASE
)


def card_numbers(reading: Reading) -> Iterator[tuple[int, int]]:
    """Start and end of each card number; one run of figures needs a word for it."""
    text = reading.text
    for found in _CARD.finditer(text):
        figures = re.sub("[^0-9]", "", found.group())
        is_grouped = found["gap"] != ""
        if luhn.is_valid(figures) and figures[0] in "23456" and (is_grouped or _WORDS.search(text)):
            yield found.span()
