"""Comments written without a look at the rules: what must stay, stays; most of what must go, goes; disguises hold.

The rows of ``hold`` are not shown when a floor is missed, so that they stay unread.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Passage, Scorer, gather
from moderator.domain.policy import Policy
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
FRESH = ROOT / "tests" / "data" / "fresh"
HALVES = pytest.mark.parametrize("half", ["develop", "hold"])
SEVERITY = {"publish": 0, "queue": 1, "hide": 2}


@lru_cache(maxsize=1)
def _line() -> tuple[tuple[Scorer, ...], Policy]:
    register = load_register(ROOT / "tests" / "data" / "unseen" / "register.toml")
    return tuple(scorers(register, model=None)), load_policy(ROOT / "config" / "policy.toml")


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FRESH / f"{name}.jsonl").read_text("utf-8").splitlines()]


def outcomes(comments: Sequence[tuple[str, str]]) -> list[str]:
    line, policy = _line()
    found = gather([Passage(text, parent, AT) for text, parent in comments], line)
    return [decide(one, policy, Circumstances(election_runs=True)).outcome.word for one in found]


def decided(name: str) -> list[tuple[dict[str, Any], str]]:
    rows = rows_of(name)
    return list(zip(rows, outcomes([(row["text"], row["parent_text"]) for row in rows]), strict=True))


@HALVES
def test_criticism_of_the_council_is_never_hidden(half: str) -> None:
    given = decided(f"{half}/decisions")

    hidden = [out for row, out in given if "criticism_of_council" in row["expected"]["labels"] and out == "hide"]

    assert hidden == []


@HALVES
def test_hardly_anything_that_must_stay_is_hidden(half: str) -> None:
    given = decided(f"{half}/decisions")

    hidden = sum(out == "hide" for row, out in given if "hide" not in row["acceptable"])

    assert hidden <= MOST_WRONGLY_HIDDEN[half]


@HALVES
def test_most_of_what_must_go_is_hidden_and_nearly_all_reaches_a_person(half: str) -> None:
    given = [out for row, out in decided(f"{half}/decisions") if row["expected"]["outcome"] == "hide"]

    hidden, seen = given.count("hide") / len(given), 1 - given.count("publish") / len(given)

    assert hidden >= FLOORS[half][0]
    assert seen >= FLOORS[half][1]


@HALVES
def test_disguises_keep_their_outcome_and_odd_but_harmless_writing_is_left_alone(half: str) -> None:
    rows = rows_of(f"{half}/evasion")
    given = outcomes([(row["variant"], "") for row in rows])

    kept = [
        SEVERITY[out] >= SEVERITY[row["variant_min_outcome"]]
        for row, out in zip(rows, given, strict=True)
        if not row["benign"]
    ]
    hidden = sum(row["benign"] and out == "hide" for row, out in zip(rows, given, strict=True))

    assert sum(kept) >= FLOORS[half][2] * len(kept)
    assert hidden == 0


#: Hidden of what is to be hidden, hidden or queued of it, disguises that keep their outcome: a little below what was
#: reached when they were written. What was read while mending does better than what was not, and shows less.
FLOORS = {"develop": (0.8, 0.95, 0.9), "hold": (0.64, 0.87, 0.84)}
#: Of 60 comments in each half.
MOST_WRONGLY_HIDDEN = {"develop": 1, "hold": 3}


def test_harmless_comments_in_the_words_of_accusations_and_threats_stay_up() -> None:
    given = decided("look_alikes")

    assert [row["id"] for row, out in given if "hide" not in row["acceptable"] and out == "hide"] == []
    assert sum(out == "publish" for row, out in given if "publish" not in row["acceptable"]) <= 4
