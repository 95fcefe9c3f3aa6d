"""Cuts a comment into Welsh and English runs of words, so that a switch of language inside a sentence is seen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from moderator.scorers.language.lexicon import NAME_OPENERS, STRONGEST, Lexicon
from moderator.scorers.language.words import Word, joined_by_apostrophe, words_of

#: What a change of language costs: about two clear words.
SWITCH = 3.0
#: A word met this often in 100,000 is everyday English.
EVERYDAY = 20
#: English small words: a short run that holds one is speech, not a borrowed noun.
_ENGLISH_GLUE = frozenset((
    "the", "is", "it", "its", "they", "you", "i", "and", "but", "so", "not", "no", "to", "for", "of", "my", "we",
    "was", "are", "can",
    "don", "what", "why", "when", "please", "thank", "thanks", "this", "that", "with", "all", "on", "in", "at", "up",
    "just", "very",
    "absolutely", "really", "never", "always", "today", "tonight", "tomorrow", "again",
))  # fmt: skip
#: What follows an English "I".
_AFTER_I = frozenset((
    "am", "m", "ve", "ll", "d", "was", "have", "had", "think", "want", "would", "can", "could", "don", "did", "do",
    "need", "live", "saw", "got", "will", "just", "love", "hate", "really", "know", "never", "always", "agree", "hope",
))  # fmt: skip
#: What follows a greeting rather than a Welsh "she".
_AFTER_HI = frozenset((
    "i", "im", "there", "can", "could", "is", "my", "we", "all", "the", "are", "do", "does", "what", "when", "where",
    "how", "please", "just", "has", "have", "would", "will", "you", "guys", "council", "any", "everyone", "not",
))  # fmt: skip
_ARTICLES = frozenset(("y", "yr", "r"))
#: A Welsh phrase with one of these is a clause, however short.
_VERBS = frozenset((
    "mae", "ma", "oes", "ydy", "ydi", "yw", "dyw", "dydy", "dwi", "wi", "fi", "sai", "so", "sneb", "sdim", "oedd",
    "odd", "roedd", "bydd", "fydd", "wedi", "wnaeth", "nath", "ges", "dere", "gai",
))  # fmt: skip
#: A few words between quotation marks, inside a longer sentence.
_QUOTATION = re.compile(r"(?<!\w)(?:\"[^\"\n]{2,40}\"|“[^”\n]{2,40}”|'[^'\n]{2,40}'|‘[^’\n]{2,40}’)(?!\w)")
#: "Ti'n", "fi'n", "o'n": with the particle and a word after it they say something of somebody.
_PRONOUNS = frozenset(("ti", "fi", "chi", "hi", "fe", "fo", "o", "ni", "nhw", "di", "dw", "ma", "mae"))
#: Words that are spoken about say less of the writer's language.
QUOTED = 0.3


class Weighed(NamedTuple):
    """A word with what it says: positive Welsh, negative English, 0 for a name."""

    word: Word
    odds: float
    is_name: bool
    is_known: bool
    #: Whether it hangs on the word before by an apostrophe.
    is_joined: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words in one language."""

    code: str
    words: tuple[Weighed, ...]

    @property
    def start(self) -> int:
        return self.words[0].word.start

    @property
    def end(self) -> int:
        return self.words[-1].word.end

    @property
    def prose(self) -> tuple[Weighed, ...]:
        return tuple(word for word in self.words if not word.is_name)

    @property
    def length(self) -> int:
        """Words of prose; "mae'r" counts once."""
        return sum(not word.is_joined for word in self.prose)

    @property
    def is_clause(self) -> bool:
        """Long enough that the writer chose to speak this language, not just to greet in it."""
        if self.length >= 3:
            return self.strength >= 5
        words = {word.word.plain for word in self.prose}
        if self.code == "en":
            glue = sum(word.word.plain in _ENGLISH_GLUE for word in self.prose)
            if glue >= 2 and self.strength >= 5:
                return True
            return self.length == 2 and self.strength >= 7 and bool(words & _ENGLISH_GLUE)
        has_clitic = any(word.is_joined and word.word.plain in ("n", "r") for word in self.prose)
        if has_clitic and self.prose[0].word.plain in _PRONOUNS and self.strength >= 5:
            return True
        return bool(words & _VERBS) and (self.strength >= 10 if self.length == 2 else has_clitic and self.strength >= 8)

    @property
    def strength(self) -> float:
        sign = 1 if self.code == "cy" else -1
        return sum(sign * word.odds for word in self.prose)


