"""Writes an evaluation into a folder: one page that needs nothing else, the wrong cases and the figures as data."""

import json
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from moderator.domain.shown import one_line, shown
from moderator.evaluating.report import Report, figures
from moderator.evaluating.saying import CAUTION, between, bin_words, cut_words, matrix, percent, seen_once
from moderator.evaluating.truth import OUTCOMES
from moderator.evaluating.wrong import as_record

PAGE, WRONG, FIGURES = "evaluation.html", "wrong.jsonl", "figures.json"
NO_PLOTS = "no curves are drawn: install matplotlib; their figures are in the tables"


def can_plot() -> bool:
    return find_spec("matplotlib") is not None


def write(report: Report, folder: Path) -> Path:
    """Write page and data into a folder, which is made if need be; the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / PAGE
    page.write_text(render(report), encoding="utf-8", errors="backslashreplace")
    lines = (json.dumps(as_record(one), ensure_ascii=True) + "\n" for one in report.wrong)
    (folder / WRONG).write_text("".join(lines), encoding="utf-8")
    (folder / FIGURES).write_text(json.dumps(figures(report), indent=1) + "\n", encoding="utf-8")
    return page


def render(report: Report) -> str:
    """The whole page: no script, no outside address. The comments on it are escaped and made harmless."""
    environment = Environment(
        loader=PackageLoader("moderator.evaluating", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        percent=percent, between=between, cut=cut_words, bin=bin_words, shown=shown, one_line=one_line
    )
    return environment.get_template("evaluation.html.j2").render(
        report=report,
        caution=CAUTION,
        outcomes=OUTCOMES,
        matrix=matrix(report.confusion),
        advice=seen_once(report.advice),
        drawn=_drawn(report),
        no_plots="" if can_plot() else NO_PLOTS,
    )


def _drawn(report: Report) -> dict[str, Markup]:
    if not can_plot():
        return {}
    # Loaded here and not above: the program works without it.
    from moderator.evaluating.plots import curve

    # Made by us from numbers and the names of labels: nothing in it is anybody else's words.
    return {name: Markup(curve(name, bins)) for name, bins in report.curves.items()}  # noqa: S704
