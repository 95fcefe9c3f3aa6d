"""Turns every character into the plain letters a reader sees, remembering where in the original each came from."""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from moderator.scorers.turned import turned_runs, upright

#: Letters of other scripts, and drawn letters without a Unicode decomposition, that read as a Latin letter.
_ALIKE = dict(
    zip(
        "АаВвСсЕеНнІіЈјКкМмОоРрЅѕТтХхУуԁԛԝӏһгпзЗгӀьЬ"
        + "ΑαΒβΕεΖΗηΙιΚκΜΝνΟοΡρΤτΥυΧχϲγωσ"
        + "ɑɡıʟʀɢʜɪɴᴀᴄᴅᴇᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡᴢʙʏꜰǝɐɹʇøØðłŁđß",
        "AaBbCcEeHhIiJjKkMmOoPpSsTtXxYydqwlhrn33rIbb"
        + "AaBbEeZHnIiKkMNvOoPpTtYuXxcywo"
        + "agilrghinacdejkmopstuvwzbyfeartoOdlLdb",
        strict=True,
    )
)
#: First code points of runs of 26 drawn capitals that have no decomposition of their own.
_DRAWN_RUNS = (0x1F150, 0x1F170)
_INDICATOR = 0x1F1E6
_RLO, _PDF = "\u202e", "\u202c"
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")


class Letter(NamedTuple):
    """One plain character and the code points of the original it stands for; a tuple, since thousands are made."""

    char: str
    start: int
    end: int
    #: A letter of another script that looks Latin; it may also be what it is.
    is_alike: bool = False
    #: A flag half: a letter only when a run of them spells a word.
    is_indicator: bool = False


def letters_of(text: str) -> Iterator[Letter]:
    """The plain letters of a text, in reading order; invisible characters and accents are gone.

    The letters of a run that is read backwards all share the run's span: their offsets would not be monotone.
    """
    position = 0
    runs = turned_runs(text)
    while position < len(text):
        char = text[position]
        if position in runs:
            end = runs[position]
            for sign in reversed(text[position:end]):
                yield from _plain(upright(sign), position, end)
            position = end
            continue
        if " " <= char <= "~" and char != "&":
            yield Letter(char, position, position + 1)
            position += 1
            continue
        if char == _RLO:
            end = text.find(_PDF, position)
            end = len(text) if end < 0 else end + 1
            for turned in reversed(text[position + 1 : end]):
                yield from _plain(turned, position, end)
            position = end
            continue
        entity = ENTITY.match(text, position) if char == "&" else None
        if entity:
            for meant in html.unescape(entity.group()):
                yield from _plain(meant, position, entity.end())
            position = entity.end()
            continue
        yield from _plain(char, position, position + 1)
        position += 1


def _plain(char: str, start: int, end: int) -> Iterator[Letter]:
    if char.isascii():
        if char >= " " or char in "\n\t":
            yield Letter(char, start, end)
        return
    if char in _ALIKE:
        yield Letter(_ALIKE[char], start, end, is_alike=True)
        return
    code = ord(char)
    if _INDICATOR <= code < _INDICATOR + 26:
        yield Letter(chr(ord("a") + code - _INDICATOR), start, end, is_indicator=True)
        return
    drawn = next((first for first in _DRAWN_RUNS if first <= code < first + 26), None)
    if drawn is not None:
        yield Letter(chr(ord("A") + code - drawn), start, end)
        return
    for part in unicodedata.normalize("NFKD", char):
        if unicodedata.category(part) not in ("Mn", "Me", "Cf", "Cc", "Cs", "Co"):
            yield Letter(_ALIKE.get(part, part), start, end, is_alike=part in _ALIKE)
