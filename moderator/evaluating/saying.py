"""The words and numbers that screen and page share: shares in hundredths, cuts in words."""

from collections.abc import Mapping, Sequence
from math import floor

from moderator.evaluating.scores import Advice, Bin, Cut
from moderator.evaluating.truth import OUTCOMES

CAUTION = (
    "A labelled file holds more bad comments than real life does, so precision and items a day will differ in service. "
    "Few cases say little: the brackets hold the true share 95 times in 100."
)


def percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def between(bounds: tuple[float, float]) -> str:
    return f"[{100 * bounds[0]:.0f} to {100 * bounds[1]:.0f}]"


def cut_words(cut: Cut | None) -> str:
    """From where to act and what follows: "from 0.55: 12 caught, 1 needless"."""
    if cut is None:
        return "-"
    if cut.at is None:
        return "never"
    # Rounded down, so that what it caught here is still caught.
    return f"from {floor(cut.at * 1000) / 1000:g}: {cut.caught} caught, {cut.needless} needless"


def bin_words(one: Bin) -> str:
    return "nothing seen" if one.high == 0 else f"{one.low:.1f} to {one.high:.1f}"


def matrix(confusion: Mapping[tuple[str, str], int]) -> list[tuple[str, list[int]]]:
    """Rows of expected outcomes; in each how often publish, queue and hide were given."""
    return [
        (expected, [confusion.get((expected, given), 0) for given in OUTCOMES])
        for expected in OUTCOMES
        if any(wanted == expected for wanted, _ in confusion)
    ]


def seen_once(advice: Sequence[Advice]) -> list[Advice]:
    """Advice about labels that the file holds at all: without a positive there is nothing to go by."""
    return [one for one in advice if one.positives]
