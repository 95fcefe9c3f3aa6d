"""What ``moderator assess`` reads, and how it says no."""

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.assessing.reading import BadFile, read


def written(tmp_path: Path, name: str, content: str | bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_jsonl_keeps_ids_as_they_are_and_reads_parents_and_moments(tmp_path: Path) -> None:
    source = written(
        tmp_path,
        "a.jsonl",
        '{"id": 7, "text": "Pryd?", "parent_text": null, "posted_at": "2026-11-11T13:00:00+01:00"}\n',
    )

    (row,) = read(source).rows

    assert (row.id, row.text, row.parent_text) == (7, "Pryd?", "")
    assert row.posted_at is not None
    assert row.posted_at.isoformat() == "2026-11-11T12:00:00+00:00"


def test_csv_with_quoted_line_breaks_is_one_comment(tmp_path: Path) -> None:
    rows = read(written(tmp_path, "a.csv", 'id,text\n1,"two\nlines"\n2,plain\n')).rows

    assert [row.text for row in rows] == ["two\nlines", "plain"]


def test_a_line_separator_inside_a_json_comment_does_not_cut_it(tmp_path: Path) -> None:
    rows = read(written(tmp_path, "a.jsonl", json.dumps({"id": 1, "text": "a\u2028b"}, ensure_ascii=False))).rows

    assert rows[0].text == "a\u2028b"


def test_a_first_line_may_name_the_councils_own_contacts(tmp_path: Path) -> None:
    content = '{"council_contacts": {"phones": ["01632 960100"]}}\n{"id": "q", "text": "Ring 01632 960100"}\n'

    reading = read(written(tmp_path, "a.jsonl", content))

    assert reading.contacts == {"phones": ["01632 960100"]}
    assert len(reading.rows) == 1


def test_other_peoples_column_names_are_understood_and_said(tmp_path: Path) -> None:
    reading = read(written(tmp_path, "a.csv", "comment-id,comment-body\n4,More buses please\n"))

    assert (reading.rows[0].id, reading.rows[0].text) == ("4", "More buses please")
    assert reading.notes == ("the text is read from comment-body",)


def test_standard_input_is_read_as_jsonl_or_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b'{"id": 1, "text": "hello"}\n', b"id,text\n1,hello\n"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

        assert read("-").rows[0].text == "hello"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", '{"id": 1, "text": "x"}\n{"id": 2, "text": \n', "line 2, column"),
        ("a.jsonl", "[1]\n", "line 1: not a JSON object"),
        ("a.jsonl", '{"id": 1, "text": 5}\n', "line 1: text is missing or not text"),
        (
            "a.jsonl",
            '{"id": 1, "text": "x", "posted_at": "2026-11-11T12:00:00"}\n',
            "line 1: posted_at has no time zone",
        ),
        ("a.jsonl", '{"id": 1, "text": "x", "posted_at": "soon"}\n', "posted_at is not a date and time"),
        (
            "a.jsonl",
            '{"id": 1, "text": "x", "posted_at": "0001-01-01T00:00:00+14:00"}\n',
            "line 1: posted_at lies outside the years",
        ),
        ("a.csv", 'id,text\n1,"never closed\n2,x\n', "line 2: not valid CSV"),
        ("a.csv", "id,text\n1,one,two,three\n", "line 2: more cells"),
        ("a.csv", "id,wording\n1,hello\n", 'no column "text". It has: id, wording'),
        ("a.csv", b"id,text\n1,caf\xe9\n", "line 2: a byte is not UTF-8"),
    ],
)
def test_a_malformed_file_is_one_error_that_names_the_place(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(BadFile) as caught:
        read(written(tmp_path, name, content))

    assert said in str(caught.value)
    assert name in str(caught.value)


def test_an_empty_file_has_no_comments_and_says_so(tmp_path: Path) -> None:
    reading = read(written(tmp_path, "a.csv", ""))

    assert reading.rows == ()
    assert "no comments" in reading.notes[0]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_but_never_crash(content: bytes) -> None:
    patch = pytest.MonkeyPatch()
    patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    try:
        read("-")
    except BadFile:
        pass
    finally:
        patch.undo()
