"""Whose details these are: the writer's own, or somebody else's, as far as the words around them tell."""

import re
from collections.abc import Sequence

from moderator.domain.register import Register
from moderator.scorers.language.lexicon import shared_lexicon
from moderator.scorers.language.words import plain

_OWN = re.compile(
    r"\b(?:my(?! (?:ex|husband|wife|mum|mam|dad|neighbour|landlord|brother|sister|son|daughter|girls?|lad"
    r"|boss))|our|i'?m|im|i am"
    r"|we'?re|we are|i live|we live|(?:call|ring|text|phone|dm|message|email|contact|whatsapp|reply to) (?:me"
    r"|us)|speak to me|me back"
    r"|reach me|refund me|fy|ein|ni yw|fi yw|i yw|ffoniwch fi|ata i)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:his|her|hers|him|he|he's|hes|she|she's|shes|their|theirs|them|landlord|neighbou?r|ex|husband|wife"
    r"|mum'?s?|mam|dad'?s?"
    r"|mother|father|daughter'?s?|sons?|brother|sister|nan|boss|officer|bailiff|owner|mrs|mr|miss|ms|cllr"
    r"|councillor|social worker"
    r"|ei (?:rif|gyfeiriad|ebost)|hi|fe|fo|iddo|iddi|chwaer|brawd|nhw)\b",
    re.IGNORECASE,
)
_INCITES = re.compile(
    r"\b(?:(?:ring|call|text|phone|wake|spam|bombard|tell|ask) (?:him|her|them|it)|have fun with|give (?:her"
    r"|him|them) a piece"
    r"|sign (?:him|her|them) up|go (?:and )?(?:knock|shout|round|ask)|pop round|pay (?:him|her|them) a visit"
    r"|you know what to do"
    r"|now you know|knock(?:ing)? on|let (?:him|her|them) know|ffoniwch (?:hi|fe|fo)|ewch (?:i ofyn|draw|yno)"
    r"|shout there)\b",
    re.IGNORECASE,
)


_FULL_NAME = re.compile(
    r"\b([A-Z][a-z'’]{2,20}) (?!Street|Road|Lane|Avenue|Close|Drive|Court|Park|Way)([A-Z][a-z'’-]{2,25})\b"
)
#: A form filled in, or signed: the writer says who they are.
_INTRODUCED = re.compile(r"(?:^|[,.;:(\n] ?)(?:[Mm]y )?[Nn]ame(?:'s| is|:)? [A-Z][a-z]+|\b[Tt]hat'?s me\b")
#: What a place stands behind: "abandoned at Hob Moor" names nobody.
_PLACED = re.compile(r"\b(?:at|in|on|near|along|opposite|around|outside) (?:the )?$")
#: The first words name whom the rest is about, and sign nothing.
_FIRST_WORDS = r"\W{0,3}[A-Z][a-z'’]{1,20} [A-Z][a-z'’-]{1,25}"
_TOLD_OF = re.compile(rf"{_FIRST_WORDS}(?:['’]s| (?:now |still )?(?:lives?|stays|resides|is at|moved to)) ")
#: Where somebody lives is said of a person, however common the name.
_LIVES_AT = re.compile(rf"{_FIRST_WORDS} (?:now |still )?(?:lives?|stays|resides) (?:at|in) ")
#: A word met this often in 100,000 is everyday speech, not a surname.
EVERYDAY = 5


def incites(text: str) -> bool:
    """Whether the comment sends people to the person."""
    return _INCITES.search(text) is not None


def whose(text: str, parent_text: str, register: Register) -> str:
    """ "writer", a class of the register ("officer", "politician" ...), "private", or "unknown"."""
    known = _named_in(text, register)
    if known:
        return known
    if _INTRODUCED.search(text) and not incites(text):
        return "writer"
    others, own = _OTHERS.search(text), _OWN.search(text)
    if own and (not others or own.start() < others.start()) and not incites(text):
        return "writer"
    if others:
        return _named_in(parent_text, register) or "private"
    return "private" if _names_somebody(text) else "unknown"


def _names_somebody(text: str) -> bool:
    """Whether a given name and surname stand in the comment, but not as its first words: those may be a signature."""
    if _LIVES_AT.match(text):
        return True
    lexicon = shared_lexicon()
    for found in _FULL_NAME.finditer(text):
        given, surname = (plain(word) for word in found.groups())
        is_rare = max(lexicon.rates(surname)) < EVERYDAY
        if text[: found.start()].rstrip()[-1:].isdigit():  # "12 Rhodfa'r Gors" is a street
            continue
        if _PLACED.search(text[: found.start()]):
            continue
        if (
            (found.start() or _TOLD_OF.match(text))
            and is_rare
            and (lexicon.is_name(given) or max(lexicon.rates(given)) == 0)
        ):
            return True
    return False


def _named_in(text: str, register: Register) -> str:
    folded = text.casefold()
    return next((person.kind for person in register.people if _is_named(folded, (person.name, *person.also))), "")


def _is_named(folded: str, names: Sequence[str]) -> bool:
    return any(len(name) > 4 and name.casefold() in folded for name in names)
