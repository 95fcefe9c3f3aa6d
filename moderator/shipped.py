"""Where the files that ship with the program lie: in a checkout at its top level, in a wheel inside the package."""

import json
from pathlib import Path


def shipped(name: str) -> Path:
    """Folder "alembic" or "config" as it shipped with this installation.

    Raises FileNotFoundError when the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_shipped" / name, here.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder {name}/ is missing from this installation: install the wheel again")


def rehearsal_model() -> Path:
    """The small model that comes with the program."""
    return shipped("config") / "models" / "rehearsal"


def second_look() -> Path:
    """The network of the second look, which comes with the program."""
    return shipped("config") / "models" / "second_look"


def demo_comments() -> list[str]:
    """What residents write in the demonstration."""
    lines = (shipped("config") / "demo" / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [row["text"] for row in rows if row["kind"] == "comment" and row.get("text")]
