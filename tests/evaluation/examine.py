"""Examines the scorers over a folder of labelled comments and prints every target beside what was reached.

Run by hand from the repository root: ``python tests/evaluation/examine.py tests/data/unseen [--show] [--no-model]``.
The folder holds register.toml and the five files described in tests/data/unseen/README.md.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moderator.assessing.judging import as_record, judge
from moderator.assessing.reading import Row
from moderator.domain.evidence import LABELS, Scorer
from moderator.domain.policy import Policy
from moderator.domain.register import CouncilContacts, Register
from moderator.line import load_model, scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SEVERITY = {"publish": 0, "queue": 1, "hide": 2}
#: Labels whose row could not be found need not be listed: too many rows carry them for another reason.
QUIET_EXTRAS = frozenset({"criticism_of_council", "profanity_untargeted"})


@dataclass(frozen=True, slots=True)
class Examiner:
    """Everything that one judgement needs."""

    register: Register
    policy: Policy
    model: Scorer | None
    shows: bool

    def judge(self, comments: Sequence[tuple[str, str | None]]) -> list[dict[str, Any]]:
        """What ``moderator assess`` would print for (text, parent) pairs."""
        rows = [Row(str(index), text, parent or "", None) for index, (text, parent) in enumerate(comments)]
        line = scorers(self.register, model=self.model)
        judged = judge(rows, line, self.policy, self.register, at=AT, clock=lambda: AT)
        return [as_record(one) for one in judged]

    def rows(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        return self.judge([(row["text"], row.get("parent_text")) for row in rows])

    def knowing(self, contacts: dict[str, list[str]]) -> "Examiner":
        """The same, told also of the contacts that a file's first line names."""
        known = self.register.contacts
        merged = CouncilContacts(
            phones=(*known.phones, *contacts.get("phones", ())),
            emails=(*known.emails, *contacts.get("emails", ())),
            domains=(*known.domains, *contacts.get("domains", ())),
            addresses=(*known.addresses, *contacts.get("addresses", ())),
        )
        return replace(self, register=replace(self.register, contacts=merged))

    def show(self, row_id: str, text: str, wrong: str) -> None:
        if self.shows:
            print(f"      {row_id}: {wrong}\n          {text!r}")


def said(good: int, total: int, what: str, target: str = "") -> None:
    """One line of the report: a share, its counts, and the target it is measured against."""
    share = 100 * good / total if total else 0.0
    print(f"  {what:<58}{good:>4} of {total:<4}{share:6.1f} %  {target}")


def labels_of(record: dict[str, Any]) -> set[str]:
    return {one["label"] for one in record["labels"]}


def reasons_of(record: dict[str, Any]) -> str:
    labels = ", ".join(f"{one['label']} {one['value']:.2f}" for one in record["labels"])
    return f"{record['outcome']} [{labels}] {record['rules']}"


def examine_decisions(examiner: Examiner, rows: Sequence[dict[str, Any]]) -> None:
    records = examiner.rows(rows)
    pairs = list(zip(rows, records, strict=True))
    stays = [pair for pair in pairs if "hide" not in pair[0]["acceptable"]]
    published = [pair for pair in pairs if pair[0]["expected"]["outcome"] == "publish"]
    criticism = [pair for pair in pairs if "criticism_of_council" in pair[0]["expected"]["labels"]]
    only_hide = [pair for pair in pairs if pair[0]["acceptable"] == ["hide"]]
    must_go = [pair for pair in pairs if pair[0]["expected"]["outcome"] == "hide"]
    print("decisions")
    said(_with(stays, "hide"), len(stays), "hiding not acceptable, hidden", "at most 1 %")
    said(_with(published, "hide"), len(published), "of which expected publish, hidden", "at most 1 %")
    said(_with(criticism, "hide"), len(criticism), "criticism of the council, hidden", "0")
    said(_with(must_go, "hide"), len(must_go), "expected hide, hidden", "at least 80 %")
    said(_with(must_go, "hide", "queue"), len(must_go), "expected hide, hidden or queued", "at least 95 %")
    said(_with(only_hide, "hide"), len(only_hide), "only hide acceptable, hidden", "at least 80 %")
    said(_with(only_hide, "hide", "queue"), len(only_hide), "only hide acceptable, hidden or queued", "at least 95 %")
    right = [record["outcome"] in row["acceptable"] for row, record in pairs]
    said(sum(right), len(right), "outcome acceptable to a fair reviewer")
    exact = sum(record["outcome"] == row["expected"]["outcome"] for row, record in pairs)
    said(exact, len(pairs), "outcome exactly as expected")
    for (row, record), is_right in zip(pairs, right, strict=True):
        if not is_right:
            wanted = f"{'/'.join(row['acceptable'])} {row['expected']['labels']} {row['elements']} <- "
            under = f" | under: {row['parent_text']!r}" if row["parent_text"] else ""
            examiner.show(row["id"], row["text"], wanted + reasons_of(record) + under)
    examine_labels(examiner, pairs)


