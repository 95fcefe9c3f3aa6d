"""Every trait a scorer gives is one that a policy may name."""

import json
from datetime import UTC, datetime
from pathlib import Path

from moderator.domain.evidence import TRAITS, Passage, gather
from moderator.line import scorers
from moderator.register_file import load_register

DATA = Path(__file__).parents[1] / "data"
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


def test_findings_carry_only_traits_that_the_policy_file_knows() -> None:
    files = (DATA / "worked_comments.jsonl", DATA / "harm_second.jsonl")
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    passages = [Passage(row["text"], row.get("parent_text") or "", AT) for row in rows]

    evidence = gather(passages, scorers(load_register(DATA / "worked_register.toml"), model=None))

    found = {(one.label, trait) for each in evidence for one in each.findings for trait in one.traits}
    assert {(label, trait) for label, trait in found if trait not in TRAITS.get(label, ())} == set()
