"""Finds people who may be at risk. It would rather send a person to look once too often: nothing it finds is a
reason to hide.

Findings: "safeguarding" (about "private" or "writer"; traits "identifies" when the comment also tells who the
person is, "child"), "self_harm" (about "writer", or "private" for somebody else; traits "urging" when the comment
urges somebody to it, "low" when only the thread makes it worrying). Values: 1.0 plain words, 0.6 a hint.
"""

import re
from collections.abc import Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.scorers.anchored import Expression
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


_SENTENCE_START = re.compile(r"[.!?\n]")
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
        for who, harm in (("child", "child_harm"), ("frail", "frail_harm"), ("adult", "frail_harm")):
            spans += self._near(reading, who, harm)
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

    def _near(self, reading: Reading, who: str, harm: str) -> tuple[Span, ...]:
        """The first person who needs protection together with the first sign of harm near by."""
        people = list(hits(reading, self._risk[who]))
        for harm_start, harm_end in hits(reading, self._risk[harm]) if people else ():
            if self._says_little(reading, who, reading.lowered[harm_start:harm_end]):
                continue
            for start, end in people:
                if (
                    start - harm_end <= NEAR
                    and harm_start - end <= NEAR
                    and not (start < harm_end and harm_start < end)
                ):
                    return (reading.span(start, end, "person"), reading.span(harm_start, harm_end, "risk"))
        return ()

    def _says_little(self, reading: Reading, who: str, harm: str) -> bool:
        """A weak sign counts neither in a wry complaint about traffic nor of a grown-up who shows no need."""
        if not self._risk["weak"].search(harm):
            return False
        if who == "adult" and not self._risk["need"].search(reading.lowered):
            return True
        return all(self._risk[cue].search(reading.lowered) for cue in ("traffic", "ironic"))

    def _self_harm(self, reading: Reading, passage: Passage) -> list[Finding]:
        urging = self._urging(reading, passage)
        if urging:
            why = "The comment urges somebody to harm or kill themselves."
            return [
                Finding(
                    "self_harm", 1.0, "self_harm.urging", why, urging, about="private", traits=frozenset({"urging"})
                )
            ]
        idioms = list(hits(reading, self._harm["idiom"]))
        for cue, about in (("writer", "writer"), ("other_person", "private"), ("urging", "private")):
            not_meant = self._hazards(reading) if cue == "urging" else idioms
            spans = _spans(reading, self._harm[cue], "risk", without=not_meant)
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

    def _urging(self, reading: Reading, passage: Passage) -> tuple[Span, ...]:
        """Words that urge: they need a "you" or an imperative. Whoever speaks of themselves asks for help."""
        if self._harm["urging_answer"].search(reading.lowered) and self._is_at_risk(read(passage.parent_text)):
            return _spans(reading, self._harm["urging_answer"], "urging")
        places = [(*place, False) for place in hits(reading, self._harm["urging"])]
        places += [(*place, True) for place in hits(reading, self._harm["urging_bare"])]
        return tuple(
            reading.span(start, end, "urging")
            for start, end, is_bare in places
            if self._is_meant(reading.lowered, start, end, is_bare=is_bare)
        )

    def _is_meant(self, text: str, start: int, end: int, *, is_bare: bool) -> bool:
        """Neither told of others, nor warned against, nor a danger of the road, nor about the writer."""
        before = _SENTENCE_START.split(text[max(0, start - 120) : start])[-1]
        if self._harm["reported"].search(before) or self._is_hazard(before, text[end : end + 30]):
            return False
        if is_bare and self._harm["bitter"].search(before):
            return False
        return not (is_bare and self._harm["first_person"].search(before))

    def _is_hazard(self, before: str, after: str) -> bool:
        """ "You'll kill yourself on those steps"."""
        return bool(self._harm["hazard_before"].search(before) and self._harm["hazard_after"].search(after))

    def _hazards(self, reading: Reading) -> list[tuple[int, int]]:
        text = reading.lowered
        return [
            (start, end)
            for start, end in hits(reading, self._harm["urging"])
            if self._is_hazard(text[max(0, start - 40) : start], text[end : end + 30])
        ]

    def _is_at_risk(self, reading: Reading) -> bool:
        return bool(_spans(reading, self._harm["writer"], "", without=list(hits(reading, self._harm["idiom"]))))

    def _worrying_answer(self, reading: Reading, passage: Passage) -> list[Finding]:
        """A few flat words under somebody asking whether the writer is all right."""
        spans = _spans(reading, self._harm["low_alone"], "risk")
        if not spans or not self._harm["asks_after"].search(read(passage.parent_text).lowered):
            return []
        why = "Flat words in answer to somebody who asks whether the writer is all right: somebody has to look now."
        return [Finding("self_harm", 0.6, "self_harm.thread", why, spans, about="writer", traits=frozenset({"low"}))]


def _spans(reading: Reading, cue: Expression, kind: str, without: Sequence[tuple[int, int]] = ()) -> tuple[Span, ...]:
    return tuple(
        reading.span(start, end, kind)
        for start, end in hits(reading, cue)
        if not any(start < other_end and other < end for other, other_end in without)
    )


def _names_somebody(text: str) -> bool:
    return any(found.group().split()[0].lower() not in _LEADING for found in _FULL_NAME.finditer(text))
