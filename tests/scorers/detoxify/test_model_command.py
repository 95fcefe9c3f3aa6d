"""``moderator model``: what an operator sees, and the exit code a script sees."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from moderator.cli import main

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


@pytest.mark.parametrize("verb", ["verify", "info"])
def test_a_release_that_was_not_prepared_names_the_command_that_does_it(copied: Path, verb: str) -> None:
    result = CliRunner().invoke(main, ["model", verb, "--folder", str(copied)])

    assert result.exit_code == 2
    assert f"moderator model prepare {copied}" in result.stderr


def test_a_failing_canary_ends_with_exit_code_2_and_its_score(prepared: Path) -> None:
    manifest = prepared / "prepared.toml"
    text = manifest.read_text(encoding="utf-8").replace("shut up, you liar", "good morning everyone")
    manifest.write_text(text, encoding="utf-8")

    result = CliRunner().invoke(main, ["model", "verify", "--folder", str(prepared)])

    assert result.exit_code == 2
    assert "FAILS" in result.output
