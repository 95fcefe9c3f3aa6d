"""Finds whom and what a comment speaks about: people of the register, roles, firms, strangers by name, the council."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
import tomllib
from typing import Any

from moderator.domain.register import Person, Register
from moderator.scorers.folding import ordinary_words
from moderator.scorers.lexicon import pattern_of
from moderator.scorers.reading import Reading, Sentence, Word

PERSONS = frozenset({"politician", "candidate", "officer", "private", "unknown"})
#: How certain it is who is meant: 3 named, 2 one office or firm, 1 a small group, 0 nobody who could be harmed.
NAMED, ROLE, FEW, NOBODY = 3, 2, 1, 0
_JUNIOR = frozenset({"junior", "middle"})
_DEPARTMENTS = re.compile(
    r"^(?:in|on|at|from|of|down|up) (?:the )?(?:reception|front desk|desk|switchboard|phones?|counter|housing|parking|"
    r"benefits|council tax|planning|highways|library|libraries|contact centre|call centre|depot|tip|civic|licensing|"
    r"environmental|refuse|social services|education|payroll|finance|legal|registrars?|complaints|enforcement|parks|"
    r"electoral|customer services|waste|recycling|street|leisure|council|till)\b"
)
_JOBS = re.compile(
    r"^(?:the )?(?:parking officer|parking warden|traffic warden|foreman|caretaker|housing officer|social worker|"
    r"receptionist|librarian|planning officer|enforcement officer|teacher|clerk|lifeguard|warden|licensing officer)\b"
)


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


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    about: str
    level: int
    key: str
    is_junior: bool


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("people.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def _set(name: str) -> frozenset[str]:
    return frozenset(_lists()[name]["words"])


def plain_words(text: str) -> tuple[str, ...]:
    """A name as the words a reading would hold."""
    import unicodedata

    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return tuple(re.findall(r"[a-z0-9]+", re.sub("['’`]", "", bare.lower())))


class People:
    """Who is who; built once from the register."""

    def __init__(self, register: Register) -> None:
        self._names: dict[str, list[_Name]] = {}
        for name in sorted(_names_in(register), key=lambda name: -len(name.words)):
            if name.words:
                self._names.setdefault(name.words[0], []).append(name)
        self._known_places = frozenset(_places_in(register))
        self._roles = tuple(
            (one["about"], bool(one.get("junior")), pattern_of(one["words"])) for one in _lists()["role"]
        )
        self._council = pattern_of(_lists()["council"]["words"])
        self._few = pattern_of(_lists()["small_group"]["words"])
        self._dead = pattern_of(_lists()["dead"]["words"])

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

    def _found(self, sentence: Sentence) -> Iterator[tuple[int, int, _Name]]:
        """Candidates, the surest first."""
        yield from self._registered(sentence)
        yield from _titled(sentence)
        yield from _firms(sentence)
        yield from _full_names(sentence)
        for about, is_junior, pattern in self._roles:
            for match in pattern.finditer(sentence.canon):
                first, last = sentence.words_at(*match.span())
                yield first, last, _Name((), about, ROLE, match.group(), is_junior)
        for match in self._few.finditer(sentence.canon):
            yield *sentence.words_at(*match.span()), _Name((), "officer", FEW, "few", is_junior=False)
        for match in self._council.finditer(sentence.canon):
            yield *sentence.words_at(*match.span()), _Name((), "council", NOBODY, "council", is_junior=False)
        yield from _strangers(sentence, self._known_places)

    def _registered(self, sentence: Sentence) -> Iterator[tuple[int, int, _Name]]:
        words = sentence.words
        for first, word in enumerate(words):
            for text in (word.text, word.text.removesuffix("s")):
                for name in self._names.get(text, ()):
                    last = first + len(name.words)
                    if _same(words[first:last], name.words) and _is_meant(words, first, last, name):
                        start = first - 1 if first and words[first - 1].text in _set("titles") else first
                        yield start, last, name
                        break


def _names_in(register: Register) -> Iterator[_Name]:
    for person in register.people:
        is_junior = person.kind == "officer" and person.seniority in _JUNIOR
        for text in (person.name, *person.also):
            yield _Name(plain_words(text), person.kind, NAMED, person.name, is_junior)
        for text in person.unique_roles:
            yield _Name(plain_words(text), person.kind, ROLE, person.name, is_junior)
        yield from (_Name(words, person.kind, NAMED, person.name, is_junior) for words in _surname(person))
    for company in register.companies:
        others = re.findall(r"also called ([^;,.]+)", company.what)
        for text in (company.name, *others):
            yield _Name(plain_words(text), "company", ROLE, company.name, is_junior=False)
    for watch in register.watches:
        for text in watch.people:
            yield _Name(plain_words(text), "private", NAMED, text, is_junior=False)
            yield _Name(plain_words(text)[-1:], "private", NAMED, text, is_junior=False)


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


def _is_meant(words: Sequence[Word], first: int, last: int, name: _Name) -> bool:
    """A lone surname that is also a word counts only where it is written as a name."""
    if len(name.words) > 1 or name.level == ROLE:
        return True
    word = words[first]
    base = name.words[0]
    if first and words[first - 1].text in _set("titles"):
        return True
    if base not in _set("word_surnames") and base not in ordinary_words() and base not in _set("ambiguous_first_names"):
        return True
    if not word.shown[:1].isupper():
        return False
    is_shouted = word.shown.isupper() and len(word.shown) > 1
    return (first > 0 and not is_shouted) or (last < len(words) and _is_verb_like(words[last].text))


def _is_verb_like(text: str) -> bool:
    return text in _VERBS


_VERBS = frozenset(
    "is was has had took takes should needs wants must you did does can cant could will wont would says said got gets "
    "never always only just been isnt wasnt gave gives goes went knows knew hasnt deserves lives lied lies keeps kept "
    "used ought cannot pays paid sells sold and".split()
)


def _is_capital(word: Word) -> bool:
    return word.shown[:1].isupper() and word.shown[:1].isalpha()


def _titled(sentence: Sentence) -> Iterator[tuple[int, int, _Name]]:
    words = sentence.words
    shouted = sum(word.shown.isupper() for word in words) > len(words) / 2
    for index, word in enumerate(words[:-1]):
        if word.text not in _set("titles"):
            continue
        follower = words[index + 1]
        is_political = word.text in _set("political_titles")
        if not (_is_capital(follower) or is_political) or follower.after_gap:
            continue
        if follower.text in ordinary_words() and (not _is_capital(follower) or shouted):
            continue
        if word.text in ("y", "old", "big", "head", "officer", "chief", "leader", "deputy", "father", "sister", "candidate", "lady", "ms"):
            if follower.text in ordinary_words() or not _is_capital(follower) or follower.text in _set("places"):
                continue
        last = index + 2
        if last < len(words) and _is_capital(words[last]) and words[last].text not in ordinary_words() and not shouted:
            last += 1
        if last < len(words) and words[last].text in _set("places_after") and _is_capital(words[last]):
            continue
        about = "politician" if is_political else "private"
        name = _Name((), about, NAMED, follower.text, is_junior=False)
        yield index, last, _at_work(sentence, last, name)


def _firms(sentence: Sentence) -> Iterator[tuple[int, int, _Name]]:
    words = sentence.words
    for index, word in enumerate(words[1:], start=1):
        if word.text in _set("company_tail") and _is_capital(word) and _is_capital(words[index - 1]):
            before = words[index - 1].text
            if before not in ordinary_words() and before not in _set("places"):
                yield index - 1, index + 1, _Name((), "company", ROLE, before, is_junior=False)


def _full_names(sentence: Sentence) -> Iterator[tuple[int, int, _Name]]:
    words = sentence.words
    for index, word in enumerate(words):
        base = word.text.removesuffix("s") if word.text not in _set("first_names") else word.text
        if base not in _set("first_names"):
            continue
        after = words[index + 1] if index + 1 < len(words) else None
        is_full = (
            after is not None
            and _is_capital(word)
            and _is_capital(after)
            and not after.after_gap
            and after.text not in _set("places_after")
            and after.text not in _set("places")
            and (after.text not in ordinary_words() or after.text in _set("word_surnames"))
        )
        if is_full:
            last = index + 2
            while last < len(words) and words[last].after_gap and _is_capital(words[last]) and last < index + 3:
                last += 1
            yield index, index + 2, _at_work(sentence, index + 2, _Name((), "private", NAMED, words[index + 1].text, False))
            continue
        at_work = _at_work(sentence, index + 1, _Name((), "private", ROLE, base, is_junior=False))
        if at_work.about == "officer":
            yield index, index + 1, replace(at_work, level=NAMED)
        elif _is_capital(word) and base not in _set("ambiguous_first_names") and not (word.shown.isupper() and len(word.shown) > 3):
            if after is None or after.text not in _set("places_after"):
                yield index, index + 1, at_work


def _at_work(sentence: Sentence, index: int, name: _Name) -> _Name:
    """Somebody named together with a desk or a department is a member of staff."""
    if index >= len(sentence.words) or name.about == "politician":
        return name
    rest = sentence.canon[sentence.places[index] :]
    if _DEPARTMENTS.match(rest) or _JOBS.match(rest):
        return replace(name, about="officer", is_junior=True)
    return name


_PLACING = frozenset(
    "from in at to near around round through via outside into by past over across towards leaving between beyond "
    "toward visit visiting love up down".split()
)


def _strangers(sentence: Sentence, known: frozenset[str]) -> Iterator[tuple[int, int, _Name]]:
    """Capitalised words that are no ordinary word and no place: somebody's surname, or a handle."""
    words = sentence.words
    capitals = sum(_is_capital(word) for word in words)
    for index, word in enumerate(words):
        if word.text.startswith("@") and len(word.text) > 2:
            is_council = re.search("council|cyngor|cc$|bc$", word.text) is not None
            about, level = ("council", NOBODY) if is_council else ("unknown", NAMED)
            yield index, index + 1, _Name((), about, level, word.text, is_junior=False)
            continue
        base = word.text.removesuffix("s")
        if len(word.text) < 4 or not word.text.isalpha() or _is_known(word.text) or _is_known(base):
            continue
        if word.text in known or base in known:
            continue
        if not _is_capital(word) or word.shown.isupper():
            is_subject = index == 0 and len(words) > 2 and words[1].text in ("is", "was")
            if is_subject and not word.shown.islower() and not word.shown.isupper():
                yield 0, 1, _Name((), "unknown", NAMED, base, is_junior=False)
            continue
        if index and words[index - 1].text in _PLACING:
            continue
        after = words[index + 1].text if index + 1 < len(words) else ""
        if after in _set("places_after") or after in _set("company_tail"):
            continue
        if word.text.endswith("s") and after in ("are", "were", "r", "have", "do", "dont", "should", "and", "want", "will"):
            yield index, index + 1, _Name((), "group", NOBODY, base, is_junior=False)
            continue
        if index == 0 and not _is_verb_like(after) and not word.text.endswith("s"):
            continue
        if capitals > 1 and capitals >= len(words) * 0.7 and len(words) > 3:
            continue
        yield index, index + 1, _Name((), "unknown", NAMED, base, is_junior=False)


def _is_known(text: str) -> bool:
    return (
        text in ordinary_words() or text in _set("places") or text in _set("places_after") or text in _set("first_names")
    )


def _mention(index: int, sentence: Sentence, first: int, last: int, name: _Name) -> Mention:
    start, end = sentence.words[first].start, sentence.words[last - 1].end
    return Mention(index, first, last, name.about, name.level, name.key, start, max(start + 1, end), name.is_junior)


def of_persons(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions of single people, each person once, in order."""
    seen: dict[str, Mention] = {}
    for mention in mentions:
        if mention.is_person and (mention.key not in seen or seen[mention.key].level < mention.level):
            seen.setdefault(mention.key, mention)
    return tuple(seen.values())
