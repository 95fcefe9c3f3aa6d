"""Labelled files in the forms people keep them in, and the one clear error where one is malformed."""

import json
from pathlib import Path

import pytest

from moderator.assessing.reading import BadFile
from moderator.domain.evidence import LABELS
from moderator.evaluating.labelled import Labelled, read_labelled
from moderator.evaluating.truth import Truth

SHARED = Path(__file__).parents[2] / "../shared/data/council"


def reading(tmp_path: Path, text: str, name: str = "rows.csv") -> Labelled:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_labelled(str(tmp_path / name))


def test_a_councils_own_table_needs_no_more_than_text_and_an_outcome(tmp_path: Path) -> None:
    [case] = reading(tmp_path, "id,text,expected\n7,Bins!,publish\n").cases

    assert (case.row.id, case.row.text) == ("7", "Bins!")
    assert case.truth == Truth("publish", frozenset({"publish"}))


def test_a_table_may_say_everything_in_columns(tmp_path: Path) -> None:
    text = "text,outcome,acceptable,labels,needs_response\nA,Hide,queue|hide,threat; abuse,Yes\n"

    [case] = reading(tmp_path, text).cases

    assert case.truth.acceptable == {"queue", "hide"}
    assert case.truth.labels == {"threat", "abuse"}
    assert case.truth.speaks_of == set(LABELS)
    assert case.truth.needs_response is True


def test_none_may_be_written_where_no_label_belongs(tmp_path: Path) -> None:
    [none, dash] = reading(tmp_path, "text,labels\nA,none\nB,-\n").cases

    assert (none.truth.labels, dash.truth.labels) == (frozenset(), frozenset())


def test_rows_without_a_label_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    labelled = reading(tmp_path, "id,text,expected\n1,A,cy\n2,B,\n")

    assert [case.row.id for case in labelled.cases] == ["1"]
    assert labelled.cases[0].truth.languages == {"cy"}
    assert labelled.notes == ("1 rows without a label are left out",)


def test_a_pair_becomes_two_cases_and_a_disguise_may_be_judged_more_severely(tmp_path: Path) -> None:
    row = {"id": "v", "plain": "x", "variant": "y", "plain_outcome": "hide", "variant_min_outcome": "queue"}

    plain, variant = reading(tmp_path, json.dumps({**row, "benign": False}), "pairs.jsonl").cases

    assert plain.truth.acceptable == {"hide"}
    assert (variant.truth.acceptable, variant.is_variant, variant.pair) == ({"queue", "hide"}, True, "v")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,text\n1,A\n", "line 2: nothing says what is right"),
        ("id,text,expected\n1,A,publish\n2,B,delete\n", "line 3: expected is neither an outcome"),
        ("id,text,outcome\n1,A,remove\n", 'line 2: outcome says "remove": write one of publish, queue, hide'),
        ("text,outcome,acceptable\nA,hide,en\n", 'line 2: acceptable says "en"'),
        ("text,labels\nA,rude\n", 'line 2: labels say "rude": labels are defamation'),
        ("text,needs_response\nA,perhaps\n", 'line 2: needs_response says "perhaps": write yes or no'),
        ("text,expected\n", "there are no comments in it"),
        ("words,expected\nA,hide\n", 'line 2: there is no column "text"'),
    ],
)
def test_a_label_that_is_none_is_refused_naming_line_and_cure(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadFile) as caught:
        reading(tmp_path, text)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "A", "expected": {"verdict": "hide"}}', 'line 1: expected holds "verdict"'),
        ('{"text": "A", "expected": {"spans": [[1, 2]], "labels": []}}', "line 1: spans are not lists of"),
        ('{"text": "A", "expected": "hide", "acceptable": {"hide": 1}}', "line 1: a list of labels is neither"),
        ('{"plain": "A", "variant": "B", "plain_outcome": "x", "variant_min_outcome": "hide"}', "line 1: a pair needs"),
    ],
)
def test_a_malformed_object_is_refused_naming_line_and_cure(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(BadFile) as caught:
        reading(tmp_path, line, "rows.jsonl")

    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["decisions", "evasion", "language", "needs_response", "personal_data"])
def test_the_development_sets_are_read_whole(name: str) -> None:
    file = SHARED / f"{name}.jsonl"
    if not file.exists():
        pytest.skip("the development sets are not beside this repository")
    lines = len(file.read_text(encoding="utf-8").splitlines())

    labelled = read_labelled(str(file))

    assert len(labelled.cases) == {"evasion": 2 * lines, "personal_data": lines - 1}.get(name, lines)
    assert labelled.notes == ()
