"""Figures over judged cases: shares with their counts, outcomes against each other, precision and recall. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from moderator.assessing.judging import Judged, shown
from moderator.domain.evidence import CRITICISM, LABELS
from moderator.domain.policy import Action
from moderator.evaluating.labelled import Case
from moderator.evaluating.truth import ExactSpan

#: 95 of 100 such intervals hold the true share.
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Verdict:
    """One case and what the daemon would do with it."""

    case: Case
    judged: Judged

    @property
    def outcome(self) -> str:
        return self.judged.decision.outcome.word

    @property
    def labels(self) -> frozenset[str]:
        return frozenset(finding.label for finding in shown(self.judged.evidence))

    @property
    def spans(self) -> frozenset[ExactSpan]:
        found = (one for one in shown(self.judged.evidence) if one.label == "personal_data")
        return frozenset((span.start, span.end, span.kind) for one in found for span in one.spans)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and what would be good."""

    what: str
    good: int
    total: int
    target: str = ""

    @property
    def value(self) -> float | None:
        """None where there was nothing to count."""
        return self.good / self.total if self.total else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the true share lies, as far as so few cases can tell (Wilson, 95 in 100)."""
        return wilson(self.good, self.total)


@dataclass(frozen=True, slots=True)
class Hits:
    """How one label fared."""

    label: str
    expected: int
    found: int
    both: int

    @property
    def precision(self) -> float | None:
        return self.both / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.both / self.expected if self.expected else None


def wilson(good: int, total: int) -> tuple[float, float]:
    """The interval for a share of ``good`` in ``total``; everything is possible where nothing was counted."""
    if not total:
        return 0.0, 1.0
    share, square = good / total, _Z * _Z / total
    middle = (share + square / 2) / (1 + square)
    spread = _Z * sqrt(share * (1 - share) / total + square / total / 4) / (1 + square)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def shares(verdicts: Sequence[Verdict]) -> tuple[Share, ...]:
    """Every figure that the labels in the file allow; those about nothing are left out."""
    whole = [one for one in verdicts if not one.case.pair]
    found = (
        *_of_outcomes([one for one in whole if one.case.truth.outcome]),
        *_of_responses([one for one in whole if one.case.truth.needs_response is not None]),
        *_of_languages([one for one in whole if one.case.truth.language]),
        *_of_personal_data([one for one in whole if one.case.truth.spans is not None]),
        *_of_pairs(verdicts),
    )
    return tuple(one for one in found if one.total)


def confusion(verdicts: Iterable[Verdict]) -> Counter[tuple[str, str]]:
    """(expected, given) outcome -> how many."""
    return Counter((one.case.truth.outcome, one.outcome) for one in verdicts if one.case.truth.outcome)


def hits(verdicts: Sequence[Verdict]) -> tuple[Hits, ...]:
    """How each label fared that was expected or found at least once."""
    found = (_hits(label, verdicts) for label in LABELS)
    return tuple(one for one in found if one.expected or one.found)


def is_right(verdict: Verdict) -> bool:
    """Whether a fair reviewer would accept everything the file speaks of but the labels, which are told apart."""
    truth = verdict.case.truth
    return (
        (not truth.outcome or verdict.outcome in truth.acceptable)
        and (truth.needs_response is None or truth.needs_response == verdict.judged.decision.needs_response)
        and (not truth.language or verdict.judged.decision.language in truth.languages)
        and (truth.spans is None or truth.spans == verdict.spans)
    )


def _hits(label: str, verdicts: Sequence[Verdict]) -> Hits:
    asked = [one for one in verdicts if label in one.case.truth.speaks_of]
    expected = [one for one in asked if label in (one.case.truth.labels or ())]
    found = [one for one in asked if label in one.labels]
    return Hits(label, len(expected), len(found), sum(label in one.labels for one in expected))


def _count(what: str, among: Sequence[Verdict], good: Callable[[Verdict], bool], target: str = "") -> Share:
    return Share(what, sum(map(good, among)), len(among), target)


def _of_outcomes(verdicts: Sequence[Verdict]) -> Iterator[Share]:
    stays = [one for one in verdicts if "hide" not in one.case.truth.acceptable]
    published = [one for one in verdicts if one.case.truth.outcome == "publish"]
    criticism = [one for one in verdicts if CRITICISM in (one.case.truth.labels or ())]
    must_go = [one for one in verdicts if one.case.truth.outcome == "hide"]
    only_hide = [one for one in verdicts if one.case.truth.acceptable == {"hide"}]
    yield _count("hiding not acceptable, hidden", stays, _is_hidden, "at most 1 %")
    yield _count("of which expected publish, hidden", published, _is_hidden, "at most 1 %")
    yield _count("criticism of the council, hidden", criticism, _is_hidden, "0")
    yield _count("expected hide, hidden", must_go, _is_hidden, "at least 80 %")
    yield _count("expected hide, hidden or queued", must_go, _is_seen, "at least 95 %")
    yield _count("only hide acceptable, hidden", only_hide, _is_hidden, "at least 80 %")
    yield _count("only hide acceptable, hidden or queued", only_hide, _is_seen, "at least 95 %")
    yield _count("outcome acceptable to a fair reviewer", verdicts, _is_accepted)
    yield _count("outcome exactly as expected", verdicts, lambda one: one.outcome == one.case.truth.outcome)


def _of_responses(verdicts: Sequence[Verdict]) -> Iterator[Share]:
    owed = [one for one in verdicts if one.case.truth.needs_response]
    not_owed = [one for one in verdicts if not one.case.truth.needs_response]
    yield _count(
        "needs a response, right",
        verdicts,
        lambda one: one.judged.decision.needs_response == one.case.truth.needs_response,
        "at least 90 %",
    )
    yield _count("owed a response, found", owed, lambda one: one.judged.decision.needs_response)
    yield _count("owed none, flagged", not_owed, lambda one: one.judged.decision.needs_response)


def _of_languages(verdicts: Sequence[Verdict]) -> Iterator[Share]:
    yield _count(
        "language acceptable",
        verdicts,
        lambda one: one.judged.decision.language in one.case.truth.languages,
        "at least 95 %",
    )


def _of_personal_data(verdicts: Sequence[Verdict]) -> Iterator[Share]:
    true = [one for one in verdicts if one.case.truth.labels]
    false = [one for one in verdicts if not one.case.truth.labels]
    yield _count("personal data, found", true, lambda one: "personal_data" in one.labels, "at least 95 %")
    yield _count("personal data, false alarms", false, lambda one: "personal_data" in one.labels, "at most 3 %")
    wanted, given = [one.case.truth.spans or frozenset() for one in verdicts], [one.spans for one in verdicts]
    exact = sum(len(a & b) for a, b in zip(wanted, given, strict=True))
    yield Share("spans exact, with their kind", exact, sum(map(len, wanted)))
    yield Share("spans that are not expected", sum(map(len, given)) - exact, sum(map(len, given)))


def _of_pairs(verdicts: Sequence[Verdict]) -> Iterator[Share]:
    plain = {one.case.pair: one for one in verdicts if one.case.pair and not one.case.is_variant}
    variants = [one for one in verdicts if one.case.is_variant]
    benign = [one for one in variants if one.case.truth.acceptable == {"publish"}]
    abusive = [one for one in variants if one.case.truth.acceptable != {"publish"}]
    plain_abusive = [plain[one.case.pair] for one in abusive]
    yield _count("abusive plain texts right", plain_abusive, _is_accepted)
    yield _count("variant at least as severe as its minimum", abusive, _is_accepted, "at least 90 %")
    same = [one for one in abusive if one.outcome == plain[one.case.pair].outcome]
    yield Share("variant judged exactly as its plain text", len(same), len(abusive), "at least 90 %")
    yield _count("benign variant flagged", benign, lambda one: one.outcome != "publish", "0")
    newly = [one for one in benign if _severity(one) > _severity(plain[one.case.pair])]
    yield Share("benign variant newly flagged", len(newly), len(benign), "0")


def _is_hidden(verdict: Verdict) -> bool:
    return verdict.outcome == "hide"


def _is_seen(verdict: Verdict) -> bool:
    return verdict.outcome != "publish"


def _is_accepted(verdict: Verdict) -> bool:
    return verdict.outcome in verdict.case.truth.acceptable


def _severity(verdict: Verdict) -> Action:
    return verdict.judged.decision.outcome
