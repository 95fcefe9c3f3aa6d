"""A real MediaWiki of Debian's on loopback, its pages in SQLite, for as long as the test run lasts."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conformance import CANARY
from real_servers import ServerProcess, answers, as_nobody, free_port, required

NEEDED = {
    "php": "Debian: php-cli",
    "/usr/share/mediawiki/api.php": "Debian: mediawiki",
    "/usr/share/php8.2-sqlite3": "Debian: php-sqlite3",
    # Sessions live there; without it nobody stays signed in.
    "/etc/php/8.2/mods-available/apcu.ini": "Debian: php-apcu",
}
_PROGRAM = Path("/usr/share/mediawiki")
_PARTS = Path(__file__).parent / "mediawiki"
BOT = "ModBot"
#: A bot password is at least 32 signs of 0-9 and a-w. Its name may be anything, so the canary hides there.
TOKEN = "0123456789abcdefghijklmnopqrstuv"
WEAK = "reader"
PASSWORD = "Preswylydd-12345"
SYSOP = "Gweinyddwr-12345"
GRANTS = ["basic", "highvolume", "editpage", "createeditmovepage", "delete", "viewdeleted"]
RESIDENTS = ("Sian Price", "Ann", "Ifan", "Ali", "Nobody Special", "Council")


@dataclass(frozen=True)
class WikiServer:
    address: str


@pytest.fixture(scope="session")
def mediawiki() -> Iterator[WikiServer]:
    """A running wiki; the test is passed over, saying why, where it is not installed."""
    required("mediawiki", NEEDED)
    # Not below pytest's own folder: that is closed to the user the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="moderator-mw-"))
    port = free_port()
    try:
        _install(folder, port)
        env = _env(folder) | {"PHP_CLI_SERVER_WORKERS": "2"}
        quick = ["-d", "opcache.enable_cli=1", "-d", "apc.enable_cli=1"]
        command = ["php", *quick, "-S", f"127.0.0.1:{port}", "-t", str(_PROGRAM), str(folder / "router.php")]
        with ServerProcess(as_nobody(command), folder / "php.log", env=env) as server:
            server.start(lambda: answers(port))
            yield WikiServer(f"http://127.0.0.1:{port}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _install(folder: Path, port: int) -> None:
    for name in ("db", "images", "cache"):
        (folder / name).mkdir()
    for part in _PARTS.glob("*.php"):
        shutil.copy(part, folder)
    _give_away(folder)
    where = [f"--dbpath={folder / 'db'}", f"--server=http://127.0.0.1:{port}", "--scriptpath=", f"--confpath={folder}"]
    what = ["--dbtype=sqlite", "--dbname=wiki", "--skins=", f"--pass={SYSOP}", "Wici", "Sysop"]
    _run(folder, [str(_PROGRAM / "maintenance" / "install.php"), *where, *what])
    with (folder / "LocalSettings.php").open("a") as local:
        local.write(f"$wgCacheDirectory = '{folder / 'cache'}';\nrequire '{folder / 'settings.php'}';\n")
    _run(folder, [str(folder / "people.php")], json.dumps(_people()))


def _people() -> list[dict[str, Any]]:
    bots = {CANARY: {"token": TOKEN, "grants": GRANTS}, WEAK: {"token": TOKEN, "grants": ["basic", "editpage"]}}
    residents = [{"name": name, "password": PASSWORD, "groups": [], "bots": {}} for name in RESIDENTS]
    return [{"name": BOT, "password": PASSWORD, "groups": ["bot", "sysop"], "bots": bots}, *residents]


def _give_away(folder: Path) -> None:
    """To the user the server runs as."""
    if os.geteuid() != 0:
        return
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


def _env(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "MW_CONFIG_FILE": str(folder / "LocalSettings.php")}


def _run(folder: Path, words: Sequence[str], said: str = "") -> None:
    env = _env(folder) if (folder / "LocalSettings.php").exists() else {"PATH": os.environ["PATH"], "HOME": str(folder)}
    done = subprocess.run(
        as_nobody(["php", "-d", "error_reporting=0", *words]),
        cwd=folder,
        env=env,
        input=said.encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    told = (done.stdout + done.stderr)[-1000:].decode("utf-8", "replace")
    assert done.returncode == 0, f"{words[0]} failed: {told}"
