"""Newspaper comments in which people marked the toxic characters: cut into sentences, so that the model sees that the
rest of an angry post is not abuse, and told which words were marked."""

import ast
import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from moderator.rehearsal.targets import CIVIL, Row, targets

_BREAK = re.compile(r"(?<=[.!?])\s+|\n+")
#: A shorter piece says too little to be called civil.
_FEWEST_WORDS = 3


def span_rows(path: Path) -> Iterator[Row]:
    """Each post with marked words, whole and by sentence; posts in which nobody marked a word are left out."""
    with path.open(encoding="utf-8", newline="", errors="replace") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            marked = ast.literal_eval(row["spans"])
            if marked:
                yield from _post(row["text"], marked, f"{path.name} {number}")


def _post(text: str, marked: Sequence[int], kin: str) -> Iterator[Row]:
    words = tuple(text[first : last + 1] for first, last in _stretches(marked))
    wanted = targets(toxicity=0.95, insult=0.75)
    yield Row("", text, wanted, 1.0, words, kin)
    for first, last in _sentences(text):
        sentence = text[first:last]
        inside = tuple(text[a : b + 1] for a, b in _stretches([at for at in marked if first <= at < last]))
        if len(sentence.split()) < _FEWEST_WORDS or len(sentence) == len(text):
            continue
        if inside:
            yield Row("", sentence, wanted, 1.0, inside, kin)
        else:
            # Nobody objected to this sentence, but neither did anybody call it civil: hence the weight.
            yield Row("", sentence, targets(CIVIL, toxicity=0.02), 0.7, (), kin)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    ends = [(found.start(), found.end()) for found in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    return zip(starts, [*(start for start, _ in ends), len(text)], strict=True)


def _stretches(marked: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbouring positions."""
    for _, run in itertools.groupby(enumerate(sorted(marked)), key=lambda pair: pair[1] - pair[0]):
        places = [place for _, place in run]
        yield places[0], places[-1]
