"""Counts what another policy would change, and shows each change as data."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from moderator.backtesting.replay import Replayed
from moderator.domain.decision import Decision, Match
from moderator.domain.evidence import CRITICISM, HARDLY_CRITICISM
from moderator.domain.policy import Action
from moderator.domain.wording import evidence_spans


@dataclass
class Summary:
    """A running count; the one value here that changes, so that a replay of years needs no memory."""

    decisions: int = 0
    fresh: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: (rule, from, to) -> how many of the changes it had a part in.
    rules: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    judged_by_people: int = 0
    agreed_before: int = 0
    agreed_after: int = 0
    criticism: int = 0
    criticism_hidden_before: int = 0
    criticism_hidden_after: int = 0

    def add(self, one: Replayed) -> None:
        self.decisions += 1
        self.fresh += one.is_fresh
        self._add_people(one)
        is_hidden = Action.HIDE in (one.before, one.after)
        if any(found.rule != HARDLY_CRITICISM or is_hidden for found in one.evidence.of(CRITICISM)):
            self.criticism += 1
            self.criticism_hidden_before += one.before == Action.HIDE
            self.criticism_hidden_after += one.after == Action.HIDE
        if one.changes:
            move = one.before.word, one.after.word
            self.moves[move] += 1
            for rule in dict.fromkeys((*one.judgement.decision.reasons, *one.proposed.reasons)):
                self.rules[rule, *move] += 1

    def _add_people(self, one: Replayed) -> None:
        before, after = one.agrees(one.before), one.agrees(one.after)
        if before is not None and after is not None:
            self.judged_by_people += 1
            self.agreed_before += before
            self.agreed_after += after

    @property
    def changed(self) -> int:
        return sum(self.moves.values())

    def sentences(self) -> Iterator[str]:
        """What the counts say, one sentence each."""
        yield f"{self.decisions} decisions replayed, {self.changed} would change"
        yield (
            f"{self.decisions - self.fresh} from the evidence as it was stored, {self.fresh} with evidence gathered "
            "anew (other scorers were asked then, or one of them was silent)"
        )
        for (before, after), count in sorted(self.moves.items()):
            yield f"{before} to {after}: {count}"
        if self.judged_by_people:
            yield (
                f"people decided on {self.judged_by_people} of them: as they did, then {self.agreed_before}, "
                f"under this policy {self.agreed_after}"
            )
        yield (
            f"criticism of the council: seen {self.criticism}, hidden then {self.criticism_hidden_before}, "
            f"under this policy {self.criticism_hidden_after}"
        )


def as_record(one: Replayed) -> dict[str, Any]:
    """One changed decision as ``moderator backtest --format jsonl`` prints it."""
    comment = one.judgement.comment
    return {
        "ref": str(comment.ref),
        "revision": comment.revision,
        "profile": one.profile,
        "decided_at": one.judgement.decided_at.isoformat(),
        "from": one.before.word,
        "to": one.after.word,
        "because": one.because,
        "evidence": "fresh" if one.is_fresh else "stored",
        "rules_from": list(one.judgement.decision.reasons),
        "rules_to": list(one.proposed.reasons),
        "person": one.judgement.verdict,
        "text": comment.text,
        "words": [
            {"label": match.finding.label, "start": span.start, "end": span.end, "kind": span.kind}
            for match in acting(one)
            for span in evidence_spans(match.finding.spans)
        ],
        "words_in_picture": [
            {"label": match.finding.label, "kind": quote.kind, "words": quote.words}
            for match in acting(one)
            for quote in match.finding.quotes
        ],
        "why": [match.finding.why for match in acting(one)],
    }


def acting(one: Replayed) -> tuple[Match, ...]:
    """What brings the graver of the two outcomes about: the words to look at."""
    decision: Decision = one.proposed if one.after > one.before else one.judgement.decision
    matches = [match for match in decision.matches if match.permitted == decision.unbounded]
    by_finding = {match.finding: match for match in matches}
    return tuple(by_finding.values())
