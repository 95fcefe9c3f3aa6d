"""Comments to measure with: as long as real ones are, made of words written in this repository, the same every time."""

import json
import math
import random
from collections.abc import Callable, Iterator, Sequence

from moderator.shipped import shipped

#: Real comments: half are shorter than 18 tokens, one in ten longer than 90.
MEDIAN, P90 = 18, 90
_SIGMA = math.log(P90 / MEDIAN) / 1.2816
_LONGEST = 420
#: Tokens of a WordPiece vocabulary for each word, about.
_TOKENS_A_WORD = 1.3


#: The number of a round -> its comments.
Rounds = Callable[[int], list[str]]


def in_turn(texts: Sequence[str], count: int) -> Rounds:
    """Each round the next so many of these texts, mixed the same way every time; from the start when used up."""
    mixed = list(texts)
    random.Random(count).shuffle(mixed)  # noqa: S311 - nothing is secret here
    return lambda number: [mixed[(number * count + place) % len(mixed)] for place in range(count)]


def made_up(count: int) -> Rounds:
    """Each round so many comments made of words written in this repository."""
    return lambda number: comments(count, seed=number)


def comments(count: int, seed: int = 3) -> list[str]:
    """So many comments, next to none alike, lengths lognormal like a council's."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret here
    sources = list(_written())
    return [_comment(sources, chance) for _ in range(count)]


def _comment(sources: list[list[str]], chance: random.Random) -> str:
    tokens = min(_LONGEST, chance.lognormvariate(math.log(MEDIAN), _SIGMA))
    wanted = max(1, round(tokens / _TOKENS_A_WORD))
    words: list[str] = []
    while len(words) < wanted:
        words += chance.choice(sources)
    start = chance.randrange(max(1, len(words) - wanted + 1))
    return " ".join(words[start : start + wanted])


def _written() -> Iterator[list[str]]:
    lines = (shipped("config") / "demo" / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    for line in filter(str.strip, lines):
        words = json.loads(line).get("text", "").split()
        if any(character.isalpha() for word in words for character in word):
            yield words
