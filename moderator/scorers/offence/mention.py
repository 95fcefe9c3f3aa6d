"""Tells use from mention: a word quoted, reported, objected to or said of oneself is not an attack."""

import re

from moderator.scorers.company import is_fun, is_praise
from moderator.scorers.lexicon import cue, shape
from moderator.scorers.reading import Sentence
from moderator.scorers.scene import Scene


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


def is_own_word(scene: Scene, sentence: Sentence, match: re.Match[str]) -> bool:
    """A word that some of those it names use of themselves, said with pleasure and at nobody."""
    if cue("offence", "offence.toml", "reclaimed").fullmatch(match.group()) is None:
        return False
    if shape("offence", "hostile").search(scene.reading.canon):
        return False
    after = sentence.canon[match.end() :].lstrip()
    if cue("offence", "offence.toml", "self_after").match(after):
        return True
    is_glad = is_praise(scene) or is_fun(scene)
    return is_glad and shape("offence", "speaks-for-itself").search(scene.reading.canon) is not None
