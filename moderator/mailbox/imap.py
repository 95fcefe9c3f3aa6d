"""Mail read over IMAP: encrypted, its server's certificate verified, every call with an end."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from moderator.mailbox.contract import LARGEST, MOST_AT_ONCE, Arrived, MailboxClosed

#: How long one look at the connection lasts while waiting for mail; a stop is asked for between two.
_LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class Imap:
    """A way to one folder on an IMAP server."""

    host: str
    port: int
    username: str
    #: The password, or what gives an OAuth access token; raises MailboxClosed.
    password: str = field(default="", repr=False)
    access_token: Callable[[], str] | None = field(default=None, repr=False)
    folder: str = "INBOX"
    done_folder: str = "Done"
    aside_folder: str = "Aside"
    #: "none" is for a server on this machine only; the settings see to that.
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    timeout: float = 20.0
    #: Certificates of a private authority, beside the ones the machine trusts.
    ca_file: Path | None = None

    @contextmanager
    def visit(self) -> Iterator["ImapVisit"]:
        with _errors():
            timeout = SocketTimeout(self.timeout, self.timeout)
            is_tls = self.tls == "implicit"
            client = IMAPClient(
                self.host, self.port, ssl=is_tls, ssl_context=self._context() if is_tls else None, timeout=timeout
            )
        try:
            with _errors():
                self._sign_in(client)
                client.select_folder(self.folder)
            yield ImapVisit(client, self.folder, self.done_folder, self.aside_folder)
        finally:
            _leave(client)

    def _sign_in(self, client: Any) -> None:
        if self.tls == "starttls":
            client.starttls(self._context())
        if self.access_token is not None:
            client.oauth2_login(self.username, self.access_token())
        else:
            client.login(self.username, self.password)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.ca_file is not None:
            context.load_verify_locations(self.ca_file)
        return context


@dataclass(frozen=True, slots=True)
class ImapVisit:
    """The folder, selected."""

    client: Any
    folder: str
    done_folder: str
    aside_folder: str

    def mails(self) -> Iterator[Arrived]:
        with _errors():
            numbers = sorted(self.client.search("UNDELETED"))[:MOST_AT_ONCE]
            sizes = self.client.fetch(numbers, ["RFC822.SIZE"]) if numbers else {}
        for number in numbers:
            raw: bytes | None = None
            if sizes.get(number, {}).get(b"RFC822.SIZE", 0) <= LARGEST:
                with _errors():
                    # Peeking leaves it unread for the people who share the mailbox.
                    raw = self.client.fetch([number], ["BODY.PEEK[]"]).get(number, {}).get(b"BODY[]")
                if raw is None:
                    continue  # somebody took it out meanwhile
            yield Arrived(str(number), raw)

    def put_away(self, arrived: Arrived) -> None:
        self._move(arrived, self.done_folder)

    def set_aside(self, arrived: Arrived) -> None:
        self._move(arrived, self.aside_folder)

    def wait(self, longest_s: float, stopping: Callable[[], bool]) -> bool:
        """Idle where the server can (RFC 2177); it tells at once when something arrives."""
        with _errors():
            if not self.client.has_capability("IDLE"):
                return False
            until = time.monotonic() + longest_s
            self.client.idle()
            try:
                while not stopping() and (left := until - time.monotonic()) > 0:
                    said = self.client.idle_check(timeout=min(_LOOK_S, left))
                    if any(len(one) > 1 and one[1] == b"EXISTS" for one in said):
                        return True
            finally:
                self.client.idle_done()
        return False

    def _move(self, arrived: Arrived, to: str) -> None:
        number = int(arrived.name)
        with _errors():
            to = self._made(to)
            if self.client.has_capability("MOVE"):
                self.client.move([number], to)
                return
            self.client.copy([number], to)
            self.client.delete_messages([number], silent=True)
            if self.client.has_capability("UIDPLUS"):
                self.client.uid_expunge([number])
            else:
                self.client.expunge()

    def _made(self, name: str) -> str:
        """The folder's name as this server spells it, below its namespace; made when it is missing."""
        if self.client.folder_exists(name):
            return name
        try:
            self.client.create_folder(name)
        except IMAPClientError:
            name = f"{self.folder}.{name}"
            if not self.client.folder_exists(name):
                self.client.create_folder(name)
        return name


def _leave(client: Any) -> None:
    try:
        client.logout()
    except (IMAPClientError, OSError):
        client.shutdown()


@contextmanager
def _errors() -> Iterator[None]:
    """Names each failure by its cure. Whatever the server said stays out: it may name people or quote mail."""
    try:
        yield
    except LoginError:
        raise MailboxClosed("the mailbox's server refused our user name or password: renew the credential") from None
    except ssl.SSLCertVerificationError:
        raise MailboxClosed("the mailbox's server shows a certificate that is not trusted: correct it") from None
    except IMAPClientError as error:
        raise MailboxClosed(f"the mailbox's server broke off or refused ({type(error).__name__})") from None
    except OSError as error:
        raise MailboxClosed(f"the mailbox's server cannot be reached ({type(error).__name__})") from None
