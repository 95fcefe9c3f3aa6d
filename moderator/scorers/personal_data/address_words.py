"""The words of an address: what houses, flats and streets are called, and the comment cut into tokens."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from moderator.scorers.language.words import plain

#: Names of Welsh houses and streets that hyphens hold together: "Pen-y-Bryn", "Bryn-Awelon".
_HYPHENS = r"[^\W\d_]+-(?:y|yr|ar|ger|ein|o'r|i'r)-[^\W\d_]+|[A-Z][^\W\d_]{2,}-[A-Z][^\W\d_]{2,}"
#: A saint's or a friar's street is one name; any other "'s" belongs to the sentence.
_TOKEN = re.compile(rf"{_HYPHENS}|\bSt\.(?= [A-Z])|[^\W_]+(?:['’](?!s\b)[^\W_]+|['’]s(?= [A-Z]))*|[^\w\s]|\n")
#: A house number; a year is none, nor are thousands ("10k") and metres.
HOUSE_NUMBER = re.compile(r"(?!(?:19|20)[0-9]{2}$)[0-9]{1,4}[a-hjlnA-HJ-N]?")


class Token(NamedTuple):
    """A word or a sign; a tuple, since thousands are made."""

    start: int
    end: int
    text: str
    plain: str

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def is_word(self) -> bool:
        return self.text[:1].isalpha()


@dataclass(frozen=True, slots=True)
class AddressWords:
    """The lists of ``addresses.toml``."""

    street_after: frozenset[str]
    street_before: frozenset[str]
    flat: frozenset[str]
    house_names: frozenset[str]
    number: frozenset[str]
    articles: frozenset[str]
    public: frozenset[str]
    counted: frozenset[str]
    not_a_house: frozenset[str]
    stops: frozenset[str]
    happens: frozenset[str]


@cache
def address_words() -> AddressWords:
    lists = tomllib.loads(files(__package__).joinpath("addresses.toml").read_text(encoding="utf-8"))
    return AddressWords(**{name: frozenset(words.split()) for name, words in lists.items()})


def tokens_of(text: str) -> list[Token]:
    return [Token(*found.span(), found.group(), plain(found.group())) for found in _TOKEN.finditer(text)]
