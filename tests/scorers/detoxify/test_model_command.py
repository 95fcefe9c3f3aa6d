"""``moderator model``: what an operator sees, and the exit code a script sees."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from moderator.cli import main
from moderator.shipped import demo_comments

pytestmark = pytest.mark.model


def test_verify_shows_files_labels_and_canaries_and_that_the_model_is_not_for_service(rehearsal: Path) -> None:
    result = CliRunner().invoke(main, ["model", "verify", "--folder", str(rehearsal)])

    assert result.exit_code == 0, result.output
    for shown in ("not for service", "rehearsal.ckpt", "identity_attack", "shut up, you liar", "verified"):
        assert shown in result.output


def test_info_needs_no_folder_and_loads_nothing() -> None:
    result = CliRunner().invoke(main, ["model", "info"])

    assert result.exit_code == 0, result.output
    assert "licence" in result.output


@pytest.mark.parametrize("verb", ["verify", "info"])
def test_a_tampered_model_ends_with_exit_code_2_and_the_cure(prepared: Path, verb: str) -> None:
    (prepared / "tokenizer.json").write_text("{}", encoding="utf-8")

    result = CliRunner().invoke(main, ["model", verb, "--folder", str(prepared)])

    assert result.exit_code == 2
    assert "tokenizer.json" in result.stderr
    assert "cure:" in result.stderr


@pytest.mark.parametrize(("verb", "code"), [("verify", 2), ("info", 0)])
def test_a_release_that_was_not_prepared_names_the_command_that_does_it(copied: Path, verb: str, code: int) -> None:
    result = CliRunner().invoke(main, ["model", verb, "--folder", str(copied)])

    assert result.exit_code == code
    assert f"moderator model prepare {copied}" in result.output


def test_preparing_says_what_was_compared_and_what_comes_next(copied: Path) -> None:
    result = CliRunner().invoke(main, ["model", "prepare", str(copied)])

    assert result.exit_code == 0, result.output
    assert "41, each as it is in the checkpoint" in result.output
    assert f"moderator model verify --folder {copied / 'prepared'}" in result.output


def test_measuring_a_band_shows_the_errors_and_how_many_texts_are_scored_twice(prepared: Path) -> None:
    texts = prepared.parent / "texts.txt"
    texts.write_text("".join(f"{text[:40].strip()} {number}\n" for number, text in enumerate(demo_comments()[:210])))

    result = CliRunner().invoke(main, ["model", "verify", "--band", "--folder", str(prepared), "--texts", str(texts)])

    assert result.exit_code == 0, result.output
    for shown in ("error, 99 %", "rescored", "0 differ from the exact model's", str(prepared / "band.json")):
        assert shown in result.output


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("the bins\nthe bins again\n", "only 2 different texts"), ("", "only 0 different texts")],
)
def test_too_few_texts_for_a_band_end_with_exit_code_2(prepared: Path, content: str, complaint: str) -> None:
    texts = prepared.parent / "texts.txt"
    texts.write_text(content, encoding="utf-8")

    result = CliRunner().invoke(main, ["model", "verify", "--band", "--folder", str(prepared), "--texts", str(texts)])

    assert result.exit_code == 2
    assert complaint in result.stderr
    assert not (prepared / "band.json").exists()


def test_a_failing_canary_ends_with_exit_code_2_and_its_score(prepared: Path) -> None:
    manifest = prepared / "prepared.toml"
    text = manifest.read_text(encoding="utf-8").replace("shut up, you liar", "good morning everyone")
    manifest.write_text(text, encoding="utf-8")

    result = CliRunner().invoke(main, ["model", "verify", "--folder", str(prepared)])

    assert result.exit_code == 2
    assert "FAILS" in result.output
