"""When disk, database or typing fails, a command says one clear line: never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from moderator.cli import main
from moderator.shipped import shipped


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A council whose database is a file that is none."""
    folder = tmp_path / "config"
    folder.mkdir()
    for name in ("calendar.toml", "policy.toml", "register.toml"):
        (folder / name).write_text((shipped("config") / name).read_text())
    (folder / "messages").symlink_to(shipped("config") / "messages")
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is no database " * 200)
    (folder / "moderator.toml").write_text(f'[store]\nurl = "sqlite:///{broken}"\n')
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("queue",),
        ("show", "facebook:100000000000001/2"),
        ("outbox", "list"),
        ("db", "backup"),
        ("db", "check"),
    ],
)
def test_a_broken_database_is_one_line_with_its_cure(config, command):
    result = CliRunner().invoke(main, [*command, "--config", str(config)])

    assert result.exit_code in (1, 2)
    assert result.output.startswith("error: the database does not answer")
    assert "check store.url" in result.output
    assert result.output.count("\n") == 1


def test_there_is_nothing_to_back_up_before_there_is_a_database(config, tmp_path):
    (config / "moderator.toml").write_text(f'[store]\nurl = "sqlite:///{tmp_path / "none.sqlite3"}"\n')

    result = CliRunner().invoke(main, ["db", "backup", str(tmp_path / "copy"), "--config", str(config)])

    assert result.exit_code == 2
    assert "there is no database to copy" in result.output
    assert not (tmp_path / "copy").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    result = CliRunner().invoke(main, ["demo", "--out", str(tmp_path / "file" / "below")])

    assert result.exit_code == 1
    assert result.output.splitlines()[0].startswith(f"error: {tmp_path / 'file' / 'below'}: Not a directory.")


def test_an_errand_number_no_database_can_hold_is_a_slip_of_the_keyboard(config):
    result = CliRunner().invoke(main, ["outbox", "show", "9" * 30, "--config", str(config)])

    assert result.exit_code == 2
    assert "is not in the range" in result.output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_one_line(unbuffered):
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    program = [sys.executable, "-m", "moderator", "due", "2026-11-27T16:59:00Z", "--kind", "review"]

    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment)

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "No space left" in ended.stderr


def test_columns_that_are_really_comments_are_not_repeated_at_length(tmp_path):
    file = tmp_path / "bare.csv"
    file.write_text(f"{'word ' * 60},x\na,b\n")

    result = CliRunner().invoke(main, ["assess", "--no-model", str(file)])

    assert result.exit_code == 2
    assert "--text-column" in result.output
    assert len(result.output) < 400


def test_an_id_that_looks_like_markup_stays_an_id_in_the_table(tmp_path):
    file = tmp_path / "odd.jsonl"
    file.write_text('{"id": "[/b]", "text": "Diolch"}\n{"id": "[red]x", "text": "Thanks"}\n')

    result = CliRunner().invoke(main, ["assess", "--no-model", "--format", "table", str(file)])

    assert result.exit_code == 0
    assert "[/b]" in result.output
    assert "[red]x" in result.output
