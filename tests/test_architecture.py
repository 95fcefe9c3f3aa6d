"""The house rules that a machine can check: who may import whom, and how long a file may be."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300

#: Part -> prefixes it may import beside the standard library (docs/architecture.md, "Who may import whom").
ALLOWED: dict[str, tuple[str, ...]] = {
    "moderator/domain": ("moderator.domain",),
    "moderator/store": ("moderator.domain", "moderator.store", "moderator.shipped", "sqlalchemy", "alembic"),
    "moderator/scorers": (
        "moderator.domain",
        "moderator.scorers",
        # their own libraries
        "detoxify",
        "lingua",
        "numpy",
        "onnx",
        "onnxruntime",
        "phonenumbers",
        "stdnum",
        "tokenizers",
        "torch",
        "transformers",
    ),
    "moderator/mail": ("moderator.domain", "moderator.mail", "aiosmtpd", "jinja2", "markupsafe"),
    "moderator/mailbox": ("moderator.domain", "moderator.mailbox", "imapclient", "requests"),
    "moderator/review": (
        "moderator.domain",
        "moderator.review",
        "moderator.tasks.review",
        "flask",
        "itsdangerous",
        "jinja2",
        "markupsafe",
        "werkzeug",
    ),
    "moderator/tasks": (
        "moderator.domain",
        "moderator.store",
        "moderator.tasks",
        "moderator.clock",
        "connectors.contract",
        "connectors.metering",
        "structlog",
    ),
    "connectors": (
        "moderator.domain.comment",
        "moderator.clock",
        "connectors",
        "requests",
        "urllib3",
        # one client library each
        "atproto",
        "atproto_client",
        "facebook",
        "google",
        "googleapiclient",
        "httplib2",  # the answer's shape that googleapiclient wants
        "httpx",
        "mastodon",
        "mwclient",
        "praw",
        "prawcore",
        "tweepy",
    ),
}


def python_files(folder: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("part", ALLOWED)
def test_a_part_imports_only_what_the_house_allows(part: str) -> None:
    allowed = ALLOWED[part]
    trespasses = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in python_files(part)
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == one or name.startswith(f"{one}.") for one in allowed)
    ]

    assert trespasses == []


def test_the_domain_never_touches_the_world() -> None:
    worldly = {"os", "logging", "socket", "subprocess", "time", "random", "pathlib"}

    assert [
        f"{path.name} imports {name}"
        for path in python_files("moderator/domain")
        for name in imports(path)
        if name.partition(".")[0] in worldly
    ] == []


def test_only_the_clock_reads_the_time() -> None:
    def readings(path: Path) -> Iterator[str]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"

    parts = ("moderator/domain", "moderator/store", "moderator/tasks", "moderator/scorers", "moderator/mail")

    assert [place for part in parts for path in python_files(part) for place in readings(path)] == []


def test_no_file_is_longer_than_a_person_reads_in_one_sitting() -> None:
    parts = ("moderator", "connectors", "tests", "alembic")
    long = [
        f"{path.relative_to(ROOT)}: {count} lines"
        for part in parts
        for path in python_files(part)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]

    assert long == []


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for part in ("moderator", "connectors")
        for path in python_files(part)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_the_alembic_folder_does_not_hide_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()
