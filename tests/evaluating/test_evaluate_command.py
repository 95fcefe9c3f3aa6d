"""``moderator evaluate`` from end to end: what it prints, what it writes, and what it says of bad input."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import moderator.evaluating.page as page
from moderator.cli import main

ROWS = (
    "id,text,expected,acceptable,labels,needs_response,posted_at\n"
    "1,The council is useless and always has been.,publish,publish,criticism_of_council,no,2026-11-02T10:00:00Z\n"
    '2,"Ring her at home, <b>07700 900123</b>, go on.",hide,hide,personal_data,no,2026-11-03T10:00:00Z\n'
    "3,When is the tip open on Sunday?,publish,publish queue,,yes,2026-11-03T11:00:00Z\n"
    "4,Lovely weather in the park today.,hide,hide,threat,no,2026-11-04T12:00:00Z\n"
)


def evaluated(tmp_path: Path, *options: str, rows: str = ROWS):
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    return CliRunner().invoke(main, ["evaluate", str(tmp_path / "rows.csv"), "--no-model", *options])


def test_it_prints_figures_and_the_cases_that_came_out_wrong_with_their_evidence(tmp_path: Path) -> None:
    result = evaluated(tmp_path)

    assert result.exit_code == 0, result.output
    assert "4 judgements, policy " in result.stdout
    assert re.search(r"criticism of the .*0 │ +1 │", result.stdout)
    assert "4: published, had to go: expected hide; needs no response; given publish" in result.stdout
    assert "labels missed: threat" in result.stdout
    assert "How far a score can be trusted" in result.stdout


def test_the_folder_holds_a_page_that_needs_nothing_else_and_the_same_as_data(tmp_path: Path) -> None:
    result = evaluated(tmp_path, "--to", str(tmp_path / "out"), "--items-per-day", "1")

    written = (tmp_path / "out" / page.PAGE).read_text(encoding="utf-8")
    wrong = [json.loads(line) for line in (tmp_path / "out" / page.WRONG).read_text().splitlines()]
    figures = json.loads((tmp_path / "out" / page.FIGURES).read_text())
    assert result.exit_code == 0, result.output
    assert written.count("<svg") == len(figures["curves"]) > 0
    assert not re.search(r"<script|<b>07700|(?:src|href)=\"(?!#)|url\((?!#)", written)
    assert [one["id"] for one in wrong] == ["4"]
    assert figures["items_a_day"]["under_the_advice"] is not None


def test_without_the_plots_the_page_shows_the_figures_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "find_spec", lambda name: None)

    result = evaluated(tmp_path, "--to", str(tmp_path / "out"))

    written = (tmp_path / "out" / page.PAGE).read_text(encoding="utf-8")
    assert "<svg" not in written
    assert page.NO_PLOTS in written
    assert page.NO_PLOTS in result.stderr


@pytest.mark.parametrize(
    ("options", "rows", "said"),
    [
        ((), ROWS.replace("hide,hide,threat", "gone,hide,threat"), "line 5: expected is neither an outcome"),
        (("--items-per-day", "5"), "text,expected\nA,hide\n", "--items-per-day needs --comments-per-day"),
        (("--at", "noon"), ROWS, "--at"),
        (("--policy", "nowhere.toml"), ROWS, "nowhere.toml: the file does not exist"),
    ],
)
def test_bad_input_is_one_clear_error(tmp_path: Path, options: tuple[str, ...], rows: str, said: str) -> None:
    result = evaluated(tmp_path, *options, rows=rows)

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
