"""Tells use from mention: a word quoted, reported, objected to or said of oneself is not an attack."""

import re

from moderator.scorers.lexicon import cue
from moderator.scorers.reading import Sentence

_OBJECTING = re.compile(r"\b(?:is (?:a )?(?:slur|offensive|racist|not ok|unacceptable|disablist|ableist)|(?:we are|im|i am|are) not)\b")


def is_mention(sentence: Sentence, first: int, last: int) -> bool:
    """Words ``first`` to ``last`` are spoken about, not used against anybody."""
    if any(word.is_quoted for word in sentence.words[first:last]):
        return True
    before = " ".join(word.text for word in sentence.words[max(0, first - 7) : first])
    if cue("offence", "offence.toml", "mention").search(before):
        return True
    return _OBJECTING.search(sentence.canon) is not None


def is_self(sentence: Sentence, first: int) -> bool:
    """The writer says it of themselves or their own."""
    before = " ".join(word.text for word in sentence.words[max(0, first - 5) : first])
    return any(match.end() >= len(before) - 1 for match in cue("offence", "offence.toml", "self").finditer(before))
