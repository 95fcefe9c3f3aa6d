"""Judges rows in batches and says of each what the daemon would do and why."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from moderator.assessing.history import History
from moderator.assessing.reading import Row
from moderator.domain.decision import Circumstances, Decision, decide
from moderator.domain.evidence import (
    LABELS,
    LEARNED_PREFIXES,
    NUMBERED,
    UNSURE,
    Evidence,
    Finding,
    Passage,
    Scorer,
    gather,
    harm_of,
)
from moderator.domain.likeness import Repeats
from moderator.domain.policy import Policy
from moderator.domain.register import Register
from moderator.scorers.spam.repeats import undressed_words

#: A finding weaker than this is not worth a reader's time (0.22 is where a defamation score begins to matter).
SHOWN_AT_LEAST = 0.2
#: From here on details that no pattern knows are named as personal data.
SURE_OF_DETAILS = 0.85
BATCH = 128
#: What can be neither encoded nor shown is replaced one for one, so that offsets still point into the original.
_UNREADABLE = {0: " ", **dict.fromkeys(range(55296, 57344), "�")}


@dataclass(frozen=True, slots=True)
class Judged:
    row: Row
    evidence: Evidence
    decision: Decision


def judge(
    rows: Sequence[Row],
    scorers: Sequence[Scorer],
    policy: Policy,
    register: Register,
    *,
    at: datetime | None,
    clock: Callable[[], datetime],
) -> Iterator[Judged]:
    """Judge every row in order. ``at`` overrides the rows' own moments; without either it is now.

    How often the same words were written is counted over the rows so far.
    """
    now, history = at or clock(), History(undressed_words)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        passages = [_passage(row, at or row.posted_at or now, history.seen(row)) for row in batch]
        for row, passage, evidence in zip(batch, passages, gather(passages, scorers), strict=True):
            election = register.election
            circumstances = Circumstances(election_runs=election is not None and election.runs(passage.at))
            yield Judged(row, evidence, decide(evidence, policy, circumstances))


def _passage(row: Row, at: datetime, repeats: Repeats) -> Passage:
    text, parent = row.text.translate(_UNREADABLE), row.parent_text.translate(_UNREADABLE)
    return Passage(text, parent, at, repeats=repeats)


def as_record(judged: Judged) -> dict[str, Any]:
    """The object that ``moderator assess`` prints for one row."""
    decision = judged.decision
    return {
        "id": judged.row.id,
        "outcome": decision.outcome.word,
        "labels": [_label(finding) for finding in shown(judged.evidence)],
        "rules": list(decision.reasons),
        "needs_response": decision.needs_response,
        "language": decision.language,
    }


def shown(evidence: Evidence) -> list[Finding]:
    """The findings a reader is shown, in the order of LABELS."""
    order = {label: place for place, label in enumerate(LABELS)}
    strong = [one for one in evidence.findings if harm_of(one.label) in order and one.value >= SHOWN_AT_LEAST]
    learned = [one for one in strong if one.label.startswith(LEARNED_PREFIXES)]
    named = [one for one in strong if one not in learned]
    # A guess brings a person; it is no label.
    learned = [one for one in learned if UNSURE not in one.traits]
    # Whoever reads "personal data" looks for a number or an address: a likelihood is no more than a reason to look, and
    # of figures that the patterns let pass it is none.
    learned = [one for one in learned if harm_of(one.label) != "personal_data" or _is_sure_of_details(one)]
    for one in sorted(learned, key=lambda finding: -finding.value):
        if all(harm_of(one.label) != other.label for other in named):  # else a rule, or the surer one, says it
            named.append(replace(one, label=harm_of(one.label)))
    return sorted(named, key=lambda finding: order[finding.label])


def _is_sure_of_details(finding: Finding) -> bool:
    return finding.value >= SURE_OF_DETAILS and NUMBERED not in finding.traits


def _label(finding: Finding) -> dict[str, Any]:
    return {
        "label": finding.label,
        "value": round(finding.value, 4),
        "spans": [[span.start, span.end, span.kind] for span in finding.spans],
        "why": finding.why,
    }
