"""Starts a real server that speaks Mastodon's language (snac2) on loopback, as `make real-snac` installed it."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from real_servers import ServerProcess, answers, as_nobody, free_port, required

INSTALLED = Path(os.environ.get("REAL_SERVERS", Path(__file__).resolve().parents[2] / ".real"))
#: It hands posts to others every few seconds only.
PATIENCE_S = 60.0


class SnacUser:
    """Somebody's account, used past the connector."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self._address = address
        self.name = name
        self._password = password
        self.token = self._granted()
        self.id = str(self.ask("GET", "/api/v1/accounts/verify_credentials")["id"])

    def ask(self, method: str, path: str, **form: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.request(method, self._address + path, headers=headers, data=form, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def write(self, text: str, answered: str = "", **more: Any) -> str:
        above = {"in_reply_to_id": answered} if answered else {}
        return str(self.ask("POST", "/api/v1/statuses", status=text, **above, **more)["id"])

    def sees(self, status_id: str) -> bool:
        try:
            self.ask("GET", f"/api/v1/statuses/{status_id}")
        except requests.HTTPError:
            return False
        return True

    def upload(self, picture: bytes) -> str:
        """A picture to go with what is written next."""
        headers = {"Authorization": f"Bearer {self.token}"}
        files = {"file": ("dot.png", picture, "image/png")}
        answer = requests.post(f"{self._address}/api/v2/media", headers=headers, files=files, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def delete(self, status_id: str) -> None:
        """The server's own page can, its API cannot."""
        address = str(self.ask("GET", f"/api/v1/statuses/{status_id}")["uri"])
        signed = (self.name, self._password)
        page = requests.get(f"{self._address}/{self.name}/admin", auth=signed, timeout=30).text
        forms = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if "snac-btn-delete" in form]
        (form,) = (form for form in forms if address in form)
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)) | {"action": "Delete"}
        where = f"{self._address}/{self.name}/admin/action"
        requests.post(where, data=fields, auth=signed, allow_redirects=False, timeout=30).raise_for_status()

    def _granted(self) -> str:
        """A token, as a person grants it in the browser."""
        back = "http://127.0.0.1:9/back"
        asked = {"client_name": "moderator", "redirect_uris": back, "scopes": "read write"}
        app = requests.post(f"{self._address}/api/v1/apps", data=asked, timeout=30).json()
        door = {"client_id": app["client_id"], "redirect_uri": back, "response_type": "code", "scope": "read write"}
        page = requests.get(f"{self._address}/oauth/authorize", door, timeout=30).text
        (action,) = re.findall(r'action="([^"]+)"', page)
        fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page))
        fields |= {"login": self.name, "passwd": self._password}
        granted = requests.post(action, data=fields, allow_redirects=False, timeout=30)
        code = parse_qs(urlsplit(granted.headers["location"]).query)["code"][0]
        secrets = {"client_id": app["client_id"], "client_secret": app["client_secret"], "redirect_uri": back}
        claim = {"grant_type": "authorization_code", "code": code, **secrets}
        return str(requests.post(f"{self._address}/oauth/token", data=claim, timeout=30).json()["access_token"])


class Snac:
    """A running server; ``user`` opens an account on it."""

    def __init__(self, program: str, folder: Path, port: int) -> None:
        self._program = program
        self._folder = folder
        self.address = f"http://127.0.0.1:{port}"

    def user(self, name: str) -> SnacUser:
        told = _run([self._program, "adduser", str(self._folder), name], "\n\n\n")
        (password,) = re.findall(r"User password is (\S+)", told)
        return SnacUser(self.address, name, password)


def eventually(happened: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < ends, "the server did not hand the posts on in time"
        time.sleep(0.2)


@pytest.fixture(scope="session")
def snac() -> Iterator[Snac]:
    program = INSTALLED / "snac/usr/bin/snac"
    required("snac", {str(program): "run: make real-snac"})
    # Not below pytest's own folder: that is closed to the user the server runs as.
    home = Path(tempfile.mkdtemp(prefix="moderator-snac-"))
    port = free_port()
    with contextlib.ExitStack() as running:
        running.callback(shutil.rmtree, home, ignore_errors=True)
        copied = shutil.copy(program, home / "snac")
        if os.geteuid() == 0:
            shutil.chown(home, "nobody", "nogroup")
        home.chmod(0o755)
        data = home / "data"
        _run([copied, "init", str(data)], f"127.0.0.1\n{port}\n127.0.0.1:{port}\n\nadmin@example.org\n")
        _configure(data / "server.json")
        server = ServerProcess(as_nobody([str(copied), "httpd", str(data)]), home / "server.log")
        running.callback(server.stop)
        server.start(lambda: answers(port))
        yield Snac(str(copied), data, port)


def _configure(file: Path) -> None:
    settings = json.loads(file.read_text(encoding="utf-8"))
    # With its four threads it waits for itself when two of its own users write to each other.
    settings |= {"protocol": "http", "disable_email_notifications": True, "num_threads": 16}
    file.write_text(json.dumps(settings), encoding="utf-8")


def _run(command: list[str], said: str) -> str:
    done = subprocess.run(as_nobody(command), input=said, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout + done.stderr
