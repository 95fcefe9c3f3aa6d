"""Hands a mail to the council's mail server over SMTP: encrypted, its certificate verified, one try per call."""

import base64
import hashlib
import ipaddress
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Literal

from moderator.domain.delivery import MailLater, MailRefused
from moderator.domain.effects import MailFile, SendMail

#: The enhanced status code at the head of a server's answer, all of it that is ever repeated: the rest names people.
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """A way to the mail server. Calling it sends one mail, or raises MailLater or MailRefused.

    A connection lost after the text was sent looks like a failure: the same mail may arrive twice, then with the same
    Message-ID.
    """

    host: str
    port: int
    #: Address the mails come from.
    sender: str
    #: Tells the time for the Date header.
    clock: Callable[[], datetime]
    username: str = ""
    password: str = field(default="", repr=False)
    #: "none" is refused for any host but this machine itself.
    starttls: Literal["required", "none"] = "required"
    timeout: float = 20.0
    #: Certificates of a private authority, beside the ones the machine trusts.
    ca_file: Path | None = None
    #: Where answers to a digest arrive; "" = where the mails come from.
    reply_to: str = ""
    #: Gives an access token that takes the password's place (XOAUTH2); may raise MailLater.
    access_token: Callable[[], str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.starttls == "none" and not _is_loopback(self.host):
            raise ValueError('starttls = "none" would send mail in the clear: only 127.0.0.1 and ::1 may do that')
        if not parseaddr(self.sender)[1].count("@"):
            raise ValueError("the sender of mails is not an address")

    def __call__(self, mail: SendMail) -> None:
        message = message_of(mail, self.sender, self.clock(), self.reply_to)
        with _smtp_errors(), smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
            if self.starttls == "required":
                server.starttls(context=self._context())
            self._sign_in(server)
            server.send_message(message, self.sender, [mail.to])

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if self.access_token is not None:
            said = f"user={self.username}\x01auth=Bearer {self.access_token()}\x01\x01"
            server.ehlo_or_helo_if_needed()
            # A refusal comes as a challenge first; the answer to that is empty.
            server.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
        elif self.username:
            server.login(self.username, self.password)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.ca_file is not None:
            context.load_verify_locations(self.ca_file)
        return context


def message_of(mail: SendMail, sender: str, at: datetime, reply_to: str = "") -> EmailMessage:
    """The mail as it goes out: plain text and HTML, marked as made by a machine. Raises MailRefused.

    The Message-ID follows from the mail's key or token, so that a repeated mail can be told from a new one. A mail that
    is to be answered does not ask programs to keep quiet about an absence: a deputy is to hear of that.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = mail.to
        message["Subject"] = mail.subject
    except (ValueError, IndexError):
        raise MailRefused("the mail's address or subject cannot stand in a header: a person must correct it") from None
    if parseaddr(mail.to)[1] != mail.to or "@" not in mail.to:
        raise MailRefused("the mail has no single plain address to go to: correct it in the register")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id(mail, sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "DR, RN, NRN, AutoReply" if mail.reply_token else "All"
    if mail.reply_token:
        box, _, domain = (parseaddr(reply_to)[1] or parseaddr(sender)[1]).rpartition("@")
        message["Reply-To"] = f"{box}+{mail.reply_token}@{domain}"
    message.set_content(_encodable(mail.text))
    if mail.html:
        message.add_alternative(_encodable(mail.html), subtype="html")
    _add_files(message, mail.files)
    return message


def _add_files(message: EmailMessage, files: Sequence[MailFile]) -> None:
    """Pictures that the HTML calls travel with it; every other file stands beside the mail."""
    html = message.get_body(("html",))
    for file in files:
        kind, _, subtype = file.media_type.partition("/")
        content = base64.b64decode(file.content)
        if file.cid and isinstance(html, EmailMessage):
            html.add_related(content, kind, subtype, cid=f"<{file.cid}>", filename=file.name, disposition="inline")
        else:
            message.add_attachment(content, kind, subtype, filename=file.name)


def message_id(mail: SendMail, sender: str) -> str:
    """What names the mail wherever it is quoted or comes back, without angle brackets."""
    name = mail.reply_token or hashlib.sha256(mail.key.encode()).hexdigest()[:40]
    return f"{name}@{parseaddr(sender)[1].rpartition('@')[2]}"


@contextmanager
def _smtp_errors() -> Iterator[None]:
    """Names each failure by its cure. Whatever the server said stays out but for its codes."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        raise _answered(max(code for code, _ in error.recipients.values()), _first_reply(error)) from None
    except smtplib.SMTPAuthenticationError as error:
        raise MailLater(
            f"the mail server refused our user name or password ({error.smtp_code}): renew the credential"
        ) from None
    except smtplib.SMTPConnectError as error:
        raise MailLater(f"the mail server turned us away ({error.smtp_code})") from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise _answered(error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPNotSupportedError:
        raise MailLater(
            "the mail server lacks STARTTLS, our way to log in, or international addresses: ask its keeper"
        ) from None
    except smtplib.SMTPException as error:
        raise MailLater(f"the mail server broke off ({type(error).__name__})") from None
    except ssl.SSLCertVerificationError:
        raise MailLater("the mail server's certificate is not trusted: correct it, or name its authority") from None
    except OSError as error:
        raise MailLater(f"the mail server cannot be reached ({type(error).__name__})") from None


def _answered(code: int, reply: bytes | str) -> MailLater | MailRefused:
    words = reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply
    status = _STATUS.match(words)
    said = f"{code} {status[0]}" if status else f"{code}"
    if code in _PERMANENT:
        return MailRefused(f"the mail server refused the mail for good ({said})")
    return MailLater(f"the mail server asks to try again later ({said})")


def _first_reply(error: smtplib.SMTPRecipientsRefused) -> bytes | str:
    return next((reply for _, reply in error.recipients.values()), b"")


def _encodable(text: str) -> str:
    """Half a surrogate pair has no bytes: it is shown as its code."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
