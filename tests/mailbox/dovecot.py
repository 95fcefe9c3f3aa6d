"""A real IMAP server for tests: Dovecot on loopback as an ordinary user, thrown away afterwards."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "moderator", "a password of the test"
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {user}
mail_gid = {group}
mail_location = maildir:{folder}/mail/%n
mail_privileged_group =
ssl = required
auth_failure_delay = 0
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
ssl_dh =
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%n allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """Where it listens, and where its mail lies."""

    folder: Path
    tls: int
    starttls: int

    @property
    def ca_file(self) -> Path:
        return self.folder / "cert.pem"

    def deliver(self, raw: bytes, name: str) -> None:
        """Put a mail into the inbox as a mail server does: whole, then moved."""
        box = self.folder / "mail" / USER
        for part in ("tmp", "new", "cur"):
            (box / part).mkdir(parents=True, exist_ok=True)
        (box / "tmp" / name).write_bytes(raw)
        (box / "tmp" / name).rename(box / "new" / name)
        _give_away(self.folder)

    def files(self, folder: str = "") -> list[bytes]:
        box = self.folder / "mail" / USER / (f".{folder}" if folder else "")
        return [file.read_bytes() for part in ("new", "cur") if box.exists() for file in sorted((box / part).iterdir())]

    def empty(self) -> None:
        shutil.rmtree(self.folder / "mail", ignore_errors=True)
        (self.folder / "mail").mkdir()
        _give_away(self.folder)


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Skips, saying why, where there is no Dovecot that these tests know."""
    for program in ("dovecot", "openssl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: mail was not read from a real IMAP server")
    version = subprocess.run(["dovecot", "--version"], capture_output=True, text=True, check=False).stdout
    if not version.startswith("2.3"):
        pytest.skip(f"this Dovecot ({version.strip()}) is configured in another way than 2.3")
    folder = Path(tempfile.mkdtemp(prefix="moderator-imap-"))
    server = Dovecot(folder, *_free_ports())
    _settle(server)
    process = subprocess.Popen(
        [*_as_nobody(), "dovecot", "-F", "-c", str(folder / "dovecot.conf")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(server)
        yield server
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _settle(server: Dovecot) -> None:
    folder = server.folder
    for name in ("run", "state", "mail"):
        (folder / name).mkdir()
    certificate = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*certificate, *names, *files], check=True, capture_output=True, timeout=60)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    group = grp.getgrgid(user.pw_gid).gr_name
    config = _CONFIG.format(folder=folder, user=user.pw_name, group=group, tls=server.tls, starttls=server.starttls)
    (folder / "dovecot.conf").write_text(config, encoding="utf-8")
    _give_away(folder)


def _give_away(folder: Path) -> None:
    """As root, the server runs as nobody, and everything must be nobody's."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


def _as_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def _await(server: Dovecot) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.tls)) == 0:
                return
        time.sleep(0.05)
    log = server.folder / "log"
    raise AssertionError(f"Dovecot did not start: {log.read_text() if log.exists() else 'it wrote no log'}")


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
