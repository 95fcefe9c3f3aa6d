"""Finds whom and what a comment speaks about: people of the register, roles, firms, strangers by name, the council."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from moderator.domain.register import Person, Register
from moderator.scorers.folding import ordinary_words
from moderator.scorers.lexicon import pattern_of
from moderator.scorers.naming import (
    FEW,
    NAMED,
    NOBODY,
    ROLE,
    Name,
    firms,
    full_names,
    is_verb_like,
    listed,
    lists,
    plain_words,
    strangers,
    titled,
)
from moderator.scorers.reading import Reading, Sentence, Word

PERSONS = frozenset({"politician", "candidate", "officer", "private", "unknown"})
_JUNIOR = frozenset({"junior", "middle"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that point at somebody or something."""

    sentence: int
    first: int
    last: int
    about: str
    level: int
    #: Who it is, as far as it can be told apart.
    key: str
    start: int
    end: int
    is_junior: bool = False

    @property
    def is_person(self) -> bool:
        return self.about in PERSONS and self.level >= ROLE


class People:
    """Who is who; built once from the register."""

    def __init__(self, register: Register) -> None:
        self._names: dict[str, list[Name]] = {}
        for name in sorted(_names_in(register), key=lambda name: -len(name.words)):
            if name.words:
                self._names.setdefault(name.words[0], []).append(name)
        self._known_places = frozenset(_places_in(register))
        self._roles = tuple(
            (one["about"], one.get("level", ROLE), bool(one.get("junior")), pattern_of(one["words"]))
            for one in lists()["role"]
        )
        self._council = pattern_of(lists()["council"]["words"])
        self._few = pattern_of(lists()["small_group"]["words"])
        self._dead = pattern_of(lists()["dead"]["words"])

    @property
    def words(self) -> tuple[str, ...]:
        """Every word of every name, for undoing disguises."""
        return tuple({word for names in self._names.values() for name in names for word in name.words})

    def mentions(self, reading: Reading) -> tuple[Mention, ...]:
        """Every mention in reading order; they do not overlap."""
        found: list[Mention] = []
        for index, sentence in enumerate(reading.sentences):
            taken = [False] * len(sentence.words)
            here: list[Mention] = []
            for first, last, name in self._found(sentence):
                if last <= len(taken) and not any(taken[first:last]):
                    taken[first:last] = [True] * (last - first)
                    here.append(_mention(index, sentence, first, last, name))
            if self._dead.search(sentence.canon):
                here = [replace(one, level=NOBODY, about="dead") if one.is_person else one for one in here]
            found.extend(sorted(here, key=lambda one: one.first))
        return tuple(found)

    def _found(self, sentence: Sentence) -> Iterator[tuple[int, int, Name]]:
        """Candidates, the surest first."""
        yield from self._registered(sentence)
        yield from titled(sentence)
        yield from firms(sentence)
        yield from full_names(sentence)
        for about, level, is_junior, pattern in self._roles:
            for match in pattern.finditer(sentence.canon):
                first, last = sentence.words_at(*match.span())
                last = _without_verbs(sentence.words, first, last)
                yield first, last, Name((), about, level, match.group(), is_junior)
        for match in self._few.finditer(sentence.canon):
            yield *sentence.words_at(*match.span()), Name((), "officer", FEW, "few", is_junior=False)
        for match in self._council.finditer(sentence.canon):
            yield *sentence.words_at(*match.span()), Name((), "council", NOBODY, "council", is_junior=False)
        yield from strangers(sentence, self._known_places)

    def _registered(self, sentence: Sentence) -> Iterator[tuple[int, int, Name]]:
        words = sentence.words
        for first, word in enumerate(words):
            for text in (word.text, word.text.removesuffix("s")):
                for name in self._names.get(text, ()):
                    last = first + len(name.words)
                    if _same(words[first:last], name.words) and _is_meant(words, first, last, name):
                        start = first - 1 if first and words[first - 1].text in listed("titles") else first
                        yield start, last, name
                        break


#: Words that can stand behind an office and are no part of it.
_BEHIND = frozenset(["and", "who", "that", "when", "because", "cos", "he", "she", "is", "i", "with", "if", "but", "so"])


def _without_verbs(words: Sequence[Word], first: int, last: int) -> int:
    """Where the office ends: "the head of leisure has ..." is the head of leisure."""
    for at in range(first + 2, last):
        word = words[at]
        if word.after_gap or is_verb_like(word.text) or word.text in _BEHIND:
            return max(at, first + 1)
    return last


