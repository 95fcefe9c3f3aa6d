"""Carried-in comments: every way of writing them, and one clear error for every mistake."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.intake import COLUMNS, FORMS, BadIntake, read_intake
from moderator.domain.comment import AccountRef

GROUP = AccountRef("facebook_group", "stream")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def read(text: str, form: str):
    return read_intake(text, form, GROUP, NOW)


def test_csv_carries_every_column() -> None:
    text = (
        "id,text,author,created_at,link,parent_text\r\n"
        '7,"Two lines,\r\nand a comma",Sian Price,2026-11-22T18:30,https://www.facebook.com/groups/1/7,Bins?\r\n'
    )

    (sighting,) = read(text, "csv")

    assert sighting.ref.native_id == "7"
    assert sighting.text == "Two lines,\r\nand a comma"
    assert sighting.author.name == "Sian Price"
    assert sighting.created_at == datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert sighting.permalink == "https://www.facebook.com/groups/1/7"
    assert sighting.parent_text == "Bins?"
    assert json.loads(sighting.raw)["author"] == "Sian Price"


def test_a_time_without_a_zone_is_council_time() -> None:
    (summer,) = read('{"text": "a", "created_at": "2026-07-01T12:00"}', "jsonl")
    (zoned,) = read('{"text": "a", "created_at": "2026-07-01T12:00:00+05:00"}', "jsonl")

    assert summer.created_at == datetime(2026, 7, 1, 11, 0, tzinfo=UTC)
    assert zoned.created_at == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)


def test_pasted_text_may_name_its_author_and_holds_several_comments() -> None:
    text = "author: Sian Price\ncreated_at: 2026-11-22 18:30\n\nFirst\nstill first\n---\n\nAuthor: unknown: to me\nNo\n"

    first, second = read(text, "paste")

    assert (first.author.name, first.text) == ("Sian Price", "First\nstill first")
    assert (second.author.name, second.text) == ("unknown: to me", "No")
    assert second.created_at == NOW


def test_a_comment_without_an_id_is_named_by_its_words_so_that_twice_is_once() -> None:
    again = [read("Just this", "paste")[0].ref.native_id for _ in range(2)]
    twice = [sighting.ref.native_id for sighting in read("Same\n---\nSame", "paste")]
    other = read("author: Ann\nJust this", "paste")[0].ref.native_id

    assert again[0] == again[1]
    assert len(set(twice)) == 2
    assert other != again[0]


def test_an_id_may_be_a_number_in_json() -> None:
    assert read('{"id": 123456789012345678901, "text": "a"}', "jsonl")[0].ref.native_id == "123456789012345678901"


@pytest.mark.parametrize(
    ("form", "text", "place", "cure"),
    [
        ("csv", "", "line 1, column text", "at least one"),
        ("csv", "id,text\n", "line 1, column text", "at least one"),
        ("csv", "id,message\n1,a\n", "line 1, column 'message'", "the columns are"),
        ("csv", "id;text\n1;a\n", "line 1, column 'idtext'", "with commas"),
        ("csv", "id,author\n1,a\n", "line 1, column text", "must name the columns"),
        ("csv", "id,id,text\n1,1,a\n", "line 1, column id", "keep one"),
        ("csv", 'id,text\n1,a\n2,"b\nc', "line 3, column unknown", "quotation marks"),
        ("csv", 'id,text\n1,"a\nb"\n2,c,d\n', "line 4, column 3", "quote texts"),
        ("csv", "id,text,author\n1,a\n", "line 2, column author", "missing commas"),
        ("csv", "id,text\n1,  \n", "line 2, column text", "write what the comment says"),
        ("csv", "id,text\n1,a\n1,b\n", "line 3, column id", "used on line 2"),
        ("csv", "text,created_at\na,yesterday\n", "line 2, column created_at", "2026-11-23T09:14"),
        ("csv", "text,created_at\na,2026-11-23T11:00\n", "line 2, column created_at", "in the future"),
        ("csv", "text,link\na,www.example.org\n", "line 2, column link", "https://"),
        ("jsonl", '{"text": "a"}\n{"text": \n', "line 2, column 10", "one object on one line"),
        ("jsonl", '["a"]\n', "line 1, column 1", "no object"),
        ("jsonl", '{"text": 5}\n', "line 1, column text", "quotation marks"),
        ("jsonl", '{"text": "a", "likes": "3"}\n', "line 1, column 'likes'", "the columns are"),
        ("jsonl", "[" * 100_000, "line 1, column 1", "JSON"),
        ("paste", "\n---\n", "line 1, column text", "at least one"),
        ("paste", "a\n---\nauthor: Ann\n", "line 3, column text", "empty"),
    ],
)
def test_a_mistake_is_one_error_with_line_column_and_cure(form: str, text: str, place: str, cure: str) -> None:
    with pytest.raises(BadIntake) as caught:
        read(text, form)

    assert str(caught.value).startswith(place + ":")
    assert cure in str(caught.value)


def test_an_error_repeats_nothing_of_what_people_wrote() -> None:
    with pytest.raises(BadIntake) as caught:
        read("Sian Price is a secret person and more,text\n1,2", "csv")

    assert "secret person and more" not in str(caught.value)


@given(st.text(), st.sampled_from(FORMS))
def test_anything_at_all_is_read_or_refused_in_one_way(text: str, form: str) -> None:
    try:
        sightings = read(text, form)
    except BadIntake:
        return
    assert sightings
    assert all(sighting.text.strip() for sighting in sightings)


@given(st.lists(st.fixed_dictionaries({"text": st.text(st.characters(codec="utf-8"), min_size=1)}), min_size=1))
def test_what_jsonl_and_csv_hold_is_what_comes_out(rows: list[dict[str, str]]) -> None:
    rows = [row for row in rows if row["text"].strip() and "\0" not in row["text"]] or [{"text": "a"}]
    expected = [row["text"].strip() for row in rows]
    table = io.StringIO()
    writer = csv.DictWriter(table, ["text"])
    writer.writeheader()
    writer.writerows(rows)

    from_json = read("\n".join(json.dumps(row) for row in rows), "jsonl")
    from_csv = read(table.getvalue(), "csv")

    assert [sighting.text for sighting in from_json] == expected
    assert [sighting.text for sighting in from_csv] == expected
    assert len({sighting.ref for sighting in from_json}) == len(rows)


def test_the_columns_are_the_documented_ones() -> None:
    assert COLUMNS == ("id", "text", "author", "created_at", "link", "parent_text")
