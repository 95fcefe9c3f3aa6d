"""Disguises comments a little, as typing and evading do, so that the second look learns to read through it.

Harmful and harmless comments alike: how something is spelled must not become evidence.
"""

import random
import re
from collections.abc import Callable, Sequence

_WORDS = re.compile(r"[A-Za-z']+|[^A-Za-z']+")
_LEAST = 4
_LOOK_ALIKE = str.maketrans("aeiost", "430157")
_SOUNDS = (("ck", "k"), ("ph", "f"), ("ight", "ite"), ("you", "u"), ("er", "a"), ("th", "f"), ("ing", "in"), ("s", "z"))

#: Where words stand that people marked, as (start, end).
Places = Sequence[tuple[int, int]]


def disguised(text: str, places: Places, dice: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """The comment with one to three words spelled otherwise, marked ones first, and where the marked words are now."""
    pieces = [(piece[0], any(piece.start() < end and piece.end() > start for start, end in places))
              for piece in _WORDS.finditer(text)]  # fmt: skip
    able = [at for at, (piece, _) in enumerate(pieces) if piece[0].isalpha() and len(piece) >= _LEAST]
    dice.shuffle(able)
    able.sort(key=lambda at: not pieces[at][1])
    for at in able[: dice.randint(1, 3)]:
        pieces[at] = (_spelled(pieces[at][0], dice), pieces[at][1])
    found: list[tuple[int, int]] = []
    length, before = 0, False
    for piece, is_marked in pieces:
        if is_marked:
            start = found.pop()[0] if before else length
            found.append((start, length + len(piece)))
        length, before = length + len(piece), is_marked
    return "".join(piece for piece, _ in pieces), found


def _spelled(word: str, dice: random.Random) -> str:
    return dice.choice(_WAYS)(word, dice.randrange(1, len(word) - 1), dice)


def _as_heard(word: str) -> str:
    heard = word.lower()
    for written, sound in _SOUNDS:
        heard = heard.replace(written, sound)
    return heard


#: Each is given a word, a place inside it, and dice.
_WAYS: tuple[Callable[[str, int, random.Random], str], ...] = (
    lambda word, at, _: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    lambda word, at, _: word[:at] + word[at + 1 :],
    lambda word, at, dice: word[:at] + word[at] * dice.randint(2, 4) + word[at + 1 :],
    lambda word, at, dice: word[:at] + dice.choice("*-#.") + word[at + 1 :],
    lambda word, at, _: word[0] + "".join(letter for letter in word[1:] if letter.lower() not in "aeiou"),
    lambda word, at, _: word.translate(_LOOK_ALIKE),
    lambda word, at, dice: dice.choice(" .-_*").join(word),
    lambda word, at, _: f"{word[:at]} {word[at:]}",
    lambda word, at, _: _as_heard(word),
    lambda word, at, dice: word[0] + dice.choice("*-") * (len(word) - 2) + word[-1],
)