def _names_in(register: Register) -> Iterator[Name]:
    for person in register.people:
        is_junior = person.kind == "officer" and person.seniority in _JUNIOR
        for text in (person.name, *person.also):
            yield Name(plain_words(text), person.kind, NAMED, person.name, is_junior)
        for text in person.unique_roles:
            yield Name(plain_words(text), person.kind, ROLE, person.name, is_junior)
        yield from (Name(words, person.kind, NAMED, person.name, is_junior) for words in _surname(person))
    for company in register.companies:
        others = re.findall(r"also called ([^;,.]+)", company.what)
        for text in (company.name, *others):
            yield Name(plain_words(text), "company", ROLE, company.name, is_junior=False)
    for watch in register.watches:
        for text in watch.people:
            yield Name(plain_words(text), "private", NAMED, text, is_junior=False)
            yield Name(plain_words(text)[-1:], "private", NAMED, text, is_junior=False)


def _places_in(register: Register) -> Iterator[str]:
    """Words of the register that name places and bodies, not people."""
    named = {word for name in _names_in(register) for word in name.words}
    texts = [person.role for person in register.people]
    texts += [company.what for company in register.companies]
    texts += [text for watch in register.watches for text in (watch.label, watch.state, *watch.terms)]
    texts += [profile.title for profile in register.profiles]
    texts += [register.election.ward] if register.election else []
    for text in texts:
        yield from (word for word in plain_words(text) if word not in named)


def _surname(person: Person) -> Iterator[tuple[str, ...]]:
    last = person.name.split()[-1]
    yield plain_words(last)


def _same(words: Sequence[Word], name: tuple[str, ...]) -> bool:
    if len(words) != len(name):
        return False
    *front, final = zip(words, name, strict=True)
    return all(word.text == part for word, part in front) and final[0].text in (final[1], f"{final[1]}s")


def _is_meant(words: Sequence[Word], first: int, last: int, name: Name) -> bool:
    """A lone surname that is also a word counts only where it is written as a name."""
    if len(name.words) > 1 or name.level == ROLE:
        return True
    word = words[first]
    base = name.words[0]
    if first and words[first - 1].text in listed("titles"):
        return True
    if (
        base not in listed("word_surnames")
        and base not in ordinary_words()
        and base not in listed("ambiguous_first_names")
    ):
        return True
    if not word.shown[:1].isupper():
        return first == 0 and base in listed("word_surnames") and _is_all_small(words) and _says_what(words, last)
    is_shouted = word.shown.isupper() and len(word.shown) > 1
    return (first > 0 and not is_shouted) or (last < len(words) and is_verb_like(words[last].text))


def _is_all_small(words: Sequence[Word]) -> bool:
    return not any(word.shown[:1].isupper() for word in words)


def _says_what(words: Sequence[Word], last: int) -> bool:
    """The first word of a comment without capitals is a name where it "is a ..." or did what only people do."""
    follower = words[last].text if last < len(words) else ""
    after = words[last + 1].text if last + 1 < len(words) else ""
    return (follower in ("is", "was") and after in ("a", "an", "such", "nothing", "just")) or follower in (
        "lied",
        "stole",
    )


def _mention(index: int, sentence: Sentence, first: int, last: int, name: Name) -> Mention:
    start, end = sentence.words[first].start, sentence.words[last - 1].end
    return Mention(index, first, last, name.about, name.level, name.key, start, max(start + 1, end), name.is_junior)


def by_first_name(found: tuple[Mention, ...], reading: Reading, above: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """With the people of the post above whom the comment calls by a first name, in whatever letters."""
    firsts = {
        one.key.split()[0].lower(): one
        for one in above
        if one.is_person and " " in one.key and one.key.split()[0].lower() not in ordinary_words()
    }
    if not firsts:
        return found
    more = [
        _mention(index, sentence, at, at + 1, Name((), who.about, who.level, who.key, who.is_junior))
        for index, sentence in enumerate(reading.sentences)
        for at, word in enumerate(sentence.words)
        if (who := firsts.get(word.text)) is not None
        and not any(one.sentence == index and one.first <= at < one.last for one in found)
    ]
    return tuple(sorted((*found, *more), key=lambda one: (one.sentence, one.first))) if more else found


def of_persons(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions of single people, each person once, in order."""
    seen: dict[str, Mention] = {}
    for mention in mentions:
        if mention.is_person and (mention.key not in seen or seen[mention.key].level < mention.level):
            seen.setdefault(mention.key, mention)
    return tuple(seen.values())
