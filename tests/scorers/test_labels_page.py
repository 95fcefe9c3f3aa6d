"""The page for the monitoring officer tells the truth: every example on it is judged as it says."""

import re
from datetime import UTC, datetime
from pathlib import Path

from moderator.assessing.judging import judge
from moderator.assessing.reading import Row
from moderator.domain.evidence import LABELS
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
UNDER = re.compile(r"^(.*?) \(under: (.*)\)$")


def examples() -> list[tuple[str, str, str]]:
    """Comment, what it answers, outcome: the rows of every table that begins with "comment" and "outcome"."""
    found, is_inside = [], False
    for line in (ROOT / "docs/labels.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        is_inside = cells[:2] == ["comment", "outcome"] or (is_inside and line.startswith("|"))
        if is_inside and cells[1] in ("publish", "queue", "hide"):
            under = UNDER.match(cells[0])
            comment, parent = under.groups() if under else (cells[0], "")
            found.append((comment, parent, cells[1]))
    return found


def test_every_example_is_judged_as_the_page_says() -> None:
    rows = [Row(number, text, parent, None) for number, (text, parent, _) in enumerate(examples())]
    register = load_register(ROOT / "tests/data/labels_page_register.toml")
    line = scorers(register, model=None)

    judged = judge(rows, line, load_policy(ROOT / "config/policy.toml"), register, at=AT, clock=lambda: AT)

    wrong = [
        (text, outcome, one.decision.outcome.word, one.decision.reasons)
        for (text, _, outcome), one in zip(examples(), judged, strict=True)
        if one.decision.outcome.word != outcome
    ]
    assert wrong == []
    assert len(rows) > 40


def test_every_label_has_its_row_and_says_what_it_never_does() -> None:
    page = (ROOT / "docs/labels.md").read_text("utf-8")

    assert [label for label in LABELS if f"`{label}`" not in page.split("## Defamation")[0]] == []
    assert page.count("*Never:*") >= 9
