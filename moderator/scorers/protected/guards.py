"""Turns an entry of the watch list into patterns: names, the case, and the case in other words and another order."""

import re
from dataclasses import dataclass

from moderator.domain.register import Watch
from moderator.scorers.anchored import Expression, anchored
from moderator.scorers.language.lexicon import shared_lexicon
from moderator.scorers.lexicon import cue, pattern_of, raw, shape
from moderator.scorers.naming import plain_words
from moderator.scorers.reading import Reading

#: How far apart, in characters, the words of a watch term may stand.
_NEAR = 60
_OFFICES = frozenset({"cllr", "councillor", "mayor", "alderman"})
_GIVEN = re.compile(r"([^\W\d_]+)\.? $")
_ARTICLE = re.compile(r"\b(?:an?|some|any|my|your)(?: [a-z]+)? $")


@dataclass(frozen=True, slots=True)
class Guard:
    """One watch entry as patterns."""

    watch: Watch
    #: Full names, surnames and whatever in the terms is part of a name.
    names: Expression | None
    first_names: Expression | None
    #: The case, the school or the event.
    topic: Expression | None
    #: The same, with other words between: every pattern of one tuple has to be found near the others.
    scattered: tuple[tuple[Expression, ...], ...] = ()


def guard_of(watch: Watch) -> Guard:
    people = [plain_words(name) for name in watch.people]
    name_words = {word for name in people for word in name}
    names = {" ".join(name) for name in people} | {name[-1] for name in people if len(name) > 1}
    topics: set[str] = set()
    for term in watch.terms:
        words = plain_words(term)
        is_name = any(
            word in name_words or any(len(word) == 1 and part.startswith(word) for part in name_words) for word in words
        ) and all(word in name_words or len(word) == 1 for word in words)
        (names if is_name else topics).add(" ".join(words))
    if watch.kind in ("live_case", "sexual_offence_complainant", "child", "teacher_before_charge"):
        label = " ".join(plain_words(re.sub(r"\(.*?\)", "", watch.label)))
        if len(label.split()) > 1 and watch.kind != "child":
            topics.add(label)
    firsts = {name[0] for name in people if len(name) > 1}
    return Guard(watch, _any(names), _any(firsts), _any(topics), tuple(map(_scattered, sorted(topics))))


def _scattered(topic: str) -> tuple[Expression, ...]:
    words = topic.split()
    synonyms = raw("protected", "patterns.toml")["synonyms"]
    return tuple(anchored(rf"\b(?:{synonyms.get(word, re.escape(word) + 's?')})\b") for word in words)


def near(guard: Guard, reading: Reading) -> re.Match[str] | None:
    """A watch term whose words stand near each other in any order, at least two of them as they are written there."""
    for sentence in reading.sentences:
        for patterns in guard.scattered:
            found = [pattern.search(sentence.canon) for pattern in patterns]
            if len(patterns) > 1 and all(found) and max(map(_start, found)) - min(map(_start, found)) < _NEAR:
                return next(one for one in found if one is not None)
    return None


def _start(match: re.Match[str] | None) -> int:
    return match.start() if match else 0


def _any(words: set[str]) -> Expression | None:
    return pattern_of([f"{re.escape(word)}s?" for word in sorted(words) if word]) if words else None


def but_fair(canon: str) -> str:
    """The words with those blotted out that anybody may say of a trial; every other word keeps its place."""
    for one in cue("protected", "protected.toml", "fair").finditer(canon):
        canon = canon[: one.start()] + "." * len(one.group()) + canon[one.end() :]
    return canon


def is_namesake(guard: Guard, before: str, canon: str) -> bool:
    """Another given name or an office stands before the surname, and the comment says nothing of kin or of the case."""
    given = _GIVEN.search(before)
    if given is None or shape("protected", "kin-or-case").search(canon):
        return False
    word = given.group(1)
    if guard.first_names is not None and guard.first_names.search(word.lower()):
        return False
    return word.lower() in _OFFICES or (word[:1].isupper() and shared_lexicon().is_name(word.lower()))


def is_a_thing(before: str, written: str) -> bool:
    """Behind an article and in small letters stands a thing ("with a trowel"), and no surname."""
    return written.islower() and _ARTICLE.search(before) is not None
