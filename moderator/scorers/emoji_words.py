"""Reads emoji that stand for a word, so that a drawn knife is read as one."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from moderator.scorers.characters import Letter
from moderator.scorers.respelling import tables


def with_emoji_words(text: str, letters: list[Letter]) -> Iterator[Letter]:
    """Emoji that stand for a word become that word, set apart by spaces; a row of the same one says it once."""
    known = tables()
    if text.isascii():
        yield from letters
        return
    letters = _without_confetti(letters)
    previous = ""
    index = 0
    while index < len(letters):
        letter = letters[index]
        pair = letter.char + letters[index + 1].char if index + 1 < len(letters) else ""
        is_verb = letter.char in known.emoji_verb and (_has_object(letters, index + 1) or _is_to_come(letters, index))
        size = 2 if pair in known.emoji else 1
        word = known.emoji_verb[letter.char] if is_verb else known.emoji.get(pair) or known.emoji.get(letter.char)
        if word is None:
            yield letter
        elif word != previous:
            for char in f" {word} ":
                yield Letter(char, letter.start, letters[index + size - 1].end)
        previous = word or ""
        index += size


def _without_confetti(letters: list[Letter]) -> list[Letter]:
    """Without the emoji that stand between single letters of one word ("s🐕e🐕t")."""
    between = [
        0 < at < len(letters) - 1
        and _is_emoji(letter.char)
        and letters[at - 1].char.isalpha()
        and letters[at + 1].char.isalpha()
        for at, letter in enumerate(letters)
    ]
    return [
        letter
        for at, letter in enumerate(letters)
        if not between[at] or not (any(between[at + 2 : at + 3]) or (at > 1 and between[at - 2]))
    ]


@lru_cache(maxsize=4096)
def _is_emoji(char: str) -> bool:
    return unicodedata.category(char) == "So"


def _is_to_come(letters: list[Letter], index: int) -> bool:
    """Somebody is going to do what is drawn ("I'm going to", "gonna", "will")."""
    before = "".join(letter.char for letter in letters[max(0, index - 12) : index]).lower()
    return re.search(r"\b(?:going to|gonna|gunna|gona|gna|will|i'?ll|want to|ready to)\s*$", before) is not None


def _has_object(letters: list[Letter], index: int) -> bool:
    after = "".join(letter.char for letter in letters[index : index + 8]).lower()
    return re.match(r"\s*(?:them|him|her|the|da|that|it|you)\b", after) is not None
