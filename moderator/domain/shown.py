"""Hostile text made harmless to look at: invisible characters named, links dead, abuse masked, length bounded."""

import re
import unicodedata
from collections.abc import Iterable

from moderator.domain.evidence import Span

#: Nothing longer is ever looked at or shown in one piece.
LONGEST = 8000
#: More marks than this on one letter are decoration that covers its neighbours.
MARKS_ON_A_LETTER = 3
MASK = "*"

_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
#: Characters that are drawn as nothing although they count as letters.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_SCHEME = re.compile(r"(?i)\bhttp(s?)://")
_OTHER_SCHEME = re.compile(r"(?i)://")
_SCHEME_WITHOUT_SLASHES = re.compile(r"(?i)\b(javascript|data|mailto|tel|sms|file|vbscript|skype|callto):")
_DOT_IN_A_NAME = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_])")
_SHARE = re.compile(r"\\\\(?=\S)")


def shown(text: str, longest: int = LONGEST) -> str:
    """The text as it may stand in a mail or on a page, still to be escaped for HTML.

    Bidi controls, zero-width and other invisible characters appear as ``[U+202E]``, links as ``hxxp[:]//``; line
    breaks stay. What is cut off at the end is said.
    """
    kept = _all_seen(text[:longest])
    dead = _dead_links(kept)
    left_out = len(text) - longest
    return f"{dead} [... and {left_out} more characters]" if left_out > 0 else dead


def one_line(text: str, longest: int = 200) -> str:
    """The same for a place that holds one line: a title, a table cell."""
    return " ".join(shown(text, longest).split())


def ours(text: str, longest: int = LONGEST) -> str:
    """Words of the council or the daemon: full stops and links stay, what nobody could see is still named."""
    return _all_seen(text[:longest])


def ours_on_one_line(text: str, longest: int = 400) -> str:
    return " ".join(ours(text, longest).split())


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with these words starred out but for their first letter; every offset stays where it was."""
    characters = list(text)
    for span in spans:
        for index in range(max(0, span.start), min(span.end, len(text))):
            begins_word = index == span.start or not text[index - 1].isalnum()
            if text[index].isalnum() and not (begins_word and text[index].isalpha()):
                characters[index] = MASK
    return "".join(characters)


def _all_seen(text: str) -> str:
    text = text.replace("\r\n", "\n")
    # Plain English has nothing to look for, sign by sign.
    is_plain = text.isascii() and text.replace("\n", "").isprintable()
    return text if is_plain else "".join(_seen(text))


def _seen(text: str) -> Iterable[str]:
    marks = 0
    for index, character in enumerate(text):
        kind = unicodedata.category(character)
        if kind in _MARKS and character != _EMOJI_STYLE:
            marks += 1
            if marks > MARKS_ON_A_LETTER:
                continue
        else:
            marks = 0
        if character == "\n" or _joins_emoji(text, index):
            yield character
        elif character == "\t" or kind == "Zs":
            yield " "
        elif kind in _UNSEEN or character in _BLANK_LETTERS:
            yield f"[U+{ord(character):04X}]"
        else:
            yield character


def _joins_emoji(text: str, index: int) -> bool:
    if text[index] != _ZERO_WIDTH_JOINER or not 0 < index < len(text) - 1:
        return False
    before, after = unicodedata.category(text[index - 1]), unicodedata.category(text[index + 1])
    return after == "So" and (before in ("So", "Sk") or text[index - 1] == _EMOJI_STYLE)


def _dead_links(text: str) -> str:
    text = _SCHEME.sub(r"hxxp\1[:]//", text)
    text = _OTHER_SCHEME.sub("[:]//", text)
    text = _SCHEME_WITHOUT_SLASHES.sub(r"\1[:]", text)
    text = _DOT_IN_A_NAME.sub("[.]", text)
    return _SHARE.sub(lambda _: "[\\\\]", text)
