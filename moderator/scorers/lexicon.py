"""Loads the word lists that lie beside each scorer, and turns their entries into patterns over plain sentences."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from moderator.scorers.anchored import Expression, Several, anchored
from moderator.scorers.respelling import tables

#: Where the lists lie: folder of the scorer, file.
LISTS = (
    ("defamation", "imputations.toml"),
    ("defamation", "assertion.toml"),
    ("offence", "offence.toml"),
    ("threats", "threats.toml"),
    ("protected", "protected.toml"),
    ("spam", "spam.toml"),
    ("election", "election.toml"),
)
_GAP = r"(?: [\w£$@#=]+){0,%d}?"
_SHORTHANDS = {
    "~~": _GAP % 6,
    "~": _GAP % 3,
    "<be>": r"(?:is|are|was|were|be|been|being|am|aint|isnt|hes|shes|theyre|youre|ur|yr|its|im|thats)",
    "<own>": r"(?:his|her|their|your|ur|yr|the|our|its|my|own|some|this|that|a|an)",
    "<him>": r"(?:him|her|them|you|u|ya|yous|em|he|she|they)",
    "<money>": (
        r"(?:£?\d[\dk]*|cash|money|grand|quid|thousands?|hundreds?|millions?|"
        r"fifty|twenty|thirty|forty|tenners?|fivers?|wads?)"
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: its name, its pattern, and what else the list says about it."""

    id: str
    pattern: Expression
    facts: Mapping[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=16)
def raw(folder: str, name: str) -> Mapping[str, Any]:
    """The list as it lies on disk."""
    return tomllib.loads(files(__package__).joinpath(folder, name).read_text("utf-8"))


def pattern_of(fragments: list[str]) -> Expression:
    """One pattern from many fragments: whole words, "~" for up to three words between, "~~" for up to six."""
    joined = "|".join(sorted((_expanded(fragment) for fragment in fragments), key=len, reverse=True))
    return anchored(rf"(?<![\w£@#])(?:{joined})(?!\w)")


def _expanded(fragment: str) -> str:
    for short, long in _SHORTHANDS.items():
        fragment = fragment.replace(short, long)
    return fragment


@lru_cache(maxsize=64)
def entries(folder: str, name: str, key: str) -> tuple[Entry, ...]:
    """The entries under one heading of a list, in file order; "<name>" in them stands for a class of the list."""
    classes = {f"<{one}>": f"(?:{'|'.join(words)})" for one, words in raw(folder, name).get("classes", {}).items()}
    return tuple(
        Entry(
            one["id"],
            pattern_of([_with_classes(text, classes) for text in one["words"]]),
            {k: v for k, v in one.items() if k not in ("id", "words")},
        )
        for one in raw(folder, name).get(key, [])
    )


def _with_classes(fragment: str, classes: Mapping[str, str]) -> str:
    for short, long in classes.items():
        fragment = fragment.replace(short, long)
    return fragment


def entries_in(text: str, folder: str, name: str, key: str) -> Sequence[Entry]:
    """Those entries under one heading that the text may hold, in file order."""
    return _several(folder, name, key).that_may_match(text)


@lru_cache(maxsize=64)
def _several(folder: str, name: str, key: str) -> Several[Entry]:
    return Several((entry, entry.pattern) for entry in entries(folder, name, key))


@lru_cache(maxsize=256)
def shape(folder: str, name: str) -> Expression:
    """One longer pattern from the "patterns.toml" beside a scorer, as it is written there."""
    return anchored(raw(folder, "patterns.toml")["patterns"][name])


@lru_cache(maxsize=256)
def words_under(folder: str, name: str, key: str) -> frozenset[str]:
    """A plain list of words."""
    return frozenset(raw(folder, name)[key]["words"])


@lru_cache(maxsize=256)
def cue(folder: str, name: str, key: str) -> Expression:
    """One pattern for a plain list of words and phrases."""
    return pattern_of(raw(folder, name)[key]["words"])


@lru_cache(maxsize=1)
def known_words() -> tuple[str, ...]:
    """Every word of every list: what disguised writing is undone towards."""
    return tuple(
        sorted({word for folder, name in LISTS for text in _texts(raw(folder, name)) for word in _words(text)})
    )


@lru_cache(maxsize=1)
def maskable_words() -> tuple[str, ...]:
    """Words people hide behind stars, likeliest first: swearing before violence."""
    return (*raw("offence", "offence.toml")["maskable"]["words"], *tables().maskable["words"])


@lru_cache(maxsize=1)
def slur_words() -> tuple[str, ...]:
    """Words of hatred, one by one."""
    lists = raw("offence", "offence.toml")["slur"]
    return tuple(sorted({word for one in lists for text in one["words"] for word in _words(text)}))


@lru_cache(maxsize=1)
def violent_words() -> tuple[str, ...]:
    """Words of violence long enough to be told behind a star, though an everyday word has their letters too."""
    lists = (raw("threats", "threats.toml")[key]["words"] for key in ("kill", "hurt", "suffered", "suffering"))
    words = {word for texts in lists for text in texts for word in _words(text.split(" ")[0])}
    return tuple(sorted(word for word in words if len(word) > 4))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _texts(one)
        case dict():
            for key, one in value.items():
                if key not in ("id", "why"):
                    yield from _texts(one)


def _words(fragment: str) -> Iterator[str]:
    """The words a pattern can match: "backhanders?" gives both its forms, "trann(?:y|ies)" both endings."""
    fragment = re.sub(r"\(\?[!=<][^()]*\)", "", fragment).replace(" ?", "")
    for word in re.split(r" (?![^(]*\))", fragment):
        yield from _expansions(word)
    yield from re.findall(r"(?<![a-z?])[a-z]{3,}(?![a-z?(\[])", fragment)


_GROUP = re.compile(r"\(\?:([^()]*)\)(\?)?")


def _expansions(pattern: str, depth: int = 4) -> Iterator[str]:
    group = _GROUP.search(pattern)
    if group and depth:
        options = [*group.group(1).split("|")[:24], *([""] if group.group(2) else [])]
        for option in options:
            yield from _expansions(pattern[: group.start()] + option + pattern[group.end() :], depth - 1)
        return
    optional = re.search(r"([a-z])\?", pattern)
    if optional and depth:
        yield from _expansions(pattern[: optional.start()] + pattern[optional.end() :], depth - 1)
        yield from _expansions(pattern[: optional.start()] + optional.group(1) + pattern[optional.end() :], depth - 1)
        return
    for word in pattern.split():
        if word.isascii() and word.isalpha() and len(word) > 2:
            yield word
