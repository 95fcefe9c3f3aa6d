"""How well the second look's network ranks comments that it has not seen."""

from collections.abc import Sequence
from pathlib import Path

from lessons import HIDE, LOOK, RESPOND, Labelled, stage_of

from moderator.domain.evidence import Passage
from moderator.scorers.second_look.network import Network
from moderator.scorers.second_look.scorer import MOMENT, seen


def measure(path: Path, rows: Sequence[Labelled], folder: Path, register: Path) -> None:
    """Print areas under the curve, and what is found at a hundredth of the others wrongly taken."""
    stage, network = stage_of(register), Network.opened(folder)
    chances = network.chances([seen(stage.scene(Passage(row.text, row.parent, MOMENT))) for row in rows])
    said = []
    for question, is_so, is_not in (
        (LOOK, lambda row: "publish" not in row.outcomes, lambda row: row.outcomes[0] == "publish"),
        (HIDE, lambda row: row.outcomes[0] == "hide", lambda row: "hide" not in row.outcomes),
    ):
        known = [(one[question], row) for one, row in zip(chances, rows, strict=True) if row.outcomes and one]
        so = [value for value, row in known if is_so(row)]
        others = sorted(value for value, row in known if is_not(row))
        if so and others:
            bar = others[min(len(others) - 1, int(len(others) * 0.99))]
            found = sum(value > bar for value in so) / len(so)
            said.append(f"{question}: area {_area(so, others):.3f}, {found:.0%} at 1 % of the others ({bar:.2f})")
    asked = [
        (one[RESPOND], row.wanted[2]) for one, row in zip(chances, rows, strict=True) if one and row.wanted[2] in {0, 1}
    ]
    if asked:
        right = sum((value > 0.5) == (wanted == 1) for value, wanted in asked) / len(asked)
        said.append(f"{RESPOND}: {right:.3f} right of {len(asked)}")
    print(f"{path}: " + "; ".join(said), flush=True)


def _area(so: Sequence[float], others: Sequence[float]) -> float:
    """The chance that one of ``so`` stands above one of ``others``."""
    ranked = sorted([(value, 1) for value in so] + [(value, 0) for value in others])
    places = sum(place for place, (_, is_so) in enumerate(ranked, 1) if is_so)
    return (places - len(so) * (len(so) + 1) / 2) / (len(so) * len(others))
