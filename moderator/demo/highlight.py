"""Cuts a comment into marked and unmarked stretches, so that a page can show which words carry which evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from moderator.domain.evidence import Finding, Span
from moderator.domain.shown import shown
from moderator.domain.wording import evidence_spans


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring characters that carry the same evidence, made harmless to look at."""

    text: str
    #: Kinds of words, in the order of the spans; empty for unmarked text.
    kinds: tuple[str, ...] = ()


def stretches(text: str, findings: Iterable[Finding]) -> tuple[Stretch, ...]:
    """The text in order, cut wherever a span begins or ends.

    Spans outside the text are cut to it; overlapping spans share a stretch.
    """
    spans = [_inside(span, len(text)) for finding in findings for span in evidence_spans(finding.spans)]
    spans = [span for span in dict.fromkeys(spans) if span.start < span.end]
    cuts = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    return tuple(
        Stretch(
            shown(text[start:end]),
            tuple(dict.fromkeys(span.kind for span in spans if span.start <= start and end <= span.end)),
        )
        for start, end in pairwise(cuts)
    )


def _inside(span: Span, length: int) -> Span:
    return Span(max(0, min(span.start, length)), max(0, min(span.end, length)), span.kind)
