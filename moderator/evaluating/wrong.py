"""The cases that came out wrong, each with the evidence that led there. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from moderator.assessing.judging import shown
from moderator.domain.evidence import CRITICISM, Finding
from moderator.domain.shown import shown as harmless
from moderator.domain.wording import evidence_spans
from moderator.evaluating.measures import Verdict, is_right

#: Found where nobody listed it: too many comments carry these beside what they were written to show.
QUIET = frozenset({CRITICISM, "profanity_untargeted"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding of a case that came out wrong."""

    label: str
    value: float
    rule: str
    why: str
    #: Places in the text and what they are.
    spans: tuple[tuple[int, int, str], ...]
    #: The words at these places, as they may be shown.
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One case that came out wrong."""

    id: str
    #: "hidden, had to stay" ... in the order in which they matter.
    kind: str
    text: str
    parent: str
    expected: str
    given: str
    missed: tuple[str, ...]
    extra: tuple[str, ...]
    rules: tuple[str, ...]
    seen: tuple[Seen, ...]
    gaps: tuple[str, ...]

    @property
    def rank(self) -> int:
        """0 for the gravest kind."""
        return KINDS.index(self.kind)


#: Gravest first.
KINDS = (
    "criticism of the council, hidden",
    "hidden, had to stay",
    "published, had to go",
    "published, somebody had to look",
    "queued, nobody had to look",
    "queued, had to go",
    "needs a response, missed",
    "needs no response, flagged",
    "language",
    "personal data, other places",
    "labels only",
)


def wrong_cases(verdicts: Sequence[Verdict]) -> tuple[Wrong, ...]:
    """Every case that is not acceptable, gravest kind first, then those with only a label wrong."""
    found = [_wrong(one, kind) for one in verdicts if (kind := _kind(one))]
    return tuple(sorted(found, key=lambda one: one.rank))


def as_record(wrong: Wrong) -> dict[str, Any]:
    """One line of ``wrong.jsonl``."""
    return {
        "id": wrong.id,
        "kind": wrong.kind,
        "text": wrong.text,
        "parent_text": wrong.parent,
        "expected": wrong.expected,
        "given": wrong.given,
        "labels_missed": list(wrong.missed),
        "labels_extra": list(wrong.extra),
        "rules": list(wrong.rules),
        "findings": [
            {"label": one.label, "value": one.value, "rule": one.rule, "why": one.why, "spans": list(one.spans)}
            for one in wrong.seen
        ],
        "gaps": list(wrong.gaps),
    }


def _kind(one: Verdict) -> str:
    truth = one.case.truth
    if truth.outcome and one.outcome not in truth.acceptable:
        return _of_outcome(one)
    if is_right(one):
        return "labels only" if _missed(one) or _extra(one) else ""
    if truth.needs_response is not None and truth.needs_response != one.judged.decision.needs_response:
        return "needs a response, missed" if truth.needs_response else "needs no response, flagged"
    if truth.language and one.judged.decision.language not in truth.languages:
        return "language"
    return "personal data, other places"


def _of_outcome(one: Verdict) -> str:
    truth = one.case.truth
    if one.outcome == "hide":
        return KINDS[0] if CRITICISM in (truth.labels or ()) else KINDS[1]
    if one.outcome == "publish":
        return KINDS[2] if truth.outcome == "hide" else KINDS[3]
    return KINDS[4] if truth.outcome == "publish" else KINDS[5]


def _missed(one: Verdict) -> tuple[str, ...]:
    return tuple(sorted((one.case.truth.labels or frozenset()) - one.labels))


def _extra(one: Verdict) -> tuple[str, ...]:
    truth = one.case.truth
    return tuple(sorted((one.labels & truth.speaks_of) - (truth.labels or frozenset()) - QUIET))


def _wrong(one: Verdict, kind: str) -> Wrong:
    row, decision = one.case.row, one.judged.decision
    return Wrong(
        id=str(row.id),
        kind=kind,
        text=row.text,
        parent=row.parent_text,
        expected=_expected(one),
        given=f"{decision.outcome.word}, {decision.language}, {_needs(decision.needs_response)}",
        missed=_missed(one),
        extra=_extra(one),
        rules=decision.reasons,
        seen=tuple(_seen(finding, row.text) for finding in shown(one.judged.evidence)),
        gaps=tuple(f"{gap.scorer} ({gap.reason})" for gap in one.judged.evidence.gaps),
    )


def _expected(one: Verdict) -> str:
    truth = one.case.truth
    said = [" or ".join(sorted(truth.acceptable))] if truth.outcome else []
    said += [" or ".join(sorted(truth.languages))] if truth.language else []
    said += [_needs(truth.needs_response)] if truth.needs_response is not None else []
    said += [", ".join(f"{kind} {start}-{end}" for start, end, kind in sorted(truth.spans))] if truth.spans else []
    return "; ".join(said) or "no personal data"


def _needs(response: bool) -> str:
    return "needs a response" if response else "needs no response"


def _seen(finding: Finding, text: str) -> Seen:
    spans = tuple((span.start, span.end, span.kind) for span in finding.spans)
    return Seen(finding.label, round(finding.value, 2), finding.rule, finding.why, spans, tuple(_words(finding, text)))


def _words(finding: Finding, text: str) -> Iterator[str]:
    for span in evidence_spans(finding.spans):
        yield f"{span.kind}: {harmless(text[span.start : span.end], 120)}"
