"""Threats, hatred, abuse, courts and scams on sentences written before their rules, and on texts made to be slow."""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Passage, gather
from moderator.policy_file import load_policy
from moderator.register_file import load_register
from moderator.scorers.judges import judges

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
FILES = ("harm_second.jsonl", "harm_third.jsonl", "harm_fourth.jsonl")


@lru_cache(maxsize=4)
def judged(name: str) -> tuple[tuple[dict[str, Any], str], ...]:
    """Every row of a file with the outcome it gets, without a learned model."""
    rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    register, policy = load_register(DATA / "unseen" / "register.toml"), load_policy(ROOT / "config" / "policy.toml")
    found = gather([Passage(row["text"], row["parent_text"], AT) for row in rows], judges(register))
    circumstances = Circumstances(election_runs=True)
    return tuple((row, decide(one, policy, circumstances).outcome.word) for row, one in zip(rows, found, strict=True))


def outcomes(pairs: Iterator[tuple[dict[str, Any], str]]) -> list[str]:
    return [outcome for _, outcome in pairs]


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_must_stay_up_is_hidden(name: str) -> None:
    pairs = judged(name)

    hidden = [row["id"] for row, outcome in pairs if outcome == "hide" and "hide" not in row["acceptable"]]

    assert hidden == []


@pytest.mark.parametrize("name", FILES)
def test_most_of_what_must_go_is_hidden_and_nearly_all_is_seen(name: str) -> None:
    pairs = judged(name)

    harm = outcomes(pair for pair in pairs if pair[0]["expected"]["outcome"] == "hide")

    assert harm.count("hide") >= 0.8 * len(harm)
    assert harm.count("publish") <= 0.08 * len(harm)


@pytest.mark.parametrize("name", FILES)
def test_few_harmless_comments_are_put_to_a_person(name: str) -> None:
    pairs = judged(name)

    harmless = outcomes(pair for pair in pairs if pair[0]["acceptable"] == ["publish"])

    assert harmless.count("publish") >= 0.9 * len(harmless)


@pytest.mark.parametrize(
    "words",
    [
        ("someone", "should", "really", "just"),
        ("the", "lads", "are", "going", "to"),
        ("he", "is", "getting", "his"),
        ("you", "all", "know", "where"),
        ("they", "are", "all", "the"),
        ("we", "saw", "the", "fire", "before"),
        ("free", "tickets", "for", "sale"),
    ],
)
def test_a_text_made_to_be_slow_is_not(words: Sequence[str]) -> None:
    register = load_register(DATA / "unseen" / "register.toml")
    text = " ".join(words * (2000 // len(words)))

    started = time.process_time()
    gather([Passage(text, "", AT)], judges(register))

    assert time.process_time() - started < 4
