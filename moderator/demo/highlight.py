"""Cuts a comment into marked and unmarked stretches, so that a page can show which words carry which evidence."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from moderator.domain.evidence import Finding, Span

#: Direction controls, zero-width characters and others that change or hide text: shown by name, never passed on.
_SHOWN_BY_NAME = {
    "\u200b": "zero width space",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\u00ad": "soft hyphen",
    "\ufeff": "BOM",
}
_WHITE = "\n\t"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring characters that carry the same evidence."""

    text: str
    #: Kinds of words, in the order of the spans; empty for unmarked text.
    kinds: tuple[str, ...] = ()


def stretches(text: str, findings: Iterable[Finding]) -> tuple[Stretch, ...]:
    """The text in order, cut wherever a span begins or ends. Joined again it is the text, made safe to look at.

    Spans outside the text are cut to it; overlapping spans share a stretch.
    """
    spans = [_inside(span, len(text)) for finding in findings for span in finding.spans]
    spans = [span for span in dict.fromkeys(spans) if span.start < span.end]
    cuts = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    return tuple(
        Stretch(
            legible(text[start:end]),
            tuple(dict.fromkeys(span.kind for span in spans if span.start <= start and end <= span.end)),
        )
        for start, end in pairwise(cuts)
    )


def legible(text: str) -> str:
    """The text with every character that could hide or turn the others written out in brackets."""
    return "".join(_legible(text))


def _legible(text: str) -> Iterator[str]:
    for character in text.replace("\r\n", "\n"):
        name = _SHOWN_BY_NAME.get(character)
        if name:
            yield f"[{name}]"
        elif unicodedata.category(character) in ("Cc", "Cs") and character not in _WHITE:
            yield f"[U+{ord(character):04X}]"
        else:
            yield character


def _inside(span: Span, length: int) -> Span:
    return Span(max(0, min(span.start, length)), max(0, min(span.end, length)), span.kind)
