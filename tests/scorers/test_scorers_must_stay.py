"""Puns, praise, games, victims, lawful criticism and other comments that must stay up: none of them is hidden."""

import json
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Passage, Scorer, gather
from moderator.domain.policy import Policy
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


@lru_cache(maxsize=1)
def _line() -> tuple[Scorer, ...]:
    """All but the second look, which learns of its own and can only queue."""
    line = scorers(load_register(DATA / "unseen" / "register.toml"), model=None)
    return tuple(one for one in line if one.name != "second_look")


@lru_cache(maxsize=1)
def _policy() -> Policy:
    return load_policy(ROOT / "config" / "policy.toml")


def outcomes(comments: list[tuple[str, str]]) -> list[str]:
    found = gather([Passage(text, parent, AT) for text, parent in comments], _line())
    return [decide(one, _policy(), Circumstances(election_runs=True)).outcome.word for one in found]


def test_no_comment_of_five_hundred_that_must_stay_is_hidden_and_most_need_nobody() -> None:
    rows = [json.loads(line) for line in (DATA / "must_stay_second.jsonl").read_text("utf-8").splitlines()]

    given_outcomes = outcomes([(row["text"], row["parent_text"]) for row in rows])

    assert [row["id"] for row, outcome in zip(rows, given_outcomes, strict=True) if outcome == "hide"] == []
    assert Counter(given_outcomes)["queue"] <= 0.22 * len(rows)


TARGETS = (
    "the council", "this council", "Abergwenith Council", "highways", "the planning department", "social services",
    "the cabinet", "your parking scheme", "the budget", "this consultation", "the new bin system", "the 20mph policy",
    "the civic", "you lot", "the housing department", "council tax",
)  # fmt: skip
BLAME = (
    "a disgrace", "corrupt", "a scam", "daylight robbery", "theft", "criminal", "a fraud", "rotten to the core",
    "run by crooks", "run by thieves", "killing this town", "murdering the high street", "bleeding us dry",
    "robbing pensioners", "lying to us", "stealing our future", "on the fiddle", "bent", "a bunch of liars", "a con",
    "raping the countryside", "guilty of neglect", "a joke", "useless", "full of cowboys", "lining its own pockets",
    "taking backhanders", "covering things up", "a death trap", "finished", "dead in the water", "scum",
)  # fmt: skip
FRAMES = (
    "{0} is {1}", "{0} are {1}", "How is {0} not {1}?", "Everyone knows {0} is {1}", "If you ask me {0} is {1}",
    "{0}: {1}, {1}, {1}", "Sick of {0}. It's {1}.", "Allegedly {0} is {1} lol", "{0} has always been {1}!!",
    "Say what you like, {0} is {1}", "I hope {0} falls apart, it is {1}", "{0} should be shut down. {1}.",
    "What is {0} if not {1}", "Three months waiting and {0} is {1}", "{0} wants locking up, {1}",
    "Sack the lot of them, {0} is {1}", "{0} can go to hell, {1}", "My nan says {0} is {1}", "{0}? {1} 🤡",
)  # fmt: skip
POSTS = (
    "", "Council tax will rise by 4.9%.", "Your new recycling bags arrive on Monday.", "[photo] The new bus station.",
    "Cllr Rhian Trevanion answers your questions about the budget.", "Mill Street remains closed after the fire.",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(FRAMES), st.sampled_from(TARGETS), st.sampled_from(BLAME), st.sampled_from(POSTS))
def test_whatever_the_frame_blame_that_falls_on_the_council_alone_hides_nothing(
    frame: str, target: str, blame: str, post: str
) -> None:
    text = frame.format(target, blame)

    (outcome,) = outcomes([(text, post)])

    assert outcome != "hide"
