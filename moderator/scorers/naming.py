"""Knows a name when it sees one: titles, first names, firms, desks, handles and strangers' surnames."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from moderator.scorers.folding import ordinary_words
from moderator.scorers.lexicon import known_words, shape, words_under
from moderator.scorers.reading import Sentence, Word

#: How certain it is who is meant: 3 named, 2 one office or firm, 1 a small group, 0 nobody who could be harmed.
NAMED, ROLE, FEW, NOBODY = 3, 2, 1, 0


#: Handles of bodies, parties and newsrooms: nobody who could be harmed.
_BODIES = re.compile(
    "council|cyngor|cc$|bc$|gop$|party$|labour$|tories|conservatives|libdems|plaid|ukip|greens$|police|heddlu|news|"
    "bbc|itv|nhs|gov$|govuk|fbi$|democrats|republicans|potus|whitehouse|parliament|senedd|union$|times$|mail$|post$"
)


@dataclass(frozen=True, slots=True)
class Name:
    words: tuple[str, ...]
    about: str
    level: int
    key: str
    is_junior: bool


@lru_cache(maxsize=1)
def lists() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("people.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def listed(name: str) -> frozenset[str]:
    return frozenset(lists()[name]["words"])


def plain_words(text: str) -> tuple[str, ...]:
    """A name as the words a reading would hold."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return tuple(re.findall(r"[a-z0-9]+", re.sub("['’`]", "", bare.lower())))


def is_verb_like(text: str) -> bool:
    return text in words_under("", "patterns.toml", "verbs")


def _is_capital(word: Word) -> bool:
    return word.shown[:1].isupper() and word.shown[:1].isalpha()


#: Titles that stand before a surname in whatever letters, and what follows them and is none.
_PLAIN_TITLES = frozenset(["mr", "mrs"])
_NO_SURNAMES = frozenset(
    ["and", "or", "mayor", "chairman", "chair", "president", "speaker", "big", "nice", "angry", "right"]
)


def titled(sentence: Sentence) -> Iterator[tuple[int, int, Name]]:
    words = sentence.words
    shouted = sum(word.shown.isupper() for word in words) > len(words) / 2
    for index, word in enumerate(words[:-1]):
        if word.text not in listed("titles"):
            continue
        follower = words[index + 1]
        is_political = word.text in listed("political_titles")
        is_plain = word.text in _PLAIN_TITLES and follower.text not in _NO_SURNAMES
        if not (_is_capital(follower) or is_political or is_plain) or follower.after_gap:
            continue
        if follower.text in ordinary_words() and (not _is_capital(follower) or shouted) and not is_plain:
            continue
        is_other = word.text in listed("titles_also_words")
        if is_other and (
            follower.text in ordinary_words() or not _is_capital(follower) or follower.text in listed("places")
        ):
            continue
        last = index + 2
        if last < len(words) and _is_capital(words[last]) and words[last].text not in ordinary_words() and not shouted:
            last += 1
        if last < len(words) and words[last].text in listed("places_after") and _is_capital(words[last]):
            continue
        about = "politician" if is_political else "private"
        name = Name((), about, NAMED, follower.text, is_junior=False)
        yield index, last, _at_work(sentence, last, name)


def firms(sentence: Sentence) -> Iterator[tuple[int, int, Name]]:
    words = sentence.words
    for index, word in enumerate(words[1:], start=1):
        if word.text in listed("company_tail") and _is_capital(word) and _is_capital(words[index - 1]):
            before = words[index - 1].text
            if before not in ordinary_words() and before not in listed("places"):
                yield index - 1, index + 1, Name((), "company", ROLE, before, is_junior=False)


def full_names(sentence: Sentence) -> Iterator[tuple[int, int, Name]]:
    words = sentence.words
    for index, word in enumerate(words):
        base = word.text.removesuffix("s") if word.text not in listed("first_names") else word.text
        if base not in listed("first_names"):
            continue
        after = words[index + 1] if index + 1 < len(words) else None
        is_full = (
            after is not None
            and _is_capital(word)
            and _is_capital(after)
            and not after.after_gap
            and after.text not in listed("places_after")
            and after.text not in listed("places")
            and (
                after.text not in ordinary_words() or after.text in listed("word_surnames") or _is_surely(words, index)
            )
        )
        if is_full:
            yield (
                index,
                index + 2,
                _at_work(sentence, index + 2, Name((), "private", NAMED, words[index + 1].text, False)),
            )
            continue
        at_work = _at_work(sentence, index + 1, Name((), "private", ROLE, base, is_junior=False))
        if at_work.about == "officer":
            yield index, index + 1, replace(at_work, level=NAMED)
        elif (
            _is_capital(word)
            and base not in listed("ambiguous_first_names")
            and not (word.shown.isupper() and len(word.shown) > 3)
            and (after is None or after.text not in listed("places_after"))
        ):
            yield index, index + 1, at_work


def _is_surely(words: Sequence[Word], index: int) -> bool:
    """A first name that is nothing else and a capital behind it, among small letters: "Josie Blunt held the pen"."""
    capitals = sum(_is_capital(word) for word in words)
    return words[index].text not in listed("ambiguous_first_names") and (capitals < len(words) / 2 or len(words) == 2)


def _at_work(sentence: Sentence, index: int, name: Name) -> Name:
    """Somebody named together with a desk or a department is a member of staff."""
    if index >= len(sentence.words) or name.about == "politician":
        return name
    rest = sentence.canon[sentence.places[index] :]
    if shape("", "departments").match(rest) or shape("", "jobs").match(rest):
        return replace(name, about="officer", is_junior=True)
    return name


def strangers(sentence: Sentence, known: frozenset[str]) -> Iterator[tuple[int, int, Name]]:
    """Capitalised words that are no ordinary word and no place: somebody's surname, or a handle."""
    words = sentence.words
    capitals = sum(_is_capital(word) for word in words)
    is_title_case = capitals > 1 and capitals >= len(words) * 0.7 and len(words) > 3
    for index, word in enumerate(words):
        if word.text.startswith("@") and len(word.text) > 2:
            is_council = _BODIES.search(word.text) is not None
            about, level = ("council", NOBODY) if is_council else ("unknown", NAMED)
            yield index, index + 1, Name((), about, level, word.text, is_junior=False)
        elif _is_strange(word.text, known):
            name = _stranger(words, index, is_title_case=is_title_case)
            if name is not None:
                yield index, index + _run(words, index, known, name), name


def _run(words: Sequence[Word], index: int, known: frozenset[str], name: Name) -> int:
    """How many words the name has: a stranger's first name and surname are one person."""
    if name.level != NAMED or index + 1 >= len(words):
        return 1
    after = words[index + 1]
    is_surname = _is_capital(after) and not after.after_gap and not after.shown.isupper()
    return 2 if is_surname and _is_strange(after.text, known) else 1


def _is_strange(text: str, known: frozenset[str]) -> bool:
    base = text.removesuffix("s")
    return len(text) > 3 and text.isalpha() and not {text, base} & known and not (_is_known(text) or _is_known(base))


def _stranger(words: Sequence[Word], index: int, *, is_title_case: bool) -> Name | None:
    word, base = words[index], words[index].text.removesuffix("s")
    after = words[index + 1].text if index + 1 < len(words) else ""
    somebody = Name((), "unknown", NAMED, base, is_junior=False)
    if word.shown.isupper() or word.shown.islower():
        return None
    if not _is_capital(word):  # "pElLiNgToN is": written to slip past a filter
        return somebody if index == 0 and after in ("is", "was") else None
    if index and not re.match(r"(?:Mc|Mac|O')?[A-Z][a-z]+$", word.shown.split("'")[0]):
        return None
    is_place = index > 0 and words[index - 1].text in words_under("", "patterns.toml", "placing")
    if is_place or after in listed("places_after") or after in listed("company_tail"):
        return None
    if word.text.endswith("s") and after in listed("plural_verbs"):
        return Name((), "group", NOBODY, base, is_junior=False)
    opens_plainly = index == 0 and not is_verb_like(after) and not word.text.endswith("s")
    return None if opens_plainly or is_title_case else somebody


@lru_cache(maxsize=1)
def _blaming() -> frozenset[str]:
    """Words of the lists ("Fraudsters."): never a surname by themselves."""
    return frozenset(known_words())


def _is_known(text: str) -> bool:
    return (
        text in ordinary_words()
        or text in _blaming()
        or text in listed("places")
        or text in listed("places_after")
        or text in listed("first_names")
    )
