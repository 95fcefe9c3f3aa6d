"""``moderator backtest`` as an administrator types it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_council import SmallCouncil

from moderator.cli import main
from moderator.shipped import shipped
from moderator.store.store import open_store

HOUSE = '[[house_rule]]\nid = "R1"\nen = "No abuse."\ncy = "Dim sarhad."\naim = "the rights of others"\n'
RULES = (
    '[[rule]]\nid = "abuse"\nlabel = "abuse"\naction = "{abuse}"\nhouse_rule = "R1"\n'
    '[[rule]]\nid = "spam"\nlabel = "spam"\naction = "queue"\naim = "a look"\n'
)
REGISTER = """
[[profile]]
id = "main"
title = "The council"
platform = "memory"
account_id = "council"
audience = "everybody"
service_area = "all"
business_need = "to be reached"
"""


def policy(version: str, abuse: str) -> str:
    return f'version = "{version}"\n' + HOUSE + RULES.format(abuse=abuse)


@pytest.fixture
def config(tmp_path: Path, migrated_file: Path) -> Path:
    """A council's folder, its database holding one hidden, one queued and one published comment."""
    folder, file = tmp_path / "config", tmp_path / "moderator.sqlite3"
    folder.mkdir()
    shutil.copy(migrated_file, file)
    shutil.copy(shipped("config") / "calendar.toml", folder)
    shutil.copytree(shipped("config") / "messages", folder / "messages")
    (folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    (folder / "policy.toml").write_text(policy("old", "hide"), encoding="utf-8")
    (folder / "new.toml").write_text(policy("new", "queue"), encoding="utf-8")
    (folder / "moderator.toml").write_text(f'[store]\nurl = "sqlite:///{file}"\n', encoding="utf-8")
    store = open_store(f"sqlite:///{file}")
    council = SmallCouncil(store)
    for text in ("ABUSE [bold]", "SPAM", "Thank you."):
        council.says(text)
    council.poll()
    council.assess()
    store.close()
    return folder


def tried(config: Path, *words: str) -> Result:
    options = ["--policy", str(config / "new.toml"), "--config", str(config), *words]
    return CliRunner().invoke(main, ["backtest", *options])


def test_it_shows_each_decision_that_would_change_and_counts_the_rest(config: Path) -> None:
    result = tried(config, "--evidence", "stored", "--since", "2026-11-23")

    assert result.exit_code == 0, result.output
    assert "policy old against new: nothing was changed" in result.stdout
    assert "3 decisions replayed, 1 would change" in result.stdout
    assert "hide to queue: 1" in result.stdout
    assert "criticism of the council: seen 0" in result.stdout
    assert "[bold]" in result.stdout


def test_as_data_each_change_is_one_line_and_the_counts_go_elsewhere(config: Path) -> None:
    result = tried(config, "--evidence", "stored", "--format", "jsonl", "--profile", "main")

    [line] = [json.loads(line) for line in result.stdout.splitlines()]
    assert (line["from"], line["to"], line["profile"], line["text"]) == ("hide", "queue", "main", "ABUSE [bold]")
    assert "1 would change" in result.stderr


@pytest.mark.parametrize("since", ["2026-11-24", "2026-11-24T00:00:00Z"])
def test_what_was_decided_before_is_left_out(config: Path, since: str) -> None:
    assert "0 decisions replayed" in tried(config, "--evidence", "stored", "--since", since).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "--since is not a date and time"),
        (("--profile", "parks"), 'the register has no profile "parks". It has: main.'),
        (("--policy", "nowhere.toml"), "nowhere.toml: the file does not exist"),
    ],
)
def test_bad_input_is_one_clear_error(config: Path, words: tuple[str, ...], said: str) -> None:
    result = tried(config, *words)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_policy_that_does_not_fit_the_council_is_refused(config: Path) -> None:
    strange = policy("new", "queue") + '[[override]]\nprofile = "parks"\nrule = "spam"\naction = "publish"\n'
    (config / "new.toml").write_text(strange, encoding="utf-8")

    result = tried(config, "--evidence", "stored")

    assert result.exit_code == 2
    assert 'the register has no profile "parks"' in result.stderr