def weighed(text: str, lexicon: Lexicon) -> list[Weighed]:
    words = words_of(text)
    quoted = [one.span() for one in _QUOTATION.finditer(text)] if len(words) > 2 else []
    shouting = sum(word.text.isupper() for word in words) * 2 > len(words)
    found: list[Weighed] = []
    for index, word in enumerate(words):
        joined = index > 0 and joined_by_apostrophe(text, words[index - 1], word)
        odds, known = (-STRONGEST, True) if _is_english_i(words, index) else lexicon.odds(word.plain)
        is_name = not shouting and _is_name(words, index, found, lexicon)
        if any(start < word.start < end for start, end in quoted):
            odds *= QUOTED
        found.append(Weighed(word, 0.0 if is_name else odds, is_name, known, joined))
    return found


def _is_english_i(words: Sequence[Word], index: int) -> bool:
    """ "I" within a sentence, "I am", and the "Hi" before it; in Welsh the same letters are small words."""
    word = words[index]
    after = words[index + 1].plain if index + 1 < len(words) else ""
    if word.text == "I":
        return not word.opens_sentence or after in _AFTER_I
    if word.plain == "am":
        return index > 0 and words[index - 1].text == "I"
    greets = word.opens_sentence and (not after or after in _AFTER_HI or words[index + 1].text[:1].isupper())
    return word.plain == "hi" and index == 0 and greets


def _is_name(words: Sequence[Word], index: int, found: Sequence[Weighed], lexicon: Lexicon) -> bool:
    word = words[index]
    if lexicon.is_place_like(word.plain) and not any(lexicon.rates(word.plain)):
        return True
    if not word.text[:1].isupper():
        # "y" between the parts of a street or house name
        return word.plain in _ARTICLES and index > 0 and found[-1].is_name and _capital_follows(words, index - 1)
    if lexicon.is_name(word.plain) or lexicon.is_place_like(word.plain):
        # "Will", "Mark" or "Green" at the start of a sentence are everyday words first.
        return not (word.opens_sentence and lexicon.rates(word.plain)[1] >= EVERYDAY)
    if word.plain in NAME_OPENERS and len(word.text) > 1 and _capital_follows(words, index):
        return True
    if index and found[-1].is_name and word.start == words[index - 1].end + 1:
        return True
    rates = lexicon.rates(word.plain)
    return not word.opens_sentence and len(word.text) > 1 and max(rates) < 30


def _capital_follows(words: Sequence[Word], index: int) -> bool:
    """Whether the next word, articles skipped, begins with a capital."""
    after = [word for word in words[index + 1 : index + 3] if word.plain not in _ARTICLES]
    return bool(after) and after[0].text[:1].isupper()


def runs_of(words: Sequence[Weighed]) -> list[Run]:
    """The likeliest cutting into runs, by dynamic programming over two states."""
    if not words:
        return []
    codes = _likeliest([word.odds for word in words])
    runs: list[Run] = []
    first = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or codes[at] != codes[first]:
            runs.append(Run(codes[first], tuple(words[first:at])))
            first = at
    return runs


def _likeliest(odds: Sequence[float]) -> list[str]:
    welsh, english = 0.0, 0.0
    came_from: list[tuple[str, str]] = []
    for value in odds:
        from_welsh = "cy" if welsh >= english - SWITCH else "en"
        from_english = "en" if english >= welsh - SWITCH else "cy"
        came_from.append((from_welsh, from_english))
        welsh, english = max(welsh, english - SWITCH) + value / 2, max(english, welsh - SWITCH) - value / 2
    code = "cy" if welsh > english else "en"
    codes = [code]
    for before_welsh, before_english in reversed(came_from[1:]):
        code = before_welsh if code == "cy" else before_english
        codes.append(code)
    return codes[::-1]
