"""Examines the scorers over a folder of labelled comments and prints every target beside what was reached.

Run by hand from the repository root: ``python tests/evaluation/examine.py tests/data/unseen [--show] [--no-model]``.
The folder holds register.toml and some of the five files described in tests/data/unseen/README.md. For one file of any
council there is ``moderator evaluate``, which measures in the same way.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from moderator.assessing.judging import judge
from moderator.assessing.reading import with_contacts
from moderator.domain.evidence import Scorer
from moderator.domain.policy import Policy
from moderator.domain.register import Register
from moderator.evaluating.labelled import read_labelled
from moderator.evaluating.measures import Hits, Share, Verdict, hits, shares
from moderator.evaluating.wrong import Wrong, wrong_cases
from moderator.line import load_model, scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
#: File -> what its section is called.
EXAMINATIONS = {
    "decisions": "decisions",
    "needs_response": "needs a response",
    "language": "language",
    "evasion": "evasion",
    "personal_data": "personal data",
}


@dataclass(frozen=True, slots=True)
class Examiner:
    """Everything that one judgement needs."""

    register: Register
    policy: Policy
    model: Scorer | None
    shows: bool

    def verdicts(self, file: Path) -> list[Verdict]:
        """Each labelled comment of a file with what ``moderator assess`` would make of it."""
        labelled = read_labelled(str(file))
        register = with_contacts(self.register, labelled.contacts)
        line = scorers(register, model=self.model)
        rows = [case.row for case in labelled.cases]
        judged = judge(rows, line, self.policy, register, at=AT, clock=lambda: AT)
        return [Verdict(case, one) for case, one in zip(labelled.cases, judged, strict=True)]

    def examine(self, folder: Path, name: str) -> None:
        verdicts = self.verdicts(folder / f"{name}.jsonl")
        print(EXAMINATIONS[name])
        for share in shares(verdicts):
            say(share)
        if name == "decisions":
            say_labels(hits(verdicts))
        for wrong in wrong_cases(verdicts) if self.shows else ():
            show(wrong)


def say(share: Share) -> None:
    """One line of the report: a share, its counts, and the target it is measured against."""
    value = 100 * (share.value or 0.0)
    print(f"  {share.what:<58}{share.good:>4} of {share.total:<4}{value:6.1f} %  {share.target}")


def say_labels(found: Sequence[Hits]) -> None:
    print("labels                    expected  found  right  precision  recall")
    for one in found:
        precision = f"{100 * one.precision:6.1f} %" if one.precision is not None else "       -"
        recall = f"{100 * one.recall:6.1f} %" if one.recall is not None else "       -"
        print(f"  {one.label:<24}{one.expected:>8}{one.found:>7}{one.both:>7}   {precision}{recall}")


def show(wrong: Wrong) -> None:
    """A case that came out wrong; the words are offensive."""
    labels = ", ".join(f"{one.label} {one.value:.2f}" for one in wrong.seen)
    print(f"      {wrong.id}: {wrong.kind}: {wrong.expected} <- {wrong.given} [{labels}] {list(wrong.rules)}")
    if wrong.missed or wrong.extra:
        print(f"          missed {list(wrong.missed)} extra {list(wrong.extra)}")
    under = f" | under: {wrong.parent!r}" if wrong.parent else ""
    print(f"          {wrong.text!r}{under}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--policy", type=Path, default=Path("config/policy.toml"))
    parser.add_argument("--show", action="store_true", help="also print the rows that are wrong; they are offensive")
    parser.add_argument("--no-model", action="store_true", help="leave the learned scores out")
    parser.add_argument("--only", choices=EXAMINATIONS, help="examine one file")
    parser.add_argument("--register", type=Path, help="the register, where it does not lie in the folder")
    asked = parser.parse_args()
    register = load_register(asked.register or asked.folder / "register.toml")
    model = None if asked.no_model else load_model()
    examiner = Examiner(register, load_policy(asked.policy), model, asked.show)
    for name in EXAMINATIONS:
        if asked.only in (None, name) and (asked.folder / f"{name}.jsonl").is_file():
            examiner.examine(asked.folder, name)


if __name__ == "__main__":
    main()
