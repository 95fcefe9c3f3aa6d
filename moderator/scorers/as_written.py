"""Tells quickly that nothing in a text can be a disguise, so that most comments need not be undone letter by letter."""

import re

from moderator.scorers.characters import ENTITY

#: Characters that stand for themselves: ASCII without its control characters, quotation marks, dashes, money.
_THEMSELVES = re.compile(r"[\n\t -\x7f’‘“”–—£€]*")
#: Three letters that stand alone may spell a word.
_SPELLING = re.compile(r"(?<!\S)(?:(?:[^\W_]|[@$|+!])[.,;:!?]*(?:\s+|$)){3}")


def words_as_written(text: str) -> list[str] | None:
    """The text's words, split at white space; None where a character may stand for another, or letters stand alone."""
    if not _THEMSELVES.fullmatch(text) or ("&" in text and ENTITY.search(text)) or _SPELLING.search(text):
        return None
    return text.split()
