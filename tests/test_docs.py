"""Documentation that cannot lie: links lead somewhere, every command and connector is written about."""

import re
from pathlib import Path

import pytest

from connectors.loading import platforms
from moderator.cli import COMMANDS
from moderator.domain.evidence import LABELS
from moderator.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def words(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    dead = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()]

    assert dead == []


def test_every_command_is_written_about() -> None:
    text = words("README.md", "docs/operations.md", "docs/scoring.md")

    assert [name for name in COMMANDS if f"moderator {name}" not in text] == []


def test_every_connector_has_a_row() -> None:
    text = words("docs/connectors.md")

    assert [name for name in platforms() if f"`{name}`" not in text] == []


CHECKLIST = (
    "contract suite",
    "recorded payloads",
    "poll interval and rate limit",
    "credentials and scopes",
    "`check()`",
    "own comments skipped",
    "edits seen",
    "deletions seen",
    "replies, nesting",
    "what it cannot do",
    "owner",
    "SDK pinned",
)


@pytest.mark.parametrize("platform", platforms())
def test_every_connector_has_a_page_that_answers_every_point_of_the_checklist(platform: str) -> None:
    text = words(f"docs/connectors/{platform}.md")

    answers = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", text, re.MULTILINE))

    assert [point for point in CHECKLIST if not answers.get(point, "").startswith(("done", "exempt: "))] == []


def test_every_label_is_explained() -> None:
    text = words("docs/labels.md")

    assert [label for label in LABELS if label not in text] == []


def test_every_setting_stands_in_the_shipped_file() -> None:
    text = words("config/moderator.toml")
    sections = ("store", "model", "mail", "mailbox", "pictures", "review", "contacts", "daemon", "messages", "polling")
    keys = [key for name in sections for key in Settings.model_fields[name].annotation.model_fields]

    assert [key for key in keys if key not in text] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    first_screen = "\n".join(words("README.md").splitlines()[:40])

    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_nothing_names_a_folder_of_the_machine_it_was_written_on() -> None:
    marks = ("/wor" + "k/", "/ro" + "ot/", "/tm" + "p/")
    named = [
        str(path.relative_to(ROOT))
        for folder in ("docs", "moderator", "connectors", "config", "systemd", "alembic")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".md", ".py", ".toml", ".service", ".txt", ".html", ".css")
        and any(mark in path.read_text(encoding="utf-8", errors="ignore") for mark in marks)
    ]

    assert named == []
