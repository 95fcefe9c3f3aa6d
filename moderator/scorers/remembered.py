"""Remembers which words the shipped expressions need, so that a start need not read them out of every one again.

``tests/evaluation/remember_anchors.py`` writes the file. It says nothing new: an expression that is not in it is read,
and a file that was changed, or written by other versions of the readers, counts as none; a start then takes longer.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from moderator.scorers.alternatives import Read
from moderator.scorers.anchors import anchors_of

FILE = Path(__file__).with_name("remembered.txt")
#: What it depends on beside the expressions.
_READERS = ("anchors.py", "alternatives.py")
_NOTHING = "-"


def reading(expression: str, flags: int) -> Read:
    """To be asked about the expression's parts in the order in which ``alternatives`` asks."""
    known = _lines().get(key_of(expression, flags))
    if known is None:
        return anchors_of
    answers = iter(known.split("\t"))
    return lambda part, flags: _anchors(next(answers))


def key_of(expression: str, flags: int) -> str:
    """Under which an expression is remembered."""
    return hashlib.sha256(f"{int(flags)}:{expression}".encode()).hexdigest()[:20]


def written(found: Mapping[str, Iterable[frozenset[str] | None]]) -> str:
    """The file's text: key -> what was answered about the expression's parts, in order."""
    lines = ("\t".join([key, *map(_words, found[key])]) for key in sorted(found))
    body = "".join(f"{line}\n" for line in lines)
    return f"{_heading(body)}\n{body}"


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, str]:
    """Key -> its answers."""
    try:
        heading, _, body = FILE.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    if heading != _heading(body):
        return {}
    return dict(line.split("\t", 1) for line in body.splitlines())


def _heading(body: str) -> str:
    """Holds for one body and one version of the readers."""
    digest = hashlib.sha256(body.encode())
    for name in _READERS:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return f"# Written by tests/evaluation/remember_anchors.py; not for editing. {digest.hexdigest()}"


def _words(anchors: frozenset[str] | None) -> str:
    return _NOTHING if anchors is None else " ".join(sorted(anchors))


def _anchors(words: str) -> frozenset[str] | None:
    return None if words == _NOTHING else frozenset(words.split(" "))
