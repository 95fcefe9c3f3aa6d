"""Numbers of bank cards: four groups or one run of figures that pass the check every card number passes."""

import re
from collections.abc import Iterator

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
        if _passes(figures) and figures[0] in "23456" and (is_grouped or _WORDS.search(text)):
            yield found.span()


def _passes(figures: str) -> bool:
    """The check digit of card numbers: every second figure from the right doubled."""
    doubled = (int(figure) * (2 if place % 2 else 1) for place, figure in enumerate(reversed(figures)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
