"""The words of the review page in both languages, and the comment cut into pieces that can be marked."""

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from moderator.domain.evidence import Span
from moderator.domain.shown import shown
from moderator.domain.spoken import Words
from moderator.domain.wording import kind_words

VERDICT_WORDS = {
    "keep": Words("Keep it, or put it back", "Ei gadw, neu ei adfer"),
    "hide": Words("Hide it", "Ei guddio"),
    "report": Words("Report it to the platform", "Rhoi gwybod i'r llwyfan"),
    "answer": Words("Answer in public", "Ateb yn gyhoeddus"),
    "contact": Words("Write to the author", "Ysgrifennu at yr awdur"),
    "acknowledge": Words("It has been acknowledged", "Mae wedi'i gydnabod"),
    "action": Words("Action is needed", "Mae angen gweithredu"),
    "refer": Words("Refer it on", "Ei gyfeirio ymlaen"),
}

_WORD = re.compile(r"\s+|\S+")
#: Longer texts are compared by their beginnings, so that no comment can keep the page busy.
_COMPARED = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the comment; harmless, not yet escaped."""

    text: str
    #: What the evidence says about it ("who", "insult"), or "ins", "del" or "".
    mark: str = ""


def marked(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The whole comment with the words that carry a finding set apart."""
    ours = [span for span in spans if 0 <= span.start < span.end]
    cuts = sorted({0, *(min(edge, len(text)) for span in ours for edge in (span.start, span.end)), len(text)})
    return tuple(_pieces(text, cuts, ours))


def _pieces(text: str, cuts: list[int], spans: list[Span]) -> Iterator[Piece]:
    for start, end in itertools.pairwise(cuts):
        kinds = sorted({span.kind for span in spans if span.start <= start and end <= span.end})
        if text[start:end]:
            yield Piece(shown(text[start:end], len(text)), ", ".join(dict.fromkeys(kind_words(kind) for kind in kinds)))


def difference(then: str, now: str) -> tuple[Piece, ...]:
    """What the author changed, word by word."""
    old, new = _WORD.findall(then[:_COMPARED]), _WORD.findall(now[:_COMPARED])
    pieces: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(shown("".join(old[a:b]))))
            continue
        pieces += [Piece(shown("".join(old[a:b])), "del")] if a < b else []
        pieces += [Piece(shown("".join(new[c:d])), "ins")] if c < d else []
    return tuple(pieces)
