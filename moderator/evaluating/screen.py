"""Prints an evaluation to the terminal."""

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from moderator.domain.shown import one_line
from moderator.evaluating.report import Report
from moderator.evaluating.saying import CAUTION, between, bin_words, cut_words, matrix, percent, seen_once
from moderator.evaluating.truth import OUTCOMES
from moderator.evaluating.wrong import Wrong


def print_report(report: Report, console: Console, *, wrong: int, has_curves: bool) -> None:
    """Everything but the curves, which a terminal cannot draw: their figures, unless a page shows them."""
    console.print(f"\n{report.source}: {report.cases} judgements, {report.judged_with}", highlight=False)
    console.print(CAUTION, style="dim", highlight=False)
    for table in _tables(report, has_curves):
        console.print()
        console.print(table)
    _print_wrong(report, console, wrong)


def _tables(report: Report, has_curves: bool) -> Iterator[RenderableType]:
    yield _shares(report)
    if report.confusion:
        yield _outcomes(report)
    if report.hits:
        yield _labels(report)
    if report.curves and not has_curves:
        yield _curves(report)
    if seen_once(report.advice):
        yield _advice(report)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(columns[0], overflow="fold")
    for column in columns[1:]:
        table.add_column(column, justify="right", overflow="fold")
    return table


def _shares(report: Report) -> Table:
    table = _table("Shares", "what", "count", "of", "share", "between", "target")
    for one in report.shares:
        table.add_row(one.what, str(one.good), str(one.total), percent(one.value), between(one.bounds), one.target)
    return table


def _outcomes(report: Report) -> Table:
    table = _table("Outcomes", "expected", *(f"given {outcome}" for outcome in OUTCOMES))
    for expected, counts in matrix(report.confusion):
        table.add_row(expected, *map(str, counts))
    return table


def _labels(report: Report) -> Table:
    table = _table("Labels", "label", "expected", "found", "right", "precision", "recall")
    for one in report.hits:
        counts = map(str, (one.expected, one.found, one.both))
        table.add_row(one.label, *counts, percent(one.precision), percent(one.recall))
    return table


def _curves(report: Report) -> Table:
    table = _table("How far a score can be trusted", "label", "score", "comments", "truly so", "between")
    for name, bins in report.curves.items():
        for place, one in enumerate(bins):
            label = "" if place else name
            table.add_row(label, bin_words(one), str(one.count), percent(one.share), between(one.bounds))
    return table


def _advice(report: Report) -> Table:
    costs = report.wish.costs
    title = f"Thresholds at these costs: false hide {costs.false_hide:g}, missed {costs.missed:g}, late {costs.late:g}"
    title += f", look {costs.look:g}" if report.items_then is None else ", looks bounded by the items a day"
    if report.items_now is not None:
        title += f"\nitems a day now: {report.items_now:.1f}"
    if report.items_then is not None:
        title += f"; with these thresholds alone: {report.items_then:.1f}"
    table = _table(title, "label", "expected", "to a person", "hide")
    for one in seen_once(report.advice):
        table.add_row(one.label, str(one.positives), cut_words(one.queue), cut_words(one.hide))
    return table


def _print_wrong(report: Report, console: Console, at_most: int) -> None:
    shown = report.wrong[:at_most]
    console.print(f"\n{len(report.wrong)} cases came out wrong, {len(shown)} of them here", style="bold")
    for one in shown:
        # Somebody else's words may look like markup, or hold what a terminal obeys.
        console.print(Text("\n".join(_lines(one))), soft_wrap=True)


def _lines(wrong: Wrong) -> Iterator[str]:
    yield f"\n{one_line(wrong.id, 60)}: {wrong.kind}: expected {wrong.expected}; given {wrong.given}"
    yield f"  words: {one_line(wrong.text, 400)}"
    if wrong.parent:
        yield f"  under: {one_line(wrong.parent, 200)}"
    if wrong.missed or wrong.extra:
        yield f"  labels missed: {', '.join(wrong.missed) or 'none'}; more: {', '.join(wrong.extra) or 'none'}"
    yield f"  rules: {', '.join(wrong.rules) or 'none'}"
    for one in wrong.seen:
        words = f" [{'; '.join(one.words)}]" if one.words else ""
        yield f"  - {one.label} {one.value:.2f} ({one.rule}) {one.why}{words}"
    if wrong.gaps:
        yield f"  could not speak: {', '.join(wrong.gaps)}"
