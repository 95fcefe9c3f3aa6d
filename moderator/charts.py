"""Draws the weekly report's charts; the only file of the daemon that loads matplotlib, and only while it draws."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from moderator.domain.spoken import DAYS_CY, DAYS_EN
from moderator.domain.weekly_report import WeeklyReport
from moderator.mail.weekly import Picture
from moderator.mail.weekly_parts import DAYS, LANGUAGES, PROMISES
from moderator.mail.weekly_words import language
from moderator.mail.welsh import Say, sayings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Told apart by lightness as well as by hue, so that no colour has to be seen.
_CALM, _MIDDLE, _STRONG, _INK = "#a9c6cc", "#14606e", "#97311f", "#1c2629"
_WIDTH, _DPI = 5.2, 160
#: A title longer than this is cut: the table beside the chart has all of it.
_TITLE = 30
#: More profiles than this cannot be told apart in a picture.
_MOST_BARS = 12


def charts(report: WeeklyReport) -> dict[str, Picture]:
    """Every chart that has something to show, by name, in the language that its reader sees first."""
    _, say = sayings(report.to.language)[0]
    drawn = {}
    if any(day.left_up + day.queued + day.hidden for day in report.days):
        drawn[DAYS] = _picture(DAYS, 2.6, lambda axes: _days(axes, report, say))
    bars = [one for one in report.profiles if one.this.acknowledged.share.whole]
    if bars:
        height = 1.1 + 0.34 * min(len(bars), _MOST_BARS)
        drawn[PROMISES] = _picture(PROMISES, height, lambda axes: _promises(axes, report, say))
    spoken = [one for one in report.this.took.values() if one.count]
    if spoken:
        drawn[LANGUAGES] = _picture(LANGUAGES, 1.2 + 0.4 * len(spoken), lambda axes: _languages(axes, report, say))
    return drawn


def _days(axes: "Axes", report: WeeklyReport, say: Say) -> None:
    names = [_day_name(day.day, report.to.language) for day in report.days]
    bottom = [0] * len(names)
    for title, colour, counts in (
        ("left up", _CALM, [day.left_up for day in report.days]),
        ("queued for a person", _MIDDLE, [day.queued for day in report.days]),
        ("hidden", _STRONG, [day.hidden for day in report.days]),
    ):
        axes.bar(names, counts, bottom=bottom, color=colour, label=say(title), width=0.62)
        bottom = [below + count for below, count in zip(bottom, counts, strict=True)]
    for place, total in enumerate(bottom):
        axes.annotate(str(total), (place, total), textcoords="offset points", xytext=(0, 3), ha="center", color=_INK)
    axes.set_ylim(0, max(bottom) * 1.15)
    axes.locator_params(axis="y", integer=True, nbins=5)
    axes.set_title(say("Comments judged on each day"), loc="left", color=_INK, fontsize=10)
    _legend(axes)


def _promises(axes: "Axes", report: WeeklyReport, say: Say) -> None:
    found = sorted(report.profiles, key=lambda one: (-one.this.acknowledged.broken, one.title))
    found = [one for one in found if one.this.acknowledged.share.whole][:_MOST_BARS][::-1]
    names = [one.title if len(one.title) <= _TITLE else f"{one.title[: _TITLE - 1]}…" for one in found]
    places = range(len(found))
    left = [0] * len(found)
    for title, colour, counts in (
        ("in time", _CALM, [one.this.acknowledged.in_time for one in found]),
        ("late", _MIDDLE, [one.this.acknowledged.late for one in found]),
        ("not yet", _STRONG, [one.this.acknowledged.unanswered for one in found]),
    ):
        bars = axes.barh(places, counts, left=left, color=colour, label=say(title), height=0.56)
        dark = colour != _CALM
        labels = [str(count) if count else "" for count in counts]
        axes.bar_label(bars, labels=labels, label_type="center", color="#ffffff" if dark else _INK)
        left = [before + count for before, count in zip(left, counts, strict=True)]
    axes.set_yticks(list(places), names)
    axes.locator_params(axis="x", integer=True, nbins=6)
    axes.set_title(say("Acknowledgements by profile"), loc="left", color=_INK, fontsize=10)
    _legend(axes)


def _languages(axes: "Axes", report: WeeklyReport, say: Say) -> None:
    found = [(say(language(name)), one) for name, one in report.this.took.items() if one.count][::-1]
    for place, (_, times) in enumerate(found):
        hours = [one.total_seconds() / 3600 for one in times.all]
        axes.plot(hours, [place] * len(hours), "o", color=_MIDDLE, alpha=0.45, markersize=5, markeredgewidth=0)
        if times.middle is not None:
            middle = times.middle.total_seconds() / 3600
            axes.plot([middle, middle], [place - 0.28, place + 0.28], color=_INK, linewidth=2)
    axes.set_yticks(range(len(found)), [name for name, _ in found])
    axes.set_ylim(-0.6, len(found) - 0.4)
    axes.set_xlim(left=0)
    axes.set_xlabel(say("working hours; one dot for each, a bar in the middle of many"), color=_INK, fontsize=8)
    axes.set_title(say("How long people took to acknowledge"), loc="left", color=_INK, fontsize=10)


def _day_name(day: date, language: str) -> str:
    names = DAYS_EN if language == "en" else tuple(name.removeprefix("Dydd ") for name in DAYS_CY)
    return f"{names[day.weekday()][:3]} {day.day}"


def _legend(axes: "Axes") -> None:
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False, fontsize=8)


def _picture(name: str, height: float, draw: Callable[["Axes"], None]) -> Picture:
    # Loaded here and not above: a daemon that draws once a week starts without it.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    # Letters stay letters, ids are the same on every run, nothing names the day.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "font.size": 9, "text.parse_math": False}):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained", facecolor="#ffffff")
        axes = figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=_INK, length=0)
        draw(axes)
        png, svg = io.BytesIO(), io.StringIO()
        figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None})
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return Picture(png.getvalue(), "".join(_inline(svg.getvalue(), name)))


def _inline(svg: str, name: str) -> Iterator[str]:
    """The element alone, its ids made its own: several stand on one page, and each is told in words beside it."""
    element = svg[svg.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", element)
    yield element.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
