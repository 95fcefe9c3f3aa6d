"""The commands as an administrator types them: what they print, and one clear error for what cannot be used."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moderator.cli import main
from moderator.shipped import shipped
from moderator.store.migrations import upgrade

POLICY = """
version = "test"
[[house_rule]]
id = "R1"
en = "No abuse."
cy = "Dim sarhad."
aim = "the rights of others"
[[rule]]
id = "hide-abuse"
label = "abuse"
action = "hide"
house_rule = "R1"
"""
REGISTER = """
[[profile]]
id = "group"
title = "Stream group"
platform = "facebook_group"
account_id = "44"
kind = "group"
audience = "volunteers"
service_area = "Parks"
business_need = "volunteer days"
[profile.moderator]
name = "Nia"
email = "nia@council.example"
[profile.manager]
name = "Tom"
email = "tom@council.example"
[profile.authorised]
line_manager = "Tom"
on = 2026-01-05
head_of_communications_consulted = true
web_manager_consulted = true

[[profile]]
id = "unauthorised"
title = "Pop-up page"
platform = "facebook"
account_id = "45"
audience = "visitors"
service_area = "Tourism"
business_need = "events"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    shutil.copy(shipped("config") / "calendar.toml", folder)
    shutil.copytree(shipped("config") / "messages", folder / "messages")
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    (folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'moderator.sqlite3'}"
    model = shipped("config") / "models" / "rehearsal"
    (folder / "moderator.toml").write_text(
        f'[store]\nurl = "{url}"\n[model]\nfolder = "{model}"\n'
        '[mail]\nhost = "127.0.0.1"\nport = 9\nstarttls = "none"\n',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def migrated(config: Path, tmp_path: Path) -> Path:
    upgrade(f"sqlite:///{tmp_path / 'moderator.sqlite3'}", now=datetime(2026, 11, 1, tzinfo=UTC))
    return config


def typed(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def error_of(result: Result, code: int = 2) -> str:
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert (result.exit_code, len(lines)) == (code, 1), result.output
    return lines[0]


def test_a_database_that_was_never_migrated_is_refused_with_the_cure(config: Path) -> None:
    assert "moderator db upgrade" in error_of(typed("queue", "--config", config))


def test_upgrade_then_an_empty_queue(config: Path) -> None:
    assert typed("db", "upgrade", "--config", config).exit_code == 0

    assert "Nothing waits for a person." in typed("queue", "--config", config).output


def test_a_profile_without_authorisation_is_named_and_the_others_run(migrated: Path) -> None:
    result = typed("once", "--config", migrated)

    assert result.exit_code == 0, result.output
    assert "the profile unauthorised is not run" in result.stderr
    assert "nobody has authorised it" in result.stderr


@pytest.mark.parametrize("name", ["register.toml", "policy.toml", "calendar.toml", "moderator.toml"])
def test_a_malformed_file_is_one_error_that_names_it(migrated: Path, name: str) -> None:
    (migrated / name).write_text("this is = = not toml", encoding="utf-8")

    error = error_of(typed("once", "--config", migrated))

    assert name in error
    assert "line 1" in error


def test_a_policy_that_hides_criticism_is_refused(migrated: Path) -> None:
    policy = POLICY.replace("the rights of others", "what is negative about the council")
    (migrated / "policy.toml").write_text(policy, encoding="utf-8")

    assert "house_rule[1]" in error_of(typed("once", "--config", migrated))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "nonsense"), "is not a reference"),
        (("decide", "facebook_group:44/1", "keep", "--by", "eve@elsewhere.example"), "answers for nothing"),
        (("decide", "facebook:99/1", "keep", "--by", "nia@council.example"), "no account of the register"),
        (("undo", "facebook_group:44/1", "--by", "eve@elsewhere.example"), "answers for nothing"),
        (("queue", "--profile", "nowhere"), "there is no profile nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(migrated: Path, words: tuple[str, ...], said: str) -> None:
    assert said in error_of(typed(*words, "--config", migrated))


def test_an_unknown_comment_is_said_to_be_unknown(migrated: Path) -> None:
    shown = typed("show", "facebook_group:44/1", "--config", migrated)
    decided = typed("decide", "facebook_group:44/1", "keep", "--by", "nia@council.example", "--config", migrated)

    assert "no comment facebook_group:44/1 is known" in error_of(shown, code=1)
    assert "no such comment is known" in error_of(decided, code=1)


def test_undo_says_the_same_by_either_name(migrated: Path) -> None:
    how = ("--by", "nia@council.example", "--config", migrated)

    decided = typed("decide", "facebook_group:44/1", "undo", *how)
    undone = typed("undo", "facebook_group:44/1", *how)

    assert error_of(undone, code=1) == error_of(decided, code=1)


@pytest.mark.parametrize("when", ["tomorrow", "2026-11-27T16:59:00"])
def test_due_refuses_a_moment_without_a_zone(when: str) -> None:
    error_of(typed("due", when, "--kind", "acknowledgement"))


def test_assess_prints_one_object_for_each_line_in_order(migrated: Path, tmp_path: Path) -> None:
    comments = tmp_path / "comments.csv"
    comments.write_text("id,text\nb,When are the bins?\na,Thank you\n", encoding="utf-8")

    result = typed("assess", comments, "--no-model", "--policy", migrated / "policy.toml")

    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert [line[:10] for line in lines] == ['{"id": "b"', '{"id": "a"']


def test_assess_says_nothing_but_the_error_when_the_file_is_malformed(migrated: Path, tmp_path: Path) -> None:
    comments = tmp_path / "comments.jsonl"
    comments.write_text('{"id": 1, "text": "fine"}\n{"id": 2,\n', encoding="utf-8")

    result = typed("assess", comments, "--no-model", "--policy", migrated / "policy.toml")

    assert "comments.jsonl: line 2" in error_of(result)
    assert result.stdout == ""


def test_check_names_everything_that_is_missing_and_changes_nothing(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODERATOR_REVIEW_SECRET", "short")
    before = sorted(path.name for path in config.parent.iterdir())

    result = typed("check", "--config", config)

    assert result.exit_code == 1
    assert "failed  database: " in result.output
    assert "failed  review page: the credential review.secret: " in result.output
    assert "ok      profile group (no program may read it; use moderator intake)" in result.output
    assert "short" not in result.output
    assert sorted(path.name for path in config.parent.iterdir()) == before


@pytest.mark.parametrize("words", [("db", "check"), ("outbox", "list"), ("queue",), ("check",)])
def test_every_command_finds_its_folder_in_the_environment_too(
    config: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (config / "moderator.toml").write_text("[store]\nurl = 'mysql://elsewhere/x'\n", encoding="utf-8")
    monkeypatch.setenv("MODERATOR_CONFIG", str(config))

    assert str(config / "moderator.toml") in error_of(typed(*words))
