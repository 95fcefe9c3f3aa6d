"""A real Misago board on loopback, as `make real-misago` installed it, for as long as the test run lasts."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conformance import CANARY
from real_servers import ServerProcess, absent, answers, as_nobody, free_port, required
from store_fixtures import fresh_database

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = Path(os.environ.get("REAL_SERVERS", ROOT / ".real"))
_PARTS = Path(__file__).parent / "misago"


@pytest.fixture(scope="session")
def misago(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a running board; the test is passed over, saying why, where it is not installed."""
    python = INSTALLED / "misago/bin/python"
    required("misago", {str(INSTALLED / "misago/installed.txt"): "run: make real-misago"})
    try:
        postgres = str(request.getfixturevalue("postgres_url"))
    except pytest.skip.Exception as why:
        absent("misago", str(why))
    # Not below pytest's own folder: that is closed to the user the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="moderator-misago-"))
    with ExitStack() as running:
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        shutil.copytree(_PARTS / "board", folder / "board", ignore=shutil.ignore_patterns("__pycache__"))
        database = urlsplit(running.enter_context(fresh_database(postgres)))
        port = free_port()
        command = _for_an_ordinary_user([str(python), "-m", "board.serve", str(port)], folder)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "board.settings",
            "BOARD_DATABASE": f"{database.hostname} {database.port} {database.username} {database.path.strip('/')}",
            "BOARD_FOLDER": str(folder),
            "BOARD_PASSWORD": CANARY,
        }
        server = running.enter_context(ServerProcess(command, folder / "board.log", env=environment))
        server.start(lambda: answers(port))
        yield f"http://127.0.0.1:{port}"


def _for_an_ordinary_user(command: list[str], folder: Path) -> list[str]:
    """Not as root, unless this folder of the project, or the Python it was made with, is closed to everybody else."""
    # By way of a shell: Python itself would start with what is left of root's rights, and fail later.
    trial = as_nobody(["sh", "-c", '"$0" -c ""', command[0]])
    if os.geteuid() != 0 or subprocess.run(trial, capture_output=True, check=False).returncode:
        return command
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "nobody", "nogroup")
    return as_nobody(command)
