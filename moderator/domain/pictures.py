"""Joins what was seen in a comment with what was seen in the words of its picture, marked as such. Pure."""

from dataclasses import replace

from moderator.domain.evidence import LANGUAGE, NO_TEXT, PICTURE_TEXT, REPEATED, Evidence, Finding, Quote, Span
from moderator.domain.shown import masked
from moderator.domain.wording import MASKED_KINDS

#: Of the words in a picture so many characters are judged.
LONGEST = 4000
#: What scorers say of a text as a whole says nothing about a comment that only shows that text in a picture.
_OF_THE_WHOLE = frozenset({NO_TEXT, REPEATED})
_WHY = "A machine read these words in the picture; it may have misread them, so look at the picture itself."


def with_picture(seen: Evidence, words: str, found: Evidence, *, has_text: bool) -> Evidence:
    """The evidence about a comment, with what its picture's words showed.

    A model's score of words that a machine may have misread does not count. The picture tells the language only of a
    comment that has no words of its own.
    """
    read = Finding(PICTURE_TEXT, 1.0, "picture.words", _WHY, quotes=(Quote(0, len(words), "picture", words),))
    counted = (one for one in found.findings if one.basis != "learned" and one.label not in _OF_THE_WHOLE)
    told = [_marked(one, words) for one in counted if not (has_text and one.label == LANGUAGE)]
    own = [one for one in seen.findings if has_text or one.label != LANGUAGE or not _tells_language(told)]
    return Evidence((*own, read, *told), (*seen.gaps, *found.gaps))


def words_of_picture(evidence: Evidence | None) -> str:
    """The words a machine read in the picture, what shocks starred out; "" where it read none."""
    found = tuple(evidence.of(PICTURE_TEXT)) if evidence else ()
    words = "\n".join(quote.words for finding in found for quote in finding.quotes)
    quotes = (quote for one in (evidence.findings if evidence else ()) for quote in one.quotes)
    return masked(words, [Span(quote.start, quote.end, quote.kind) for quote in quotes if quote.kind in MASKED_KINDS])


def _tells_language(findings: list[Finding]) -> bool:
    return any(one.label == LANGUAGE for one in findings)


def _marked(finding: Finding, words: str) -> Finding:
    """The finding, its words quoted from the picture: places in the comment it has none."""
    quotes = tuple(Quote(span.start, span.end, span.kind, words[span.start : span.end]) for span in finding.spans)
    why = f"In the picture: {finding.why}"
    return replace(finding, rule=f"picture.{finding.rule}", why=why, spans=(), quotes=quotes)
