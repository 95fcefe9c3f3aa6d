"""Finds what a comment asks the council for, and whether the council owes its writer an answer.

Findings, all with spans: "foi_request" and "eir_request" (trait "explicit" or "implied"), "subject_access",
"complaint" (trait
"moderation" when it is about a hidden comment), "factual_error" (trait "safety"), "whistleblowing" (trait "route"
when the writer only asks how), and always one "needs_response" (value: how likely the council owes an answer; 0.5
and above means yes).
"""

import re
from collections.abc import Iterator, Sequence

from moderator.domain.evidence import NEEDS_RESPONSE, Finding, Passage
from moderator.scorers.cues import READ_AT_MOST
from moderator.scorers.plain_reading import Reading, read
from moderator.scorers.requests.facts import factual_errors
from moderator.scorers.requests.information import information_requests, spans_of
from moderator.scorers.requests.needs_response import chance, features, weights
from moderator.scorers.requests.parents import parent_kind

#: Whoever is at risk, asks for information, complains or tips the council off is owed an answer, however the words
#: are weighed.
ALWAYS_ANSWERED = frozenset(("safeguarding", "self_harm", "foi_request", "eir_request", "subject_access", "complaint"))


#: Somebody is defended, not reported.
_REBUTS = re.compile(r"\bcleared (?:him|her|them)\b|\bleave (?:him|her|them) alone\b")


class RequestsScorer:
    name = "requests"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(passage, found) for passage, found in zip(passages, earlier, strict=True)]

    def _findings(self, passage: Passage, earlier: Sequence[Finding]) -> list[Finding]:
        reading, parent = read(passage.text), read(passage.parent_text)
        kind = parent_kind(parent.lowered[:READ_AT_MOST])
        findings = [
            *information_requests(reading, parent, kind),
            *_complaints(reading, kind),
            *factual_errors(reading, parent, kind),
            *_tip_offs(reading),
        ]
        findings.append(_needs_response(reading, parent, [*earlier, *findings]))
        return findings


def _complaints(reading: Reading, kind: str) -> Iterator[Finding]:
    said = spans_of(reading, "complaint", "complaint")
    if said and spans_of(reading, "complaint_talk", "") and len(said) < 2:
        return
    tried, let_down = spans_of(reading, "tried", "tried"), spans_of(reading, "let_down", "let_down")
    rejected = spans_of(reading, "rejects", "complaint") if kind == "reply" else ()
    spans = said or rejected or ((*tried, *let_down) if tried and let_down and len(tried) + len(let_down) > 3 else ())
    if not spans:
        return
    about_hiding = any(
        word in reading.lowered
        for word in ("hidden", "removed my", "deleted", "left up", "comment gone", "was my comment")
    )
    why = "The writer wants a complaint handled: the complaints team decides what it is."
    traits = frozenset({"moderation"}) if about_hiding else frozenset()
    yield Finding(
        "complaint",
        1.0 if said else 0.7,
        "requests.complaint",
        why,
        tuple(sorted(spans)),
        about="writer",
        traits=traits,
    )


def _tip_offs(reading: Reading) -> Iterator[Finding]:
    insider, misuse = spans_of(reading, "insider", "insider"), spans_of(reading, "misuse", "misuse")
    if (not insider and not misuse) or _REBUTS.search(reading.lowered):
        return
    only_asks = "?" in reading.text and not misuse
    traits = frozenset({"route"}) if only_asks else frozenset()
    why = "The comment tips the council off about wrongdoing inside, or asks how to: audit should see it, off the page."
    yield Finding(
        "whistleblowing", 0.7, "requests.whistleblowing", why, tuple(sorted((*insider, *misuse))), traits=traits
    )


def _needs_response(reading: Reading, parent: Reading, findings: Sequence[Finding]) -> Finding:
    seen = features(reading, parent, weights().keys())
    value = chance(seen)
    if any(finding.label in ALWAYS_ANSWERED for finding in findings):
        value = max(value, 0.9)
    why = "The council owes the writer an answer." if value >= 0.5 else "Nothing here asks the council for an answer."
    return Finding(NEEDS_RESPONSE, round(value, 3), "requests.needs_response", why, basis="learned")
