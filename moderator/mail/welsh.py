"""Says in Welsh what a mail says in English: sentences looked up by their English, with what varies carried over.

The Welsh stands in templates/cy.toml and has not been read by a fluent speaker yet. What is not in it stays English.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: Says one of our own sentences in a language.
Say = Callable[[str], str]
#: Shown beneath every mail that holds Welsh.
UNREVIEWED = "Nid oes siaradwr rhugl wedi darllen Cymraeg y neges hon eto."
_SLOT = re.compile(r"\{([a-z_]+)\}")
_WORD = re.compile(r"[A-Za-z]+")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) ")
#: What stands in such a slot is somebody's name, title or address, never a word of ours.
_NAME, _WHEN = "name", "when"
#: Kind of slot -> what may stand in it; the narrower, the less is mistaken for a sentence of ours.
_KINDS = {"n": r"\d+", "length": r"(?:under )?\d[0-9a-z ]*?"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One English sentence with gaps, and its Welsh."""

    pattern: re.Pattern[str]
    welsh: str
    #: Letters that are no gap: of two that fit, the fuller one is meant.
    letters: int


class Welsh:
    """The catalogue, ready to be asked."""

    def __init__(self, sentences: Mapping[str, str], days_and_months: Mapping[str, str]) -> None:
        self._whole = {en: cy for en, cy in sentences.items() if not _SLOT.search(en)}
        gapped = [_sentence(en, cy) for en, cy in sentences.items() if _SLOT.search(en)]
        self._gapped = sorted(gapped, key=lambda one: -one.letters)
        self._days_and_months = days_and_months

    def __call__(self, text: str) -> str:
        """The sentence in Welsh; as it is where the catalogue does not have it. Several are said one by one."""
        if text in self._whole:
            return self._whole[text]
        for sentence in self._gapped:
            if found := sentence.pattern.fullmatch(text):
                return self._filled(sentence.welsh, found)
        sentences = _BETWEEN_SENTENCES.split(text)
        return " ".join(map(self, sentences)) if len(sentences) > 1 else text

    def _filled(self, welsh: str, found: re.Match[str]) -> str:
        return _SLOT.sub(lambda slot: self._carried(slot[1], found[slot[1]]), welsh)

    def _carried(self, slot: str, value: str) -> str:
        if slot.startswith(_NAME):
            return value
        if slot.startswith(_WHEN):
            return _WORD.sub(lambda word: self._days_and_months.get(word[0], word[0]), value)
        return self(value)


def _sentence(en: str, cy: str) -> Sentence:
    parts = _SLOT.split(en)  # words, slot, words, slot ... words
    pattern = "".join(re.escape(part) if place % 2 == 0 else _gap(part) for place, part in enumerate(parts))
    return Sentence(re.compile(pattern, re.DOTALL), cy, sum(len(part) for part in parts[::2]))


def _gap(slot: str) -> str:
    return f"(?P<{slot}>{_KINDS.get(slot.partition('_')[0], '.+?')})"


@cache
def welsh() -> Welsh:
    """The catalogue that ships."""
    text = (files("moderator.mail") / "templates" / "cy.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Welsh(data["sentences"], data["days_and_months"])


def in_english(text: str) -> str:
    """The sentence as it was written."""
    return text


def sayings(language: str) -> tuple[tuple[str, Say], ...]:
    """In which languages a mail to somebody is written, in which order: "en", "cy", or "both" with the Welsh first."""
    if language == "both":
        return ("cy", welsh()), ("en", in_english)
    return (("cy", welsh()),) if language == "cy" else (("en", in_english),)
