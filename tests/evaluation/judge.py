"""Measures the judgement of harm on labelled comments; run by hand, prints rates and the wrong rows.

python tests/evaluation/judge.py ROWS.jsonl --register REGISTER.toml [--policy POLICY.toml] [--quiet] [--evasion FILE]
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moderator.domain.decision import Circumstances, Decision, decide
from moderator.domain.evidence import Evidence, Passage, gather
from moderator.domain.policy import Policy
from moderator.domain.register import Register
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


def judged(rows: Sequence[tuple[str, str]], register: Register, policy: Policy) -> list[tuple[Evidence, Decision]]:
    line = scorers(register, model=None)
    runs = register.election is not None and register.election.runs(AT)
    evidence = gather([Passage(text, parent, AT) for text, parent in rows], line)
    return [(one, decide(one, policy, Circumstances(election_runs=runs))) for one in evidence]


def _decisions(path: Path, register: Register, policy: Policy, *, quiet: bool) -> None:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    started = time.perf_counter()
    answers = judged([(row["text"], row["parent_text"] or "") for row in rows], register, policy)
    spent = time.perf_counter() - started
    confusion: Counter[tuple[str, str]] = Counter()
    labels: Counter[tuple[str, str]] = Counter()
    tally: Counter[str] = Counter()
    for row, (evidence, decision) in zip(rows, answers, strict=True):
        expected, given = row["expected"]["outcome"], decision.outcome.word
        confusion[expected, given] += 1
        accepted = given in row["acceptable"]
        tally["accepted"] += accepted
        _count(row, given, tally)
        found = {one.label for one in evidence.findings if one.value >= 0.2}
        for label in found | set(row["expected"]["labels"]):
            labels[label, _kind(label in found, label in row["expected"]["labels"])] += 1
        if evidence.gaps or (not accepted and not quiet):
            _show(row, decision, evidence)
    print(f"\n{len(rows)} rows, {spent / len(rows) * 1e3:.2f} ms each; acceptable {tally['accepted'] / len(rows):.1%}")
    for key, count in sorted(confusion.items()):
        print(f"  expected {key[0]:8} given {key[1]:8} {count}")
    print(f"must stay (hide not acceptable) hidden: {tally['stay hidden']} of {tally['stay']}")
    print(f"criticism of the council hidden: {tally['criticism hidden']} of {tally['criticism']}")
    print(f"must go (only hide): hidden {tally['go hidden']} of {tally['go']}, hidden or queued {tally['go seen']}")
    print(f"expected hide: hidden {tally['hide hidden']} of {tally['hide']}, hidden or queued {tally['hide seen']}")
    print(f"queued though only publish is acceptable: {tally['publish queued']} of {tally['publish only']}")
    for label in sorted({label for label, _ in labels}):
        hit, miss, false = (labels[label, kind] for kind in ("hit", "missed", "false"))
        print(f"  {label:22} found {hit:3}  missed {miss:3}  more {false:3}")


def _count(row: dict[str, Any], given: str, tally: Counter[str]) -> None:
    if "hide" not in row["acceptable"]:
        tally["stay"] += 1
        tally["stay hidden"] += given == "hide"
    if "criticism_of_council" in row["expected"]["labels"]:
        tally["criticism"] += 1
        tally["criticism hidden"] += given == "hide"
    if row["acceptable"] == ["hide"]:
        tally["go"] += 1
        tally["go hidden"] += given == "hide"
        tally["go seen"] += given != "publish"
    if row["expected"]["outcome"] == "hide":
        tally["hide"] += 1
        tally["hide hidden"] += given == "hide"
        tally["hide seen"] += given != "publish"
    if row["acceptable"] == ["publish"]:
        tally["publish only"] += 1
        tally["publish queued"] += given != "publish"


def _kind(found: bool, expected: bool) -> str:
    return "hit" if found and expected else "missed" if expected else "false"


def _show(row: dict[str, Any], decision: Decision, evidence: Evidence) -> None:
    print(f"\n{row['id']} expected {row['acceptable']} {row['expected']['labels']} given {decision.outcome.word}")
    print(f"   {row['text'][:300]!r}\n   parent {row['parent_text'][:120]!r}\n   {row['elements']} {row['why']}")
    print(f"   {', '.join(decision.reasons)} gaps {[gap.scorer + ' ' + gap.reason for gap in evidence.gaps]}")
    for one in evidence.findings:
        if one.label not in ("language", "needs_response"):
            print(f"   - {one.label} {one.value} {one.rule} about {one.about} {sorted(one.traits)}")


def _evasion(path: Path, register: Register, policy: Policy, *, quiet: bool) -> None:
    order = ["publish", "queue", "hide"]
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    plain = judged([(row["plain"], "") for row in rows], register, policy)
    variant = judged([(row["variant"], "") for row in rows], register, policy)
    tally: Counter[str] = Counter()
    for row, (_, first), (_, second) in zip(rows, plain, variant, strict=True):
        kind = "benign" if row["benign"] else "abusive"
        right_plain = first.outcome.word == row["plain_outcome"]
        least = order.index(row["variant_min_outcome"])
        right = second.outcome.word == "publish" if row["benign"] else order.index(second.outcome.word) >= least
        tally[f"{kind} rows"] += 1
        tally[f"{kind} plain right"] += right_plain
        tally[f"{kind} variant right"] += right
        tally[f"{kind} kept"] += right or second.outcome == first.outcome
        if not quiet and not (right and right_plain):
            print(
                row["id"],
                row["technique"],
                row["plain_outcome"],
                row["variant_min_outcome"],
                "got",
                first.outcome.word,
                second.outcome.word,
                first.reasons,
                "|",
                row["plain"],
                "|",
                row["variant"][:80].encode("unicode_escape").decode(),
            )
    for key, count in sorted(tally.items()):
        print(f"  {key:24} {count}")


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--register", type=Path, required=True)
    parser.add_argument("--policy", type=Path, default=Path("config/policy.toml"))
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--evasion", action="store_true", help="ROWS holds pairs of plain and disguised text")
    chosen = parser.parse_args()
    register, policy = load_register(chosen.register), load_policy(chosen.policy)
    run = _evasion if chosen.evasion else _decisions
    run(chosen.rows, register, policy, quiet=chosen.quiet)


if __name__ == "__main__":
    _main()
