"""The shipped rehearsal checkpoint: what it must tell apart, what it was made of, and what its card claims."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from moderator.rehearsal.evaluation import PROBES
from moderator.rehearsal.sources import SOURCES
from moderator.rehearsal.templates import LAST_TEMPLATES, TEMPLATES
from moderator.scorers.detoxify import DetoxifyScorer, DetoxifySettings, load
from moderator.shipped import shipped

REHEARSAL = shipped("config") / "models" / "rehearsal"
CARD = REHEARSAL / "MODEL_CARD.md"
DATA = Path(__file__).parents[2].parent / "shared" / "data" / "trainable"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def scorer() -> DetoxifyScorer:
    return load(DetoxifySettings(REHEARSAL))


@pytest.fixture(scope="module")
def probes() -> dict[str, Any]:
    return tomllib.loads(PROBES.read_text(encoding="utf-8"))


def above(scorer: DetoxifyScorer, texts: list[str], label: str, bar: float = 0.5) -> float:
    return sum(values[label] > bar for values in scorer.values(texts)) / len(texts)


def test_naming_a_group_is_not_abuse(scorer: DetoxifyScorer, probes: dict[str, Any]) -> None:
    assert above(scorer, probes["identity"]["texts"], "toxicity") <= 0.1
    assert above(scorer, probes["identity"]["texts"], "identity_attack") <= 0.1


def test_anger_at_a_service_is_not_abuse(scorer: DetoxifyScorer, probes: dict[str, Any]) -> None:
    assert above(scorer, probes["anger"]["texts"], "toxicity") <= 0.2
    assert above(scorer, probes["anger"]["texts"], "threat") <= 0.1


def test_insults_and_threats_are_heard_and_told_apart(scorer: DetoxifyScorer, probes: dict[str, Any]) -> None:
    insults, threats = probes["insults"]["texts"], probes["threats"]["texts"]

    assert above(scorer, insults, "insult") >= 0.8
    assert above(scorer, insults, "threat") <= 0.1
    assert above(scorer, threats, "threat") >= 0.6
    assert above(scorer, threats, "insult") <= 0.4


def test_no_probe_is_a_sentence_it_learned_from(probes: dict[str, Any]) -> None:
    learned = "".join(path.read_text(encoding="utf-8") for path in (TEMPLATES, LAST_TEMPLATES)).casefold()

    assert not [text for probe in probes.values() for text in probe["texts"] if f'"{text.casefold()}"' in learned]


def test_the_card_beats_a_bag_of_words_where_neither_has_seen_the_texts() -> None:
    figures = {
        (cells[0], cells[1]): (float(cells[3]), float(cells[4]))
        for line in CARD.read_text(encoding="utf-8").splitlines()
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 5 and cells[2].isdigit()
    }

    for on in ("incivility_politicians", "vicomtech_stormfront", "toxic_spans", "convabuse"):
        ours, bag = figures[on, "AUC toxicity"]
        assert ours > bag, on


def test_the_card_pins_the_templates_that_it_was_trained_with() -> None:
    card = CARD.read_text(encoding="utf-8")

    assert all(hashlib.sha256(path.read_bytes()).hexdigest() in card for path in (TEMPLATES, LAST_TEMPLATES))


def test_the_card_names_every_file_it_was_trained_from_by_its_hash() -> None:
    if not DATA.is_dir():
        pytest.skip("the training data is not on this machine")
    named = dict(re.findall(r"([\w.\-\[\]]+) `([0-9a-f]{64})`", CARD.read_text(encoding="utf-8")))

    for source in SOURCES:
        for path in source.paths(DATA):
            assert named[path.name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_checkpoint_is_small() -> None:
    assert (REHEARSAL / "rehearsal.ckpt").stat().st_size < 5_000_000
