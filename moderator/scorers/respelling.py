"""Ways in which a word is misspelled on purpose: stretched, in digits and signs, by its sound."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

STRETCH = re.compile(r"([a-z])\1{2,}")
#: How many readings of one disguised word are tried.
_CANDIDATES = 96


@dataclass(frozen=True, slots=True)
class Tables:
    emoji: dict[str, str]
    emoji_verb: dict[str, str]
    signs: dict[str, str]
    leet: dict[str, str]
    short: dict[str, str]
    #: Under "words": words of violence that people hide behind stars.
    maskable: dict[str, list[str]]


@lru_cache(maxsize=1)
def tables() -> Tables:
    return Tables(**tomllib.loads(files(__package__).joinpath("folding.toml").read_text("utf-8")))


def unstretched(core: str) -> Iterator[str]:
    runs = STRETCH.findall(core)[:5]
    for lengths in product((1, 2), repeat=len(runs)):
        sizes = iter(lengths)
        yield STRETCH.sub(lambda match, sizes=sizes: match.group(1) * next(sizes, 1), core)  # type: ignore[misc]


def unleeted(core: str, tables: Tables) -> Iterator[str]:
    options: list[Sequence[str]] = []
    position = 0
    while position < len(core):
        sign = next((sign for sign in tables.signs if core.startswith(sign, position)), None)
        if sign:
            options.append((tables.signs[sign],))
            position += len(sign)
            continue
        char = core[position]
        options.append(char if char.isalpha() else tables.leet.get(char, ""))
        position += 1
    if all(options):
        yield from islice(("".join(letters) for letters in product(*options)), _CANDIDATES)


def sounds(word: str) -> str:
    """A rough key of how an English word sounds: spellings made to slip past a filter share it."""
    for written, heard in (("ph", "f"), ("ae", "e"), ("ee", "e"), ("igh", "i"), ("qu", "k"), ("wh", "w"), ("x", "ks")):
        word = word.replace(written, heard)
    word = re.sub("c(?=[eiy])", "s", word).replace("ck", "k")
    word = re.sub("c(?!h)", "k", word).replace("y", "i").replace("z", "s")
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub("ing$", "in", word).removesuffix("e")
