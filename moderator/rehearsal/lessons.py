"""Turns rows into what the network sees in one round: varied texts, some words hidden, batches of about equal size."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moderator.rehearsal.augmenting import varied
from moderator.rehearsal.targets import Row

#: Longest text the network sees in training; in service it reads up to 512 tokens.
_MOST_TOKENS = 64
_BATCH_TOKENS = 3072
_SORTED_TOGETHER = 4096
_HIDDEN_WORDS = 0.1
#: Mark of a token of which nobody said whether it is toxic.
UNSAID = -1.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """One row as the network sees it this time."""

    ids: list[int]
    #: Per token: 1 toxic, 0 not, UNSAID.
    marks: list[float]
    row: Row


def plan(rows: Sequence[Row], tokenizer: Any, dice: random.Random) -> list[list[Lesson]]:
    """Batches of about equal token counts in random order, each row once, varied anew."""
    lessons = _lessons(rows, tokenizer, dice)
    dice.shuffle(lessons)
    batches: list[list[Lesson]] = []
    for first in range(0, len(lessons), _SORTED_TOGETHER):
        batch: list[Lesson] = []
        for lesson in sorted(lessons[first : first + _SORTED_TOGETHER], key=lambda lesson: len(lesson.ids)):
            if batch and (len(batch) + 1) * len(lesson.ids) > _BATCH_TOKENS:
                batches.append(batch)
                batch = []
            batch.append(lesson)
        batches.append(batch)
    dice.shuffle(batches)
    return batches


def _lessons(rows: Sequence[Row], tokenizer: Any, dice: random.Random) -> list[Lesson]:
    texts = [varied(row.text, dice) for row in rows]
    told = tokenizer(texts, truncation=True, max_length=_MOST_TOKENS, return_offsets_mapping=True)
    return [
        Lesson(_with_gaps(ids, tokenizer.unk_token_id, dice), _marks(row, text, places), row)
        for row, text, ids, places in zip(rows, texts, told["input_ids"], told["offset_mapping"], strict=True)
    ]


def _with_gaps(ids: list[int], unknown: int, dice: random.Random) -> list[int]:
    """The tokens with some made unreadable, so that no single word decides and unknown words mean little."""
    inner = [unknown if dice.random() < _HIDDEN_WORDS else token for token in ids[1:-1]]
    return [ids[0], *inner, ids[-1]]


def _marks(row: Row, text: str, places: Sequence[tuple[int, int]]) -> list[float]:
    if row.marked is None:
        return [UNSAID] * len(places)
    toxic = bytearray(len(text))
    lowered = text.lower()
    for words in row.marked:
        at = lowered.find(words.strip().lower())
        while words.strip() and at >= 0:
            toxic[at : at + len(words.strip())] = b"\1" * len(words.strip())
            at = lowered.find(words.strip().lower(), at + 1)
    if row.marked and not any(toxic):
        return [UNSAID] * len(places)  # cleaning or a slip changed the words
    return [float(any(toxic[first:last])) if last > first else UNSAID for first, last in places]
