"""Expressions that are tried only where they may match answer exactly as Python's own would."""

import json
import random
import re
from pathlib import Path

import pytest
from shipped_expressions import shipped

from moderator.scorers.anchored import Anchored, Expression, anchored
from moderator.scorers.anchors import anchors_of

DATA = Path(__file__).resolve().parents[1] / "data"


def texts() -> list[str]:
    """Comments in small letters, and the same words in another order, where half of every phrase is missing."""
    found = []
    chance = random.Random(7)
    for name in ("worked_comments", "people_at_risk", "spam_second", "harm_third"):
        for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
            words = re.sub(r"[^\w£$' ]", " ", json.loads(line)["text"].lower()).split()
            found.append(" ".join(words))
            found.append(" ".join(chance.sample(words, len(words))))
    return found


def answers(expression: Expression, text: str) -> tuple[object, ...]:
    first, begun = expression.search(text), expression.match(text)
    behind = expression.search(text, len(text) // 2)
    spans = [one.span() for one in expression.finditer(text)]
    return tuple(one and one.span() for one in (first, begun, behind)), spans


def test_every_shipped_expression_answers_as_it_would_if_it_were_always_tried() -> None:
    kept = [one for one in shipped() if isinstance(one, Anchored)]
    read = texts()

    differing = [
        one.pattern
        for one in kept
        for plain in [re.compile(one.pattern, one.flags)]
        if any(answers(one, text) != answers(plain, text) for text in read)
    ]

    assert len(kept) > 200
    assert differing == []


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"\b(?:ab|abc|b c) d", "x abc d ab d b c d"),  # the earlier part wins, also where it is shorter
        (r"\b(?:red|red car|green) ?\w*", "a red car, a green one"),
        (r"(?<![\w£])(?:one two|two three|three)(?!\w)", "one two three, two three, £three"),
        (r"\b(?:cat|catalogue)\b|\bdog", "catalogue of a cat and dogged dogs"),
        (r"(?<= and )(?:salt|pepper)|(?:tom)(?= cat)", "salt and pepper and salt, tom cat"),
        (r"^(?:well|so),? (?:what|who)|who$", "so who is who"),
        (r"\bx{2,3}(?: y+)?\b", "x xx yy xxxx xxx y"),
        (r"\b(?:don'?t|can ?not) (?:ever )?stop\b", "don't stop, cannot ever stop, dont stop"),
        (r"(?:a|an|the)? ?(?:fox|hen)\w*", "the foxes, hens and an axe"),
        (r"\bk[ae]pt?\b|\bs[oi]ng", "kept a sung song"),
        (r"\w*burn(?:t|ed)?", "sunburn, burnt and burned"),
        (r"[^a-z]fire|fire[^a-z]", "a fire! on-fire"),
    ],
)
def test_parts_of_an_expression_are_tried_in_its_own_order(expression: str, text: str) -> None:
    assert answers(anchored(expression), text) == answers(re.compile(expression), text)
    assert answers(anchored(expression), "nothing of it") == answers(re.compile(expression), "nothing of it")


@pytest.mark.parametrize("text", ["KISS me", "kiſs me", "Kıss me", "KİSS me", "\u212aiss me", "hug me"])
def test_letters_that_only_match_because_case_is_ignored_are_found(text: str) -> None:
    expression = r"\bkiss\b"

    assert answers(anchored(expression, re.IGNORECASE), text) == answers(re.compile(expression, re.IGNORECASE), text)


def test_numbered_groups_keep_their_numbers() -> None:
    match = anchored(r"\b(?:from (\d+)|until (\d+))").search("open until 5")

    assert match is not None
    assert match.groups() == (None, "5")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"\bcrooks?\b", {"crook$", "crooks$"}),
        (r"\bkill\w*\b", {"kill"}),
        (r"\b(?:is a|was a) (?:liar|cheat)\b", {"liar$", "cheat$"}),
        (r"\bgo (?:[a-z]+ ){0,3}?quietly", {"quietly"}),
        (r"\b(?:loud|\w+ly)\b", None),
        (r"arson", None),
        (r"(?:fox)?", None),
        (r"\b(?a:fox)\b", None),
    ],
)
def test_an_anchor_is_what_every_match_holds(expression: str, expected: set[str] | None) -> None:
    assert anchors_of(expression) == (expected if expected is None else frozenset(expected))


def test_an_expression_that_is_added_later_is_found_in_a_text_seen_before() -> None:
    text = "a quincunx of lamps"
    assert anchored(r"\bnothing like it\b").search(text) is None

    later = anchored(r"\bquincunx\b")

    assert later.search(text) is not None
