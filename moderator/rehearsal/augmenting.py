"""Varies a training text as the same text varies in the world: who it is addressed to, a link, a slip of the finger."""

import random
import re
import string

_MENTION = re.compile(r"@\w+")
_SPACE = re.compile(r"\s+")
_LETTERS = string.ascii_lowercase
_SLIPS = 0.05
_LINKS = 0.12


def varied(text: str, dice: random.Random) -> str:
    """The text, perhaps without its mentions or with another, a link, or slips: none of them changes what it says."""
    drawn = dice.random()
    if drawn < 0.4:
        text = _without_mentions(text)
    elif drawn < 0.55:
        text = f"@{_letters(dice, dice.randint(5, 12))} {text}"
    if dice.random() < _LINKS:
        text = f"{text} https://t.co/{_letters(dice, 10)}"
    return _with_slips(text, dice) if dice.random() < _SLIPS else text


def _without_mentions(text: str) -> str:
    return _SPACE.sub(" ", _MENTION.sub("", text)).strip() or text


def _letters(dice: random.Random, count: int) -> str:
    return "".join(dice.choice(_LETTERS) for _ in range(count))


def _with_slips(text: str, dice: random.Random) -> str:
    """One word in eight with two letters swapped, one left out, or one typed twice."""
    words = text.split()
    for _ in range(max(min(1, len(words)), len(words) // 8)):
        number = dice.randrange(len(words))
        word = words[number]
        if len(word) > 3 and not word.startswith("@"):
            at = dice.randrange(1, len(word) - 1)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            words[number] = dice.choice((swapped, word[:at] + word[at + 1 :], word[: at + 1] + word[at:]))
    return " ".join(words)
