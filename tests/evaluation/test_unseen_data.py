"""Labelled comments must themselves be sound: a wrong offset or an impossible expectation would blame the scorers."""

import json
import unicodedata
from pathlib import Path

import pytest

from moderator.domain.evidence import LABELS, LANGUAGES
from moderator.register_file import load_register

DATA = Path(__file__).parents[1] / "data"
UNSEEN = DATA / "unseen"
SETS = pytest.mark.parametrize(
    "folder",
    [UNSEEN, DATA / "fresh" / "develop", DATA / "fresh" / "hold", DATA / "blind", DATA / "blind_second"],
    ids=lambda folder: folder.name,
)
OUTCOMES = {"publish", "queue", "hide"}


def rows_of(folder, name):
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_register_loads():
    register = load_register(UNSEEN / "register.toml")

    names = {person.name for person in register.people}

    assert len(names) == len(register.people)


@SETS
def test_no_decision_accepts_both_publish_and_hide_and_every_label_is_known(folder):
    rows = rows_of(folder, "decisions")

    acceptable = [set(row["acceptable"]) for row in rows]

    for row, outcomes in zip(rows, acceptable, strict=True):
        assert row["expected"]["outcome"] in outcomes <= OUTCOMES, row["id"]
        assert not {"publish", "hide"} <= outcomes, row["id"]
        assert set(row["expected"]["labels"]) <= set(LABELS), row["id"]


@SETS
def test_criticism_of_the_council_is_never_expected_to_be_hidden(folder):
    rows = rows_of(folder, "decisions")

    criticism = [row for row in rows if "criticism_of_council" in row["expected"]["labels"]]

    assert criticism
    assert all("hide" not in row["acceptable"] for row in criticism)


@SETS
def test_languages_are_known_and_the_expected_one_is_acceptable(folder):
    rows = rows_of(folder, "language")

    languages = {row["id"]: row["acceptable"] for row in rows}

    assert all(row["expected"] == languages[row["id"]][0] for row in rows)
    assert all(set(accepted) <= set(LANGUAGES) for accepted in languages.values())


@SETS
def test_spans_of_personal_data_cut_out_whole_words_of_normalised_text(folder):
    _header, *rows = rows_of(folder, "personal_data")

    cut = [(row["text"], start, end) for row in rows for start, end, _kind in row["expected"]["spans"]]

    assert all(unicodedata.normalize("NFC", row["text"]) == row["text"] for row in rows)
    for text, start, end in cut:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()


@SETS
def test_a_disguise_changes_the_text_and_a_benign_one_stays_published(folder):
    rows = rows_of(folder, "evasion")

    benign = [row for row in rows if row["benign"]]

    assert all(row["plain"] != row["variant"] for row in rows)
    assert all({row["plain_outcome"], row["variant_min_outcome"]} == {"publish"} for row in benign)


@SETS
def test_ids_are_unique_and_no_text_comes_twice(folder):
    for name in ("decisions", "needs_response", "language", "personal_data", "evasion"):
        rows = [row for row in rows_of(folder, name) if "id" in row]
        texts = {(row.get("text", row.get("variant")), row.get("parent_text")) for row in rows}

        assert len({row["id"] for row in rows}) == len(rows), name
        assert len(texts) == len(rows), name
