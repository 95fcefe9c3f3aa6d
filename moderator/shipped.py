"""Where the files that ship with the program lie: in a checkout at its top level, in a wheel inside the package."""

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
