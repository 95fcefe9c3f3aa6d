"""What an author changed in a comment, word by word, for people to read in plain text."""

import difflib
import re
from collections.abc import Iterator

from moderator.domain.shown import shown

_WORD = re.compile(r"\s+|\S+")
#: Longer texts are compared by their beginnings, so that no comment can keep us busy.
_COMPARED = 3000


def changed_words(then: str, now: str) -> str:
    """The words as they are now, with what was taken out and what is new set in brackets; harmless to look at."""
    return "".join(_pieces(_WORD.findall(then[:_COMPARED]), _WORD.findall(now[:_COMPARED])))


def _pieces(old: list[str], new: list[str]) -> Iterator[str]:
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield shown("".join(old[a:b]))
            continue
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        said = [f"[taken out: {shown(gone.strip())}]" if gone.strip() else ""]
        said += [f"[new: {shown(come.strip())}]" if come.strip() else ""]
        before, after = (come or gone)[:1], come[-1:]
        yield f"{_blank(before)}{' '.join(one for one in said if one)}{_blank(after)}"


def _blank(letter: str) -> str:
    return " " if letter.isspace() else ""
