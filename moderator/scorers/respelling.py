"""Ways in which a word is misspelled on purpose: stretched, in digits and signs, by its sound."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

STRETCH = re.compile(r"([a-z])\1{2,}")
#: One word between marks that set it bold, slanted or struck out.
MARKED = re.compile(r"([*_~`]{1,3})([^\W_]+(?:['’][^\W_]+)?)\1(?![\w*_~`])")
#: Letters that look like another, or like two, in most typefaces.
_REDRAWN = (("rn", "m"), ("cl", "d"), ("vv", "w"))
#: A name spelled out behind its capital, and one with several of its letters in digits.
_SPELLED_NAME = re.compile(r"[A-Z](?:[._~-]{1,3}[a-z]){4,}")
_DIGIT_NAME = re.compile(r"[A-Z][a-z]*(?:[013457@$]{1,2}[a-z]+){2,}[013457@$]?(?![0-9])|[A-Z][a-z]{2,}[0-9@$][a-z]{2,}")
_DIGITS = str.maketrans("013457@$", "oieastas")
#: How many readings of one disguised word are tried.
_CANDIDATES = 96


@dataclass(frozen=True, slots=True)
class Tables:
    emoji: dict[str, str]
    emoji_verb: dict[str, str]
    signs: dict[str, str]
    leet: dict[str, str]
    short: dict[str, str]
    chat: dict[str, str]
    between: dict[str, str]
    #: Under "words": words of violence that people hide behind stars.
    maskable: dict[str, list[str]]


@lru_cache(maxsize=1)
def tables() -> Tables:
    return Tables(**tomllib.loads(files(__package__).joinpath("folding.toml").read_text("utf-8")))


def unstretched(core: str) -> Iterator[str]:
    runs = STRETCH.findall(core)[:5]
    # English doubles these two vowels more often than any other letter between two others ("shooot", "queeer").
    for lengths in product(*((2, 1) if letter in "eo" else (1, 2) for letter in runs)):
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


def redrawn(core: str) -> Iterator[str]:
    """The readings of a word in which letters stand for others that look alike."""
    small = re.sub("(?<=[a-z])I|I(?=[a-z])", "l", core)
    small = small.lower() if small != core or core.islower() or core.istitle() else ""
    pairs = [(drawn, meant) for drawn, meant in _REDRAWN if drawn in small]
    for chosen in product((False, True), repeat=len(pairs)):
        word = small
        for is_drawn, (drawn, meant) in zip(chosen, pairs, strict=True):
            word = word.replace(drawn, meant) if is_drawn else word
        if word and word != core.lower():
            yield word


def disguised_name(shown: str) -> tuple[str, int, int] | None:
    """A name nobody knows, spelled out with marks or digits, and the part of ``shown`` it stands for."""
    if spelled := _SPELLED_NAME.match(shown):
        return re.sub("[^A-Za-z]", "", spelled.group()), 0, spelled.end()
    if digits := _DIGIT_NAME.match(shown):
        return digits.group().replace("11", "ll").translate(_DIGITS), 0, digits.end()
    return None


def sounds(word: str) -> str:
    """A rough key of how an English word sounds: spellings made to slip past a filter share it."""
    for written, heard in (("ph", "f"), ("ae", "e"), ("ee", "e"), ("igh", "i"), ("qu", "k"), ("wh", "w"), ("x", "ks")):
        word = word.replace(written, heard)
    word = re.sub("c(?=[eiy])", "s", word).replace("ck", "k")
    word = re.sub("c(?!h)", "k", word).replace("y", "i").replace("z", "s")
    word = re.sub(r"(.)\1+", r"\1", word)
    word = re.sub("(?<=[a-z]{3})(?:er|ur|ar|or|ah)(s?)$", r"a\1", word)
    return re.sub("ing$", "in", word).removesuffix("e")
