"""Comments to measure with: as long as real ones are, made of words written in this repository, the same every time."""

import csv
import json
import math
import random
from collections.abc import Iterator
from pathlib import Path

from moderator.shipped import shipped

#: Real comments: half are shorter than 18 tokens, one in ten longer than 90.
MEDIAN, P90 = 18, 90
_SIGMA = math.log(P90 / MEDIAN) / 1.2816
_LONGEST = 420
#: Tokens of a WordPiece vocabulary for each word, about.
_TOKENS_A_WORD = 1.3
#: Detoxify's own test rows, where the shared data lies beside the checkout.
DUMMY = Path("../shared/data/trainable/detoxify_dummy")


def comments(count: int, seed: int = 3) -> list[str]:
    """So many comments, no two alike in the first few thousand, lengths lognormal like a council's."""
    chance = random.Random(seed)
    sources = list(_written()) + list(_dummy())
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
        if words := json.loads(line).get("text", "").split():
            yield words


def _dummy() -> Iterator[list[str]]:
    for name in ("train.csv", "test.csv"):
        if (DUMMY / name).is_file():
            with (DUMMY / name).open(encoding="utf-8", newline="") as stream:
                yield from (
                    row["comment_text"].split() for row in csv.DictReader(stream) if row["comment_text"].strip()
                )
