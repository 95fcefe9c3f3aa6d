"""``moderator db`` and ``moderator outbox``: what an administrator sees, and how each ends."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_council import SmallCouncil

from connectors.contract import Refused
from moderator.cli import main
from moderator.store.store import open_store


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A folder with settings that name a database of their own."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "moderator.toml").write_text(f'[store]\nurl = "sqlite:///{tmp_path / "m.db"}"\n', encoding="utf-8")
    return folder


def run(config: Path, *words: str):
    return CliRunner().invoke(main, [*words, "--config", str(config)], env={"MODERATOR_STORE_URL": None})


@pytest.fixture
def council(config: Path) -> SmallCouncil:
    assert run(config, "db", "upgrade").exit_code == 0
    return SmallCouncil(open_store(f"sqlite:///{config.parent / 'm.db'}"))


@pytest.fixture
def task(council: SmallCouncil) -> int:
    """Number of a hide that the platform refused."""
    ref = council.says("ABUSE")
    council.poll()
    council.assess()
    council.platform.fail_next(Refused("not ours to hide"))
    council.deliver(1)
    return council.errand(ref, "hide").id


def test_upgrade_creates_a_database_and_says_so_once(config: Path) -> None:
    first, second = run(config, "db", "upgrade"), run(config, "db", "upgrade")

    assert "now at revision" in first.output
    assert "already" in second.output


def test_check_tells_what_to_do_about_an_empty_database(config: Path) -> None:
    result = run(config, "db", "check")

    assert (result.exit_code, "run `moderator db upgrade`" in result.output) == (1, True)


def test_check_is_content_with_a_database_in_order(config: Path, council: SmallCouncil) -> None:
    result = run(config, "db", "check")

    assert result.exit_code == 0
    assert "The audit trail is whole." in result.output


def test_check_notices_a_forged_audit_trail(config: Path, council: SmallCouncil) -> None:
    council.says("Hello")
    council.poll()
    with sqlite3.connect(config.parent / "m.db") as connection:
        connection.execute("DROP TRIGGER audit_events_no_update")
        connection.execute("UPDATE audit_events SET by = 'somebody'")
    connection.close()

    result = run(config, "db", "check")

    assert result.exit_code == 1
    assert "was changed by hand: event 1" in result.output


def test_backup_copies_and_refuses_to_overwrite(config: Path, council: SmallCouncil, tmp_path: Path) -> None:
    target = str(tmp_path / "copy.db")

    assert run(config, "db", "backup", target).exit_code == 0
    again = run(config, "db", "backup", target)

    assert (again.exit_code, "exists already" in again.output) == (2, True)


def test_what_waits_for_a_person_is_listed_and_shown(config: Path, task: int) -> None:
    listed, shown = run(config, "outbox", "list"), run(config, "outbox", "show", str(task))

    assert "not ours to hide" in listed.output
    assert "attempts 1" in shown.output


def test_an_errand_can_be_tried_again(config: Path, council: SmallCouncil, task: int) -> None:
    result = run(config, "outbox", "retry", str(task), "--by", "ann@council.example")
    council.clock.forward(days=10_000)
    council.work()

    assert "will be tried again" in result.output
    with council.store.reading() as tx:
        errand = tx.outbox.find(task)
    assert errand is not None
    assert errand.state == "done"


def test_an_errand_can_be_discarded_or_done_by_hand_once(config: Path, task: int) -> None:
    by = ("--by", "ann@council.example")

    assert "is discarded" in run(config, "outbox", "discard", str(task), *by).output
    again = run(config, "outbox", "done", str(task), *by)

    assert (again.exit_code, "does not wait for a person" in again.output) == (2, True)
    assert "Nothing." in run(config, "outbox", "list").output


def test_an_unknown_errand_is_an_error(config: Path, council: SmallCouncil) -> None:
    assert run(config, "outbox", "show", "99").exit_code == 2


def test_settings_that_cannot_be_read_are_one_clear_error(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere", "db", "check")

    assert result.exit_code == 2
    assert result.output.startswith("error: ")
