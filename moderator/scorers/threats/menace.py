"""Menace that no grammar of threats foresees: somebody, a means or a harm, and an aim, all in one short comment."""

import re

from moderator.scorers.company import is_fun
from moderator.scorers.lexicon import cue
from moderator.scorers.marking import mark
from moderator.scorers.scene import Scene

_FILE = ("threats", "menace.toml")
#: In longer comments such words meet by chance.
_LONGEST = 420
_LAUGHS = re.compile("[😂🤣😆😹😅😁]|[⚽🏉🎳🎭🎃🎄❤🥰]")


def menace(scene: Scene) -> tuple[int, tuple[int, int]] | None:
    """The sentence and the words that carry the menace, where there is one."""
    if len(scene.reading.canon) > _LONGEST or _is_calm(scene):
        return None
    marked = [mark(scene, index) for index in range(len(scene.reading.sentences))]
    whole = " . ".join(one.text for one in marked)
    if cue(*_FILE, "somebody").search(whole) is None:
        return None
    aim, hint = cue(*_FILE, "aim").search(whole), cue(*_FILE, "hint").search(whole)
    for index, one in enumerate(marked):
        for key, is_meant in (("harm", aim or hint), ("means", aim or hint), ("ways", hint)):
            match = cue(*_FILE, key).search(one.text)
            if match is not None and is_meant is not None and not _same(match, is_meant):
                return index, one.span(*match.span())
    return None


def _same(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.group() == other.group()


def _is_calm(scene: Scene) -> bool:
    canon = scene.reading.canon
    if _LAUGHS.search(scene.reading.signs) or is_fun(scene) or cue(*_FILE, "calm").search(canon):
        return True
    return any(word.is_quoted for sentence in scene.reading.sentences for word in sentence.words)
