"""Tells use from mention: a word quoted, reported, objected to or said of oneself is not an attack."""

from moderator.scorers.lexicon import cue, shape
from moderator.scorers.reading import Sentence


def is_mention(sentence: Sentence, first: int, last: int) -> bool:
    """Words ``first`` to ``last`` are spoken about, not used against anybody."""
    if any(word.is_quoted for word in sentence.words[first:last]):
        return True
    before = " ".join(word.text for word in sentence.words[max(0, first - 7) : first])
    if cue("offence", "offence.toml", "mention").search(before):
        return True
    return shape("offence", "objecting").search(sentence.canon) is not None


def is_self(sentence: Sentence, first: int) -> bool:
    """The writer says it of themselves or their own."""
    before = " ".join(word.text for word in sentence.words[max(0, first - 5) : first])
    return any(match.end() >= len(before) - 1 for match in cue("offence", "offence.toml", "self").finditer(before))
