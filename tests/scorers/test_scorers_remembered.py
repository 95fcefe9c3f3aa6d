"""What is remembered about expressions is what would be read from them, or it is not used."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shipped_expressions import shipped

from moderator.scorers import remembered
from moderator.scorers.alternatives import alternatives
from moderator.scorers.anchored import Expression
from moderator.scorers.anchors import anchors_of


@pytest.fixture
def other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another file in the place of the shipped one."""
    monkeypatch.setattr(remembered, "FILE", tmp_path / "remembered.txt")
    remembered._lines.cache_clear()
    yield tmp_path / "remembered.txt"
    remembered._lines.cache_clear()


def test_a_shipped_expression_falls_into_the_same_parts_whether_it_is_remembered_or_read() -> None:
    for one in shipped():
        told = [*alternatives(one.pattern, one.flags, remembered.reading(one.pattern, one.flags))]
        assert told == [*alternatives(one.pattern, one.flags)], one.pattern[:80]


def test_most_shipped_expressions_are_remembered() -> None:
    """Where this fails, run tests/evaluation/remember_anchors.py: a start has become slow."""
    every = [*shipped()]

    assert sum(map(is_remembered, every)) > 0.75 * len(every)


def test_an_expression_that_nobody_wrote_down_is_read() -> None:
    assert remembered.reading("zebra crossing", 0) is anchors_of


@pytest.mark.parametrize("damage", ["changed", "cut off", "of other readers", "not text"])
def test_a_file_that_is_not_as_it_was_written_is_not_used(damage: str, other_file: Path) -> None:
    key = remembered.key_of("zebra", 0)
    whole = remembered.written({key: [frozenset({"zebra"})]})
    match damage:
        case "changed":
            other_file.write_text(whole.replace("zebra", "horse"), encoding="utf-8")
        case "cut off":
            other_file.write_text(whole[:-3], encoding="utf-8")
        case "of other readers":
            heading, _, body = whole.partition("\n")
            other_file.write_text(f"{heading[:-1]}x\n{body}", encoding="utf-8")
        case _:
            other_file.write_bytes(b"\xff" + whole.encode())

    assert remembered.reading("zebra", 0) is anchors_of


def test_what_is_written_is_remembered(other_file: Path) -> None:
    answers = [frozenset({"a$", "b"}), None, frozenset({"c"})]
    other_file.write_text(remembered.written({remembered.key_of("x|y|z", 2): answers}), encoding="utf-8")

    read = remembered.reading("x|y|z", 2)

    assert [read(part, 2) for part in "xyz"] == answers
    assert remembered.reading("x|y|z", 0) is anchors_of


def is_remembered(one: Expression) -> bool:
    return remembered.reading(one.pattern, one.flags) is not anchors_of
