"""The comments invented for this project: read exactly, refused by line, and a quarter kept from all learning."""

from pathlib import Path

import pytest

from moderator.domain.evidence import LABELS as FINDINGS
from moderator.rehearsal.invented import held_out, invented_rows, read_invented
from moderator.rehearsal.rows import is_held_out
from moderator.rehearsal.targets import LABELS

TABLES = Path(__file__).parents[1] / "data" / "invented"
_LINE = "hide|queue\tthreat,abuse\tth\ty\tFix the road or ⟦I will find you⟧, you ⟦toad⟧\tRoadworks"


def _table(folder: Path, *lines: str) -> Path:
    path = folder / "few.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_line_says_the_comment_without_its_marks_and_everything_that_is_said_of_it(tmp_path: Path) -> None:
    path = _table(tmp_path, _LINE)

    (one,) = read_invented(path)

    assert one.text == "Fix the road or I will find you, you toad"
    assert (one.parent, one.outcomes, one.needs_response) == ("Roadworks", ("hide", "queue"), True)
    assert (one.labels, one.toxic) == ({"threat", "abuse"}, {"toxicity", "threat"})
    assert one.marked == ("I will find you", "toad")
    assert [one.text[start:end] for start, end in one.places] == ["I will find you", "toad"]


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("hide\tthreat\tth\tn\twords", "5 columns where 6 are wanted"),
        (_LINE.replace("hide|queue", "delete"), "an outcome that is none of publish, queue, hide"),
        (_LINE.replace("\tth\t", "\tzz\t"), "a letter that is none of"),
        (_LINE.replace("\ty\t", "\tperhaps\t"), "y or n"),
        (_LINE.replace("⟧, you", ", you"), "a mark that is not closed"),
        ("hide\tthreat\tth\tn\t \tpost", "no comment"),
    ],
)
def test_a_wrong_line_is_refused_by_file_and_number(tmp_path: Path, line: str, trouble: str) -> None:
    path = _table(tmp_path, _LINE, line)

    with pytest.raises(ValueError, match=rf"few\.tsv, line 2: .*{trouble}"):
        list(read_invented(path))


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"holds no table \(\*\.tsv\); the tables are in tests/data/invented"):
        invented_rows(tmp_path)


def test_a_harmless_comment_is_taught_as_civil_and_a_coarse_one_that_stays_as_rude_and_no_more(tmp_path: Path) -> None:
    _table(
        tmp_path,
        "publish\t\t\tn\tThank you for the new bench\t",
        "publish\tprofanity_untargeted\tto\tn\tThis ⟦flipping⟧ rain\t",
        "hide\tabuse\ttn\tn\tYou are a ⟦toad⟧\t",
    )

    civil, rude, grave = (dict(zip(LABELS, row.targets, strict=True)) for row in invented_rows(tmp_path))

    assert set(civil.values()) == {0.0}
    assert 0 < rude["toxicity"] < 0.5 < rude["obscene"]
    assert grave["toxicity"] == grave["insult"] > 0.9


def test_a_quarter_of_the_tables_is_held_out_of_training_and_never_both_learned_from_and_measured() -> None:
    rows = invented_rows(TABLES)

    kept = [row for row in rows if is_held_out(row)]

    assert 0.2 < len(kept) / len(rows) < 0.3
    assert all(held_out(row.text) for row in kept)


def test_the_tables_are_sound_and_hold_every_outcome_in_number() -> None:
    rows = [one for path in sorted(TABLES.glob("*.tsv")) for one in read_invented(path)]

    best = [one.outcomes[0] for one in rows]

    assert len({one.text for one in rows}) == len(rows)
    assert min(best.count(outcome) for outcome in ("publish", "queue", "hide")) > 500
    assert all(one.text.count(words) for one in rows for words in one.marked)
    assert {label for one in rows for label in one.labels} <= set(FINDINGS)
