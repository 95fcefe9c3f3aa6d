"""Everything that one evaluation found, as one value that the screen, the page and the files all show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from moderator.evaluating.labelled import Case
from moderator.evaluating.measures import Hits, Share, Verdict, confusion, hits, shares
from moderator.evaluating.scores import Advice, Bin, Costs, advice, advice_for, points, reliability
from moderator.evaluating.wrong import Wrong, wrong_cases


@dataclass(frozen=True, slots=True)
class Wish:
    """What the thresholds are to be chosen for."""

    costs: Costs = field(default_factory=Costs)
    #: At most so many items a day before a person; None: the costs alone decide.
    items: float | None = None
    #: Of so many comments a day; None where neither the user nor the file says.
    comments: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    source: str
    judged_with: str
    cases: int
    shares: tuple[Share, ...]
    confusion: Counter[tuple[str, str]]
    hits: tuple[Hits, ...]
    #: Label or learned score -> its reliability curve.
    curves: Mapping[str, tuple[Bin, ...]]
    wish: Wish
    advice: tuple[Advice, ...]
    #: How many comments a day reach a person: as things stand, and under the advice; None without a number a day.
    items_now: float | None
    items_then: float | None
    wrong: tuple[Wrong, ...]


def report_on(source: str, judged_with: str, verdicts: Sequence[Verdict], wish: Wish) -> Report:
    """Everything that can be said of these verdicts."""
    found = points(verdicts)
    chosen, then = advice(found, wish.costs), None
    if wish.items is not None and wish.comments is not None:
        chosen, then = advice_for(found, wish.costs, wish.items, wish.comments)
    seen = sum(one.outcome != "publish" for one in verdicts) / len(verdicts) if verdicts else 0.0
    return Report(
        source=source,
        judged_with=judged_with,
        cases=len(verdicts),
        shares=shares(verdicts),
        confusion=confusion(verdicts),
        hits=hits(verdicts),
        curves={name: reliability(many) for name, many in found.items()},
        wish=wish,
        advice=chosen,
        items_now=None if wish.comments is None else seen * wish.comments,
        items_then=then,
        wrong=wrong_cases(verdicts),
    )


def comments_a_day(cases: Sequence[Case]) -> float | None:
    """How many comments a day the file itself tells of; None unless its moments span at least a day."""
    moments = [case.row.posted_at for case in cases if case.row.posted_at is not None]
    if len(moments) < len(cases) or not moments:
        return None
    days = _days(min(moments), max(moments))
    return len(cases) / days if days >= 1 else None


def _days(first: datetime, last: datetime) -> float:
    return (last - first).total_seconds() / 86400


def figures(report: Report) -> dict[str, Any]:
    """The report without the comments: figures only, for a file that may be kept and compared."""
    return {
        "source": report.source,
        "judged_with": report.judged_with,
        "cases": report.cases,
        "shares": [asdict(one) | {"share": one.value, "bounds": one.bounds} for one in report.shares],
        "outcomes": [
            {"expected": expected, "given": given, "count": count}
            for (expected, given), count in sorted(report.confusion.items())
        ],
        "labels": [asdict(one) | {"precision": one.precision, "recall": one.recall} for one in report.hits],
        "curves": {name: [asdict(one) for one in bins] for name, bins in report.curves.items()},
        "costs": asdict(report.wish.costs),
        "advice": [asdict(one) for one in report.advice],
        "items_a_day": {"now": report.items_now, "under_the_advice": report.items_then},
        "wrong": dict(Counter(one.kind for one in report.wrong)),
    }
