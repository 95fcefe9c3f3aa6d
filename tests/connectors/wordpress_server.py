"""A real WordPress of Debian's on loopback, with a throw-away MariaDB, for as long as the test run lasts."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from conformance import CANARY
from real_servers import ServerProcess, answers, as_nobody, free_port, required

NEEDED = {
    "php": "Debian: php-cli",
    "/usr/share/php8.2-mysql": "Debian: php-mysql",
    "mariadbd": "Debian: mariadb-server",
    "mariadb-install-db": "Debian: mariadb-server",
    "/usr/share/wordpress/wp-load.php": "Debian: wordpress",
}
_PARTS = Path(__file__).parent / "wordpress"
_SITE = Path("/usr/share/wordpress")
_CONTENT = Path("/var/lib/wordpress/wp-content")


@dataclass(frozen=True)
class WordPressServer:
    """Where it listens, and who may sign in with the canary: name -> user id."""

    address: str
    people: Mapping[str, str]


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPressServer]:
    """A running WordPress; the test is passed over, saying why, where it is not installed."""
    required("wordpress", NEEDED)
    # Not below pytest's own folder: that is closed to the user the servers run as.
    folder = Path(tempfile.mkdtemp(prefix="moderator-wp-"))
    try:
        with ExitStack() as running:
            yield _started(folder, running)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path, running: ExitStack) -> WordPressServer:
    _give_away(folder)
    socket = folder / "sql"
    running.enter_context(_database(folder, socket))
    root = _site(folder, socket)
    people = folder / "people.json"
    _run(["php", "-d", "error_reporting=0", _PARTS / "install.php", root, people, CANARY], folder)
    _give_away(folder)
    port = free_port()
    command = [
        "php",
        "-d",
        "opcache.enable_cli=1",
        "-S",
        f"127.0.0.1:{port}",
        "-t",
        str(root),
        str(folder / "router.php"),
    ]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "PHP_CLI_SERVER_WORKERS": "2"}
    server = running.enter_context(ServerProcess(as_nobody(command), folder / "php.log", env=env))
    server.start(lambda: answers(port))
    return WordPressServer(f"http://127.0.0.1:{port}", json.loads(people.read_text()))


def _database(folder: Path, socket: Path) -> ServerProcess:
    """On a socket only; nothing of it outlives the run, so nothing waits for the disk."""
    data = folder / "data"
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", "--skip-name-resolve"]
    _run(as_nobody([*install, "--auth-root-authentication-method=normal"]), folder)
    lasting = ["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--skip-log-bin"]
    command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking", *lasting]
    server = ServerProcess(as_nobody(command), folder / "mariadb.log")
    ask = ["mariadb", "--no-defaults", "-u", "root", "-S", str(socket), "-e", "CREATE DATABASE wp"]
    server.start(lambda: subprocess.run(ask, capture_output=True, check=False).returncode == 0)
    return server


def _site(folder: Path, socket: Path) -> Path:
    """A copy of the installed program with our configuration."""
    root = folder / "root"
    shutil.copytree(_SITE, root, ignore=shutil.ignore_patterns("wp-config.php", ".htaccess", "wp-content"))
    shutil.copytree(_CONTENT, root / "wp-content", ignore=shutil.ignore_patterns("languages", "plugins", "themes"))
    (root / "wp-config.php").write_text((_PARTS / "wp-config.php").read_text().replace("@SOCKET@", str(socket)))
    (root / "wp-content" / "mu-plugins").mkdir()
    shutil.copy(_PARTS / "residents.php", root / "wp-content" / "mu-plugins")
    shutil.copy(_PARTS / "router.php", folder)
    return root


def _give_away(folder: Path) -> None:
    """To the user the servers run as."""
    if os.geteuid() != 0:
        return
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


def _run(command: list[str | Path], folder: Path) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]} failed: {done.stderr[-1000:].decode('utf-8', 'replace')}"