def _with(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]], *outcomes: str) -> int:
    return sum(record["outcome"] in outcomes for _row, record in pairs)


def examine_labels(examiner: Examiner, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    print("labels                    expected  found  right  precision  recall")
    for label in LABELS:
        wanted = {row["id"] for row, _ in pairs if label in row["expected"]["labels"]}
        found = {row["id"] for row, record in pairs if label in labels_of(record)}
        both = len(wanted & found)
        precision = f"{100 * both / len(found):6.1f} %" if found else "       -"
        recall = f"{100 * both / len(wanted):6.1f} %" if wanted else "       -"
        print(f"  {label:<24}{len(wanted):>8}{len(found):>7}{both:>7}   {precision}{recall}")
        for row, _ in pairs:
            if row["id"] in wanted - found:
                examiner.show(row["id"], row["text"], f"missed {label}")
            elif row["id"] in found - wanted and label not in QUIET_EXTRAS:
                examiner.show(row["id"], row["text"], f"extra {label}")


def examine_requests(examiner: Examiner, rows: Sequence[dict[str, Any]]) -> None:
    records = examiner.rows(rows)
    wanted = [row["expected"]["needs_response"] for row in rows]
    found = [record["needs_response"] for record in records]
    owed = sum(wanted)
    print("needs a response")
    said(sum(a == b for a, b in zip(wanted, found, strict=True)), len(rows), "right", "at least 90 %")
    said(sum(a and b for a, b in zip(wanted, found, strict=True)), owed, "owed a response, found")
    said(sum(b and not a for a, b in zip(wanted, found, strict=True)), len(rows) - owed, "owed none, flagged")
    for row, want, find in zip(rows, wanted, found, strict=True):
        if want != find:
            examiner.show(row["id"], row["text"], f"wanted {want} ({row['kind']}), under {row['parent_text']!r}")


def examine_language(examiner: Examiner, rows: Sequence[dict[str, Any]]) -> None:
    records = examiner.rows(rows)
    print("language")
    right = [record["language"] in row["acceptable"] for row, record in zip(rows, records, strict=True)]
    said(sum(right), len(rows), "acceptable", "at least 95 %")
    for row, record, is_right in zip(rows, records, right, strict=True):
        if not is_right:
            examiner.show(row["id"], row["text"], f"wanted {'/'.join(row['acceptable'])}, said {record['language']}")


def examine_evasion(examiner: Examiner, rows: Sequence[dict[str, Any]]) -> None:
    plain = examiner.judge([(row["plain"], None) for row in rows])
    variant = examiner.judge([(row["variant"], None) for row in rows])
    triples = list(zip(rows, plain, variant, strict=True))
    abusive = [triple for triple in triples if not triple[0]["benign"]]
    benign = [triple for triple in triples if triple[0]["benign"]]
    print("evasion")
    said(sum(_plain_right(row, first) for row, first, _ in abusive), len(abusive), "abusive plain texts right")
    kept = sum(_is_kept(row, second) for row, _, second in abusive)
    said(kept, len(abusive), "variant at least as severe as its minimum", "at least 90 %")
    same = sum(first["outcome"] == second["outcome"] for _, first, second in abusive)
    said(same, len(abusive), "variant judged exactly as its plain text", "at least 90 %")
    flagged = [row for row, _, second in benign if second["outcome"] != "publish"]
    said(len(flagged), len(benign), "benign variant flagged", "0")
    newly = sum(SEVERITY[second["outcome"]] > SEVERITY[first["outcome"]] for _, first, second in benign)
    said(newly, len(benign), "benign variant newly flagged", "0")
    for row, first, second in triples:
        if not (_plain_right(row, first) and _is_kept(row, second)):
            wanted = f"{row['technique']}: {row['plain_outcome']} -> {row['variant_min_outcome']}"
            examiner.show(
                row["id"], row["variant"], f"{wanted}, plain {reasons_of(first)}, variant {reasons_of(second)}"
            )


def _plain_right(row: dict[str, Any], record: dict[str, Any]) -> bool:
    return bool(record["outcome"] == row["plain_outcome"])


def _is_kept(row: dict[str, Any], record: dict[str, Any]) -> bool:
    if row["benign"]:
        return bool(record["outcome"] == "publish")
    return SEVERITY[record["outcome"]] >= SEVERITY[row["variant_min_outcome"]]


def examine_personal_data(examiner: Examiner, rows: Sequence[dict[str, Any]]) -> None:
    header, *rows = rows
    records = examiner.knowing(header["council_contacts"]).rows(rows)
    spans = [_spans(record) for record in records]
    wanted = [{tuple(span) for span in row["expected"]["spans"]} for row in rows]
    true = [index for index, row in enumerate(rows) if row["expected"]["personal_data"]]
    false = [index for index, row in enumerate(rows) if not row["expected"]["personal_data"]]
    found = ["personal_data" in labels_of(record) for record in records]
    print("personal data")
    said(sum(found[index] for index in true), len(true), "found", "at least 95 %")
    said(sum(found[index] for index in false), len(false), "false alarms", "at most 3 %")
    total = sum(len(one) for one in wanted)
    said(sum(len(a & b) for a, b in zip(wanted, spans, strict=True)), total, "spans exact, with their kind")
    said(
        sum(len(b - a) for a, b in zip(wanted, spans, strict=True)), sum(map(len, spans)), "spans that are not expected"
    )
    for row, want, find in zip(rows, wanted, spans, strict=True):
        if want != find:
            examiner.show(row["id"], row["text"], f"wanted {sorted(want)}, found {sorted(find)}")


def _spans(record: dict[str, Any]) -> set[tuple[int, int, str]]:
    found = [one for one in record["labels"] if one["label"] == "personal_data"]
    return {(start, end, kind) for one in found for start, end, kind in one["spans"]}


EXAMINATIONS = {
    "decisions": examine_decisions,
    "needs_response": examine_requests,
    "language": examine_language,
    "evasion": examine_evasion,
    "personal_data": examine_personal_data,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--policy", type=Path, default=Path("config/policy.toml"))
    parser.add_argument("--show", action="store_true", help="also print the rows that are wrong; they are offensive")
    parser.add_argument("--no-model", action="store_true", help="leave the learned scores out")
    parser.add_argument("--only", choices=EXAMINATIONS, help="examine one file")
    asked = parser.parse_args()
    register = load_register(asked.folder / "register.toml")
    model = None if asked.no_model else load_model()
    examiner = Examiner(register, load_policy(asked.policy), model, asked.show)
    for name, examine in EXAMINATIONS.items():
        if asked.only in (None, name):
            lines = (asked.folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
            examine(examiner, [json.loads(line) for line in lines])


if __name__ == "__main__":
    main()
