"""``moderator intake`` end to end: the real command, configuration and database."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moderator.cli import main
from moderator.domain.comment import AccountRef
from moderator.shipped import shipped
from moderator.store.migrations import upgrade
from moderator.store.store import Store, open_store

POLICY = 'version = "test"\n[[rule]]\nid = "threat"\nlabel = "threat"\naction = "queue"\naim = "the safety of others"\n'
GROUP = AccountRef("facebook_group", "440044004400")


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "council"
    shutil.copytree(shipped("config"), folder, ignore=shutil.ignore_patterns("models", "demo"))
    shutil.copy(shipped("config") / "demo" / "register.toml", folder / "register.toml")
    (folder / "policy.toml").write_text(POLICY)
    url = f"sqlite:///{tmp_path / 'moderator.db'}"
    monkeypatch.setenv("MODERATOR_STORE_URL", url)
    upgrade(url, now=datetime(2026, 11, 2, tzinfo=UTC))
    return folder


@pytest.fixture
def store(council: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'moderator.db'}")
    yield opened
    opened.close()


def run(council: Path, *words: str, given: bytes | str = "") -> Result:
    return CliRunner().invoke(main, ["intake", *words, "--config", str(council)], input=given)


def stored(store: Store) -> int:
    with store.reading() as tx:
        return len(tx.comments.unassessed([GROUP], 100))


def test_pasted_comments_are_stored_once_and_wait_for_judgement(council: Path, store: Store) -> None:
    first = run(council, "stream-group", given="The path is flooded again\n---\nauthor: Ann\nThank you all\n")
    second = run(council, "stream-group", given="The path is flooded again\n")

    assert first.output == "stream-group: 2 new, 0 edited, 0 known already.\n"
    assert second.output == "stream-group: 0 new, 0 edited, 1 known already.\n"
    assert stored(store) == 2


def test_the_format_follows_from_the_files_name(council: Path, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "carried.csv"
    file.write_bytes("\ufefftext,author\nMae'r llwybr dan ddŵr,Sian\n".encode())

    result = run(council, "stream-group", str(file))

    assert result.exit_code == 0
    assert stored(store) == 1


def test_one_mistake_and_nothing_is_stored(council: Path, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "carried.jsonl"
    file.write_text('{"text": "Fine"}\n{"text": ""}\n')

    result = run(council, "stream-group", str(file))

    assert result.exit_code == 2
    assert f"{file}: line 2, column text" in result.output
    assert "Nothing was stored" in result.output
    assert stored(store) == 0


@pytest.mark.parametrize(
    ("words", "given", "told"),
    [
        (["stream-group", "no-such-file.csv"], "", "check the path"),
        (["stream-group"], b"fine\nna\xefve", "line 2, column 3: it is no UTF-8"),
        (["nobody"], "a", "stream-group"),
    ],
)
def test_what_cannot_be_used_is_named(council: Path, words: list[str], given: bytes | str, told: str) -> None:
    result = run(council, *words, given=given)

    assert result.exit_code == 2
    assert told in result.output


def test_a_profile_that_the_daemon_reads_takes_no_intake(council: Path) -> None:
    register = (council / "register.toml").read_text()
    profile = next(line for line in register.splitlines() if line.startswith("id = ")).split('"')[1]

    result = run(council, profile, given="a")

    assert result.exit_code == 2
    assert "reads" in result.output
