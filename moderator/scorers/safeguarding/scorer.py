"""Finds people who may be at risk. It would rather send a person to look once too often: nothing it finds is a
reason to hide.

Findings: "safeguarding" (about "private" or "writer"; traits "identifies" when the comment also tells who the
person is, "child"), "self_harm" (about "writer", or "private" for somebody else; traits "urging" when the comment
urges somebody to it, "low" when only the thread makes it worrying). Values: 1.0 plain words, 0.6 a hint.
"""

import re
from collections.abc import Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.cues import cues, hits
from moderator.scorers.plain_reading import Reading, read

_CHILD = re.compile(
    r"\b(?:kids?|child|children|baby|babies|toddler|boys?|girls?|pupils?|year ?\d{1,2}|yr ?\d{1,2}|plant"
    r"|plentyn|babi|hogyn|crwt|step ?dad"
    r"|(?:i'?m|im|aged?) (?:8|9|1[0-5])|lad about)\b"
)
#: Two names in capitals, or a child's first name with the age: the comment tells who it is.
_FULL_NAME = re.compile(r"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)? [A-Z][a-z]+(?:-[A-Z][a-z]+)?\b")
_LEADING = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "the", "social", "our", "please", "why", "what", "when", "how", "year", "any"]
)


#: A person and a sign of harm belong together within this many characters.
NEAR = 90


class SafeguardingScorer:
    name = "safeguarding"

    def __init__(self) -> None:
        self._risk = cues(__package__, "safeguarding.cues")
        self._harm = cues(__package__, "self_harm.cues")

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [
            [*self._self_harm(reading, passage), *self._safeguarding(reading, found)]
            for passage, found in zip(passages, earlier, strict=True)
            for reading in (read(passage.text),)
        ]

    def _safeguarding(self, reading: Reading, found: Sequence[Finding]) -> list[Finding]:
        if self._risk["not_risk"].search(reading.lowered):
            return []
        spans = _spans(reading, self._risk["alone"], "risk")
        for who in ("child", "frail"):
            spans += self._near(reading, who)
        if not spans:
            return []
        traits = set()
        if _CHILD.search(reading.lowered):
            traits.add("child")
        if _names_somebody(reading.text) or any(finding.label == "personal_data" for finding in found):
            traits.add("identifies")
        why = "The words suggest that a child or an adult may be at risk: somebody has to look now."
        return [
            Finding(
                "safeguarding",
                1.0,
                "safeguarding.words",
                why,
                tuple(sorted(set(spans))),
                about="private",
                traits=frozenset(traits),
            )
        ]

    def _near(self, reading: Reading, who: str) -> tuple[Span, ...]:
        """The first person who needs protection together with the first sign of harm near by."""
        people = list(hits(reading, self._risk[who]))
        for harm_start, harm_end in hits(reading, self._risk[f"{who}_harm"]):
            for start, end in people:
                if (
                    start - harm_end <= NEAR
                    and harm_start - end <= NEAR
                    and not (start < harm_end and harm_start < end)
                ):
                    return (reading.span(start, end, "person"), reading.span(harm_start, harm_end, "risk"))
        return ()

    def _self_harm(self, reading: Reading, passage: Passage) -> list[Finding]:
        urging = _spans(reading, self._harm["urging"], "urging")
        if urging:
            why = "The comment urges somebody to harm or kill themselves."
            return [
                Finding(
                    "self_harm", 1.0, "self_harm.urging", why, urging, about="private", traits=frozenset({"urging"})
                )
            ]
        idioms = list(hits(reading, self._harm["idiom"]))
        for cue, about in (("writer", "writer"), ("other_person", "private")):
            spans = _spans(reading, self._harm[cue], "risk", without=idioms)
            if spans:
                why = (
                    "The words suggest that the writer or another person may harm themselves: somebody has to look now."
                )
                return [Finding("self_harm", 1.0, "self_harm.words", why, spans, about=about)]
        low = _spans(reading, self._harm["low"], "risk")
        if low:
            why = "The writer sounds hopeless or alone: somebody has to look."
            return [Finding("self_harm", 0.6, "self_harm.low", why, low, about="writer", traits=frozenset({"low"}))]
        return self._worrying_answer(reading, passage)

    def _worrying_answer(self, reading: Reading, passage: Passage) -> list[Finding]:
        """A few flat words under somebody asking whether the writer is all right."""
        spans = _spans(reading, self._harm["low_alone"], "risk")
        if not spans or not self._harm["asks_after"].search(read(passage.parent_text).lowered):
            return []
        why = "Flat words in answer to somebody who asks whether the writer is all right: somebody has to look now."
        return [Finding("self_harm", 0.6, "self_harm.thread", why, spans, about="writer", traits=frozenset({"low"}))]


def _spans(
    reading: Reading, cue: re.Pattern[str], kind: str, without: Sequence[tuple[int, int]] = ()
) -> tuple[Span, ...]:
    return tuple(
        reading.span(start, end, kind)
        for start, end in hits(reading, cue)
        if not any(start < other_end and other < end for other, other_end in without)
    )


def _names_somebody(text: str) -> bool:
    return any(found.group().split()[0].lower() not in _LEADING for found in _FULL_NAME.finditer(text))
