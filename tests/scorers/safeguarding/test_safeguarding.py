"""People at risk: who it is about, what is only an idiom, and what only the thread tells."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import Finding, Passage
from moderator.scorers.safeguarding.scorer import SafeguardingScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SCORER = SafeguardingScorer()


def findings(text: str, parent: str = "", earlier: tuple[Finding, ...] = ()) -> list[Finding]:
    return list(SCORER.score([Passage(text, parent, MOMENT)], [earlier])[0])


@pytest.mark.parametrize(
    "text",
    [
        "I think about ending it most days to be honest",
        "Dwi ddim isio byw rhagor. Does neb yn gwrando.",
        "don't see the point in carrying on tbh",
        "got the tablets lined up",
    ],
)
def test_a_writer_at_risk_is_noticed(text: str) -> None:
    assert [(finding.label, finding.about) for finding in findings(text)] == [("self_harm", "writer")]


@pytest.mark.parametrize(
    "text",
    [
        "those steps will be the death of me 😂",
        "I'd kill for a bus after 7pm",
        "I died when I saw the mascot 😂😂",
        "lost the will to live in that queue",
        "I'd rather die than shop there",
        "Safeguarding course yesterday was excellent, really well run",
        "Kids are screaming the house down... it's snowing ❄️🤣",
        "someone will get hurt at that junction, the kids run across",
    ],
)
def test_idioms_and_hazards_are_nobody_at_risk(text: str) -> None:
    assert findings(text) == []


def test_urging_somebody_is_not_a_cry_for_help() -> None:
    finding = findings("go on then, kill yourself")[0]

    assert finding.label == "self_harm"
    assert finding.traits == {"urging"}


def test_flat_words_count_under_somebody_who_asks_after_the_writer() -> None:
    parent = "Are you ok love? That last post worried me, please answer"

    assert [finding.traits for finding in findings("im done", parent)] == [{"low"}]
    assert findings("im done", "The tip is open until four.") == []


def test_a_child_and_a_name_are_marked() -> None:
    named = findings("Alfie Corbett is left alone every night, the little boy next door")[0]
    unnamed = findings("the little boy next door is left alone every night")[0]

    assert named.traits == {"child", "identifies"}
    assert unnamed.traits == {"child"}


def test_an_old_neighbour_who_was_not_seen_is_noticed() -> None:
    assert [f.label for f in findings("old boy opposite hasn't opened his curtains for a week, post piling up")] == [
        "safeguarding"
    ]
