"""Cuts a comment into words, each with its place in the original and a plain form without accents."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: Whatever names an address or a person on the net says nothing about the language. Each alternative is linear.
_NOT_PROSE = re.compile(
    r"https?://\S{1,400}|www\.\S{1,400}|\S{1,80}@[\w.-]{1,80}|@[\w.]{1,60}|#\w{1,80}"
    r"|\b[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}/\S{0,200}|\b[\w-]{1,60}\.(?:com|org|net|wales|cymru|uk|gov|example)\b",
    re.IGNORECASE,
)
#: Longer texts are judged by their beginning: the language of 4,000 letters is settled.
READ_AT_MOST = 4000
#: Letters that touch a figure belong to a postcode, a route or a time.
#: Figures that stand for sounds ("gr8", "2moro") keep a word a word.
_WITH_FIGURES = re.compile(
    r"\b(?:gr8|m8|l8r?|b4|2day|2moro|2morrow|2nite|str8|w8|h8|4get|4ever|any1|some1|every1|no1|ev1)\b|\b[^\W\d_]+\b",
    re.IGNORECASE,
)
#: The same where no figure stands in the text.
_LETTERS = re.compile(r"\b[^\W\d_]+\b")
_FIGURE = re.compile("[0-9]")
#: An address, a handle or a hashtag holds one of these.
_MARKS = re.compile(r"[@#/]|\.\S")
#: After one of these a sentence begins.
_OPENERS = frozenset(".!?\n:")
#: Kisses and laughter are the same in every language.
_NO_LANGUAGE = re.compile(r"x+|(?:ha|he|lo)+l?h?|h?m+|o+h*|a+h+|lol|lmao|omg|ok|okay")
_APOSTROPHES = "'’‘`´"


class Word(NamedTuple):
    """A tuple, since thousands are made."""

    start: int
    end: int
    #: As written.
    text: str
    #: Lower case, accents removed.
    plain: str
    #: Whether it stands at the start of a sentence, where a capital says nothing.
    opens_sentence: bool


@lru_cache(maxsize=20000)
def plain(word: str) -> str:
    """Lower case without accents, so that a forgotten circumflex makes no difference."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    return "".join(sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign))


def plain_words(text: str) -> list[str]:
    return [word.plain for word in words_of(text)]


def without_addresses(text: str) -> str:
    """The same text with links, handles and hashtags blanked out; every offset stays."""
    if _MARKS.search(text) is None:
        return text
    return _NOT_PROSE.sub(lambda found: " " * len(found.group()), text)


def words_of(text: str) -> list[Word]:
    """Words of prose, links and handles left out; parts on either side of an apostrophe are words of their own."""
    prose = without_addresses(text[:READ_AT_MOST])
    words: list[Word] = []
    end_of_last = 0
    for found in (_WITH_FIGURES if _FIGURE.search(prose) else _LETTERS).finditer(prose):
        word = found.group()
        if len(word) > 1 and _is_of_every_language(word):
            continue
        start, end = found.span()
        opens = not words or not _OPENERS.isdisjoint(prose[end_of_last:start])
        words.append(Word(start, end, word, plain(word), opens))
        end_of_last = end
    return words


@lru_cache(maxsize=20000)
def _is_of_every_language(word: str) -> bool:
    return _NO_LANGUAGE.fullmatch(word.lower()) is not None


def joined_by_apostrophe(text: str, left: Word, right: Word) -> bool:
    return right.start == left.end + 1 and text[left.end] in _APOSTROPHES
