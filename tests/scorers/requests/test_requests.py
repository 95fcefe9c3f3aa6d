"""What a comment asks for: each label on unseen wordings, and who is owed an answer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain.evidence import NEEDS_RESPONSE, UNREAD_END, Evidence, Passage, gather
from moderator.scorers.plain_reading import read
from moderator.scorers.requests.parents import parent_kind
from moderator.scorers.requests.scorer import RequestsScorer
from moderator.scorers.safeguarding.scorer import SafeguardingScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SCORERS = (SafeguardingScorer(), RequestsScorer())
POST = "Recycling and rubbish collections will be one day later this week because of the bank holiday."
ROWS = Path(__file__).parents[2] / "data" / "request_labels.txt"


def seen(text: str, parent: str = "") -> Evidence:
    return gather([Passage(text, parent, MOMENT)], SCORERS)[0]


def rows() -> Iterator[tuple[str, str, str]]:
    """Label, parent and comment of each line of the data file."""
    label = ""
    for line in ROWS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            label = line.strip("[]")
        elif line and not line.startswith("#"):
            parent, arrow, text = line.partition(" => ")
            yield label, parent if arrow else "", text if arrow else line


def share_found(label: str) -> float:
    judged = [any(seen(text, parent).of(label)) for each, parent, text in rows() if each == label]
    return sum(judged) / len(judged)


@pytest.mark.parametrize(
    ("label", "at_least"),
    [
        ("foi_request", 0.9),
        ("eir_request", 0.9),
        ("subject_access", 0.9),
        ("complaint", 0.9),
        ("factual_error", 0.7),
        ("whistleblowing", 0.9),
        ("safeguarding", 0.9),
        ("self_harm", 0.9),
    ],
)
def test_a_label_is_found_in_most_of_its_wordings(label: str, at_least: float) -> None:
    assert share_found(label) >= at_least


def test_ordinary_talk_gets_no_label() -> None:
    found = [text for label, parent, text in rows() if label == "nothing" and len(seen(text, parent).findings) > 1]

    assert found == []


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("Any update", "We are aware of flooding on Oystermouth Road and are working with partners to clear it."),
        ("what time", "Santa's grotto is back at Swansea Market this weekend."),
        ("Lamp post out, top of Heol y Gors", POST),
        ("My recycling hasn't been picked up for a month", POST),
        ("You missed our street again and nobody answers the phone", POST),
        ("Thank you for sorting it, but the gate is still broken", POST),
        ("Pryd?", "Mae gwaith wedi dechrau ar y parc sglefrio newydd yn Nhreforys. Bydd yn agor cyn bo hir!"),
        ("How do I report a dead badger", ""),
        ("I can't see a way through this any more", POST),
        ("Freedom of information request: copies of all emails about this site", POST),
    ],
)
def test_the_council_owes_an_answer(text: str, parent: str) -> None:
    assert seen(text, parent).needs_response


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("Any update", "They've put my operation off again"),
        ("How much", "Selling two tickets for Saturday, can't go now"),
        ("Thank you 👍", POST),
        ("Diolch yn fawr iawn 😊", POST),
        (
            "How do these people sleep at night?",
            "Councillors will discuss the draft budget at next week's cabinet meeting.",
        ),
        ("Waste of money", "Our new footbridge has won a national design award."),
        ("Looks amazing!", "The new playground in Ravenhill Park is open!"),
        ("10 till 4 love", "What time is it open?"),
        ("is your mum ok now?", "Mam slipped on that path in the ice"),
        ("First!", POST),
        ("Da iawn bawb", POST),
    ],
)
def test_nobody_is_owed_an_answer(text: str, parent: str) -> None:
    assert not seen(text, parent).needs_response


@pytest.mark.parametrize(
    ("parent", "kind"),
    [
        ("", "none"),
        (POST, "post"),
        ("Bydd y ffordd ar gau dros nos er mwyn gosod wyneb newydd.", "post"),
        ("Hi, yes, the office is open until 5pm.", "reply"),
        ("I bumped into your Dai in town", "resident"),
        ("What time is it open?", "resident"),
    ],
)
def test_it_is_told_whose_words_are_answered(parent: str, kind: str) -> None:
    assert parent_kind(read(parent).lowered) == kind


def test_talk_about_somebody_elses_request_is_none() -> None:
    assert not list(seen("Useless in that job, FOI'd it myself").of("foi_request"))
    assert not list(seen("Has anyone FOI'd this yet lol").of("foi_request"))


def test_a_contradiction_where_life_or_a_vote_is_at_stake_is_marked() -> None:
    flood = seen(
        "Road's fine, just drove it, ignore the signs", "FLOOD: Gors Road is CLOSED, water is over a metre deep."
    )

    assert "safety" in next(flood.of("factual_error")).traits


def test_every_comment_is_weighed_exactly_once() -> None:
    assert len(list(seen("nice").of(NEEDS_RESPONSE))) == 1


@given(st.text(max_size=250), st.text(max_size=100))
@settings(max_examples=80, deadline=None)
def test_spans_lie_inside_any_text(text: str, parent: str) -> None:
    evidence = seen(text, parent)

    assert evidence.gaps == ()
    assert all(0 <= span.start < span.end <= len(text) for finding in evidence.findings for span in finding.spans)


@pytest.mark.parametrize("text", ["how many " * 6_000, "my " * 20_000, "\ud800\x00" * 100, "?" * 60_000])
def test_no_scorer_falls_silent_on_a_hostile_text(text: str) -> None:
    # The one gap that may be left is the end of a comment longer than any platform allows.
    assert {gap.scorer for gap in seen(text, text[:500]).gaps} <= {UNREAD_END}
