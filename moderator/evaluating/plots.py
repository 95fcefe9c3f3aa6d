"""Draws how far a score can be trusted; it loads matplotlib, and is loaded only to draw."""

import io
import re
from collections.abc import Sequence

from matplotlib import rc_context
from matplotlib.figure import Figure

from moderator.evaluating.scores import Bin

_INK, _LINE, _IDEAL = "#1d2326", "#0b5a7a", "#8a8f92"


def curve(name: str, bins: Sequence[Bin]) -> str:
    """One reliability curve as an SVG element: mean score across, share truly so upwards, with its uncertainty."""
    # Letters stay letters, ids are the same on every run, nothing names the day.
    with rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "evaluation", "font.family": "sans-serif", "font.size": 8}
    ):
        figure = Figure(figsize=(3.2, 2.6), layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=_IDEAL, linestyle="--", linewidth=1)
        across, up = [one.mean for one in bins], [one.share for one in bins]
        # The bounds of a share of 0 or 1 can miss it by a rounding error.
        below = [max(0.0, one.share - one.bounds[0]) for one in bins]
        above = [max(0.0, one.bounds[1] - one.share) for one in bins]
        axes.errorbar(across, up, yerr=[below, above], color=_LINE, marker="o", markersize=4, linewidth=1.2, capsize=2)
        for one in bins:
            axes.annotate(str(one.count), (one.mean, one.share), textcoords="offset points", xytext=(4, 4), color=_INK)
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.12), xlabel="score", ylabel="share truly so")
        page = io.StringIO()
        figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None, "Title": name})
    return _inline(page.getvalue(), name)


def _inline(svg: str, name: str) -> str:
    """The element alone, its ids made its own: several stand on one page."""
    element = svg[svg.index("<svg") :]
    own = re.sub(r"\W", "-", name)
    element = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{own}-", element)
    return element.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
