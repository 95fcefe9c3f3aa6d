"""Scams by handle, ticket, prize and promise are found; neighbours, petitions and people who warn are left alone."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from moderator.domain.evidence import Finding, Passage
from moderator.domain.register import Register
from moderator.register_file import load_register
from moderator.scorers.scene import Stage
from moderator.scorers.spam.scorer import SpamScorer

DATA = Path(__file__).parents[1] / "data"
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
ROWS = [json.loads(line) for line in (DATA / "spam_second.jsonl").read_text("utf-8").splitlines()]


@lru_cache(maxsize=1)
def register() -> Register:
    return load_register(DATA / "worked_register.toml")


@lru_cache(maxsize=1)
def scorer() -> SpamScorer:
    return SpamScorer(Stage(register()), register())


def spam_in(text: str) -> Finding | None:
    [found] = scorer().score([Passage(text, "", AT)], [()])
    return next(iter(found), None)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_what_is_a_scam_an_advert_or_neither(row: dict[str, str]) -> None:
    found = spam_in(row["text"])

    outcome = "publish" if found is None else "hide" if found.value >= 0.6 else "queue"
    enough = ("queue", "hide") if row["want"] == "queue" and row["id"].startswith("s") else (row["want"],)
    assert outcome in enough
    assert found is None or found.spans
