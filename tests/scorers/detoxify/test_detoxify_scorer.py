"""The scorer on the rehearsal model: order, batches, long and odd texts; never a silent zero."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from moderator.domain.evidence import Passage, gather
from moderator.scorers.detoxify import DetoxifyScorer
from moderator.scorers.detoxify.engine import Array, Engine, Rows
from moderator.scorers.detoxify.reading import UnreadableText
from moderator.scorers.detoxify.scorer import UnusableScore

pytestmark = pytest.mark.model

ABUSE = "shut up, you liar"
CIVIL = "thank you for sorting the street lights so quickly"
Passages = Callable[[str], Passage]


def test_each_label_becomes_one_learned_finding_with_the_model_in_its_rule(
    scorer: DetoxifyScorer, passage: Passages
) -> None:
    findings = scorer.score([passage(ABUSE)], [()])[0]

    assert [finding.label for finding in findings] == [f"detoxify.{label}" for label in scorer.manifest.labels]
    assert {finding.basis for finding in findings} == {"learned"}
    assert {finding.rule for finding in findings} == {f"detoxify.rehearsal@{scorer.manifest.sha8}"}
    assert all(ABUSE not in finding.why and not finding.spans for finding in findings)


def test_answers_come_in_the_order_of_the_passages(scorer: DetoxifyScorer) -> None:
    texts = [CIVIL, ABUSE + " " + CIVIL * 9, "", ABUSE, CIVIL]

    toxicity = [values.get("toxicity") for values in scorer.values(texts)]

    assert toxicity[2] is None
    assert toxicity[3] is not None
    assert toxicity[3] >= 0.7
    assert toxicity[0] == pytest.approx(toxicity[4], abs=1e-5)
    assert (toxicity[0] or 1) <= 0.2


def test_a_batch_says_what_each_text_alone_would_say(scorer: DetoxifyScorer) -> None:
    texts = [f"{ABUSE if number % 3 else CIVIL} " * (1 + number % 7) for number in range(40)]

    together = scorer.values(texts)

    for text, values in zip(texts[:14], together, strict=False):
        assert values == pytest.approx(scorer.values([text])[0], abs=1e-5)


def test_abuse_at_the_end_of_a_very_long_comment_is_not_cut_off(scorer: DetoxifyScorer) -> None:
    long_and_civil = "The bus was late and the library was shut on Tuesday. " * 120

    quiet, loud = scorer.values([long_and_civil, long_and_civil + (ABUSE + ". ") * 40])

    assert loud["insult"] > quiet["insult"] + 0.2


@pytest.mark.parametrize("text", ["", "   \n\t", "\u200b", "\x00\x00"])
def test_a_blank_text_gets_no_findings_rather_than_zeros(scorer: DetoxifyScorer, passage: Passages, text: str) -> None:
    assert scorer.score([passage(text)], [()]) == [()]


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f44d\U0001f44d\U0001f3fd",
        "z" * 60_000,
        "word " * 12_000,
        "\ud800 lone surrogates \udfff",
        "a NUL \x00 inside",
        "\u202emirrored\u202c",
        "e" + "\u0301" * 5_000,
        "a" + "\u200d" * 2_000,
    ],
    ids=["emoji", "one long word", "60,000 characters", "surrogates", "NUL", "bidi", "accents", "joiners"],
)
def test_odd_texts_get_probabilities_or_a_named_error(scorer: DetoxifyScorer, text: str) -> None:
    try:
        values = scorer.values([text])[0]
    except UnreadableText:
        return

    assert set(values) == set(scorer.manifest.labels)
    assert all(0.0 <= value <= 1.0 for value in values.values())


def test_a_text_without_one_known_word_leaves_a_gap_and_spoils_no_other(
    scorer: DetoxifyScorer, passage: Passages
) -> None:
    unknown, known, emoji = gather([passage("ꙮꙮꙮ ꙮꙮ"), passage(CIVIL), passage("\U0001faa4\U0001faa4")], [scorer])

    assert [gap.scorer for gap in unknown.gaps] == ["detoxify"]
    assert [gap.reason for gap in emoji.gaps] == ["UnreadableText"]
    assert unknown.findings == emoji.findings == ()
    assert known.findings


class Broken:
    """Stands where the graph stands and answers with something that is no probability."""

    def __init__(self, answer: float) -> None:
        self._answer = answer

    def probabilities(self, rows: Rows) -> Array:
        return np.full((len(rows), 7), self._answer, np.float32)


@pytest.mark.parametrize("answer", [math.nan, math.inf, -math.inf, 1.5, -0.1])
def test_what_is_no_probability_raises(scorer: DetoxifyScorer, answer: float) -> None:
    broken = DetoxifyScorer(scorer._reader, Broken(answer), scorer.manifest)

    with pytest.raises(UnusableScore, match="not a probability"):
        broken.values([CIVIL, ABUSE])


def test_no_passages_need_no_model_call(scorer: DetoxifyScorer) -> None:
    assert scorer.score([], []) == []


class Counting:
    """Passes rows on to the graph and counts them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.scored = 0

    def probabilities(self, rows: Rows) -> Array:
        self.scored += len(rows)
        return self._engine.probabilities(rows)


def test_a_text_that_many_people_post_is_scored_once(scorer: DetoxifyScorer) -> None:
    counting = Counting(scorer._engine)
    wave = DetoxifyScorer(scorer._reader, counting, scorer.manifest)

    answers = wave.values([ABUSE, CIVIL, ABUSE, ABUSE])

    assert counting.scored == 2
    assert answers[0] == answers[2] == answers[3] != answers[1]
    answers[0]["toxicity"] = 0.0
    assert answers[2]["toxicity"] > 0.5
